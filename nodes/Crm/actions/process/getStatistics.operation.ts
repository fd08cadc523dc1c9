import { additionalFields } from '../../fields/additional';
import { workflowField } from '../../fields/locators';
import { readOperation } from '../operation';

export const getStatistics = readOperation({
	option: {
		name: 'Get Statistics',
		value: 'getStatistics',
		action: 'Get statistics of workflows',
		description: 'Count how often workflows ran, succeeded and failed, and how long they took',
	},
	example: {
		goal: 'Compare how the versions of each workflow did in the last 30 days.',
		form: { perVersion: true },
	},
	description: [
		workflowField({ description: 'A workflow with a CRM Trigger; all of them when left empty' }),
		{
			displayName: 'Per Version',
			name: 'perVersion',
			type: 'boolean',
			default: true,
			description:
				'Whether each version of a workflow is counted by itself. A version is what the workflow was like when it ran: its nodes, settings and connections.',
		},
		additionalFields([
			{
				displayName: 'From',
				name: 'from',
				type: 'dateTime',
				default: '',
				description: 'Count from this moment on; the last 30 days, when left out',
			},
			{
				displayName: 'Until',
				name: 'until',
				type: 'dateTime',
				default: '',
				description: 'Count up to this moment; up to now, when left out',
			},
		]),
	],
	aboutSetUp: true,
	async read(item, scope) {
		const { workflowStatistics } = await import('../../../../src/automation/families/processes/statistics');
		const period = item.collection('additionalFields');
		return await workflowStatistics(scope, {
			workflow: item.text('workflow'),
			perVersion: item.boolean('perVersion'),
			from: period.text('from'),
			until: period.text('until'),
		});
	},
});
