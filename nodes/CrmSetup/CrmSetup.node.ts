import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { connectionCredentials, connectionProperties, credentialTestName } from '../shared/connection';
import { SETUP } from '../Crm/actions/resourceChoices';
import { resourceProperties, router } from '../Crm/actions/router';
import * as methods from '../Crm/methods';

/** Sets up the CRM: types, fields, pipelines, people, templates; and tells how the workflows with a CRM Trigger do. */
export class CrmSetup implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRM Setup',
		name: 'crmSetup',
		icon: { light: 'file:../icons/crm.svg', dark: 'file:../icons/crm.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ($parameter["operation"] + ": " + $parameter["resource"]).replace(/([A-Z])/g, " $1").toLowerCase() + ($parameter["dryRun"] ? " (dry run)" : "") }}',
		description: 'Set up record types, fields, pipelines, people and project templates, and see how your workflows do',
		defaults: { name: 'CRM Setup' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: connectionCredentials.map((credential) => ({ ...credential, testedBy: credentialTestName(credential.name) })),
		properties: [...connectionProperties, ...resourceProperties(SETUP, 'recordType')],
	};

	methods = methods;

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await router.call(this)];
	}
}
