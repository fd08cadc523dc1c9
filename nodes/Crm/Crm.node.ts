import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { connectionCredentials, connectionProperties, credentialTestName } from '../shared/connection';
import { DAILY_WORK } from './actions/resourceChoices';
import { resourceProperties, router } from './actions/router';
import * as methods from './methods';

/** Works in the CRM: records, tasks, activities, documents, comments, history, notifications and projects. */
export class Crm implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRM',
		name: 'crm',
		icon: { light: 'file:../icons/crm.svg', dark: 'file:../icons/crm.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ($parameter["operation"] + ": " + $parameter["resource"]).replace(/([A-Z])/g, " $1").toLowerCase() + ($parameter["dryRun"] ? " (dry run)" : "") }}',
		description: 'Work with leads, deals, contacts and tasks, and notify supervisors; with triggers for what changes in the CRM',
		defaults: { name: 'CRM' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: connectionCredentials.map((credential) => ({ ...credential, testedBy: credentialTestName(credential.name) })),
		properties: [...connectionProperties, ...resourceProperties(DAILY_WORK, 'record')],
	};

	methods = methods;

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await router.call(this)];
	}
}
