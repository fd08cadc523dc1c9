import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { connectionCredentials, connectionProperties, credentialTestName } from '../shared/connection';
import { startingTypeField } from '../shared/startingType';
import { operationProperties, router } from './actions/router';
import * as methods from './methods';

/** Works in the CRM: records, tasks, activities, documents, history, notifications, project templates and projects. */
export class Crm implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRM',
		name: 'crm',
		icon: { light: 'file:../icons/crm.svg', dark: 'file:../icons/crm.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ ($parameter["operation"] + ": " + $parameter["resource"]).replace(/([A-Z])/g, " $1").toLowerCase() + ($parameter["dryRun"] ? " (dry run)" : "") }}',
		description: 'Create and change records, tasks, history and projects in the CRM, and notify supervisors',
		defaults: { name: 'CRM' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: connectionCredentials.map((credential) => ({ ...credential, testedBy: credentialTestName(credential.name) })),
		properties: [
			...connectionProperties,
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				default: 'record',
				options: [
					{ name: 'Activity', value: 'activity', description: 'Meetings, calls and the like with a time' },
					{ name: 'Comment', value: 'comment', description: 'What people say about a record, with mentions' },
					{ name: 'Document', value: 'document', description: 'Files of a record, in sections and with versions' },
					{ name: 'Field', value: 'field', description: 'The fields of a record type' },
					{ name: 'Group', value: 'group', description: 'Groups of users, such as Sales' },
					{ name: 'History', value: 'history' },
					{ name: 'Notification', value: 'notification' },
					{ name: 'Pipeline', value: 'pipeline', description: 'The ways that records of a type go, and their rules' },
					{
						name: 'Process',
						value: 'process',
						description: 'Workflows with a CRM Trigger: which there are, why they ran or not, how they do, and running them again',
					},
					{ name: 'Project', value: 'project' },
					{ name: 'Project Template', value: 'projectTemplate' },
					{ name: 'Record', value: 'record', description: 'Lead, deal, contact, company or a type of your own' },
					{ name: 'Record Type', value: 'recordType', description: 'The kinds of records there are; ready ones to add' },
					{
						name: 'Role',
						value: 'role',
						description: 'What users are in the company, and what they may see, create, edit, delete and run',
					},
					{ name: 'Stage', value: 'stage', description: 'The stages of a pipeline' },
					{ name: 'System', value: 'system', description: 'How the connection between the CRM and the workflows is' },
					{ name: 'Task', value: 'task' },
					{ name: 'User', value: 'user', description: 'The people who work in the CRM' },
				],
			},
			startingTypeField,
			...operationProperties,
		],
	};

	methods = methods;

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await router.call(this)];
	}
}
