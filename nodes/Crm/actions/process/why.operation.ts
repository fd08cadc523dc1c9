import { additionalFields } from '../../fields/additional';
import { workflowField } from '../../fields/locators';
import { recordChoice } from '../../fields/recordChoice';
import { picked } from '../example';
import { readOperation } from '../operation';

export const why = readOperation({
	option: {
		name: 'Why',
		value: 'why',
		action: 'Explain why a workflow ran or did not run',
		description: 'Explain for each change of a record why it started a workflow, or why not',
	},
	example: {
		goal: 'Find out why a deal did not start a workflow.',
		form: {
			workflow: picked('won-deals', 'Won deals'),
			recordSource: 'choose',
			recordType: picked('deal', 'Deal'),
			recordId: picked('1', 'Northwind, 100 chairs'),
		},
	},
	description: [
		workflowField({ required: true, description: 'The workflow to explain: one with a CRM Trigger that was switched on' }),
		...recordChoice({ anyType: true }),
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 50,
			description: 'Max number of results to return',
			hint: 'Of more changes the newest are explained',
		},
		additionalFields([
			{ displayName: 'Since', name: 'since', type: 'dateTime', default: '', description: 'Only changes made from this moment on' },
		]),
	],
	async read(item, scope) {
		const { explainRecord } = await import('../../../../src/automation/families/processes/explain');
		return await explainRecord(scope, {
			workflow: item.requiredText('workflow', 'Workflow'),
			record: item.record(),
			since: item.collection('additionalFields').text('since'),
			limit: item.limit() ?? 50,
		});
	},
});
