import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type ITriggerFunctions,
	type ITriggerResponse,
} from 'n8n-workflow';
import { connectionCredentials, connectionProperties } from '../shared/connection';
import * as listSearch from '../shared/listSearch';
import * as loadOptions from '../shared/loadOptions';
import { getAlreadyDue } from './alreadyDue';
import { triggerProperties } from './description';
import { listen } from './listen';
import { claimRun, sampleRun } from './run';

/** Starts a workflow when something changes in the CRM. */
export class CrmTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRM Trigger',
		name: 'crmTrigger',
		icon: { light: 'file:../icons/crmTrigger.svg', dark: 'file:../icons/crmTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["event"].replace(/([A-Z])/g, " $1").toLowerCase() }}',
		description: 'Triggers when records, stages or tasks change, and actions for leads, deals, contacts and tasks',
		defaults: { name: 'CRM Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: connectionCredentials,
		properties: [...connectionProperties, ...triggerProperties],
	};

	methods = { listSearch, loadOptions: { ...loadOptions, getAlreadyDue } };

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await listen(this);
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return this.getMode() === 'manual' ? await sampleRun(this) : await claimRun(this);
	}
}
