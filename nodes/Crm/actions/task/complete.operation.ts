import { pipelineField, taskField } from '../../fields/locators';
import { recordChoice } from '../../fields/recordChoice';
import { showWhen } from '../../fields/showFor';
import { asList } from '../../../shared/asList';
import { TYPE_DEPENDENCIES } from '../../../shared/recordSources';
import { writeOperation } from '../operation';

export const complete = writeOperation({
	operation: 'task.complete',
	option: {
		name: 'Complete',
		value: 'complete',
		action: 'Complete tasks',
		description: 'Complete one task, or the open tasks that automation made for a record',
	},
	example: {
		goal: 'When a deal goes on, complete the tasks that workflows made for it.',
		form: {},
	},
	description: [
		{
			displayName: 'Complete',
			name: 'completeWhat',
			type: 'options',
			description: 'Which tasks are done',
			noDataExpression: true,
			default: 'automation',
			options: [
				{ name: 'One Task', value: 'task' },
				{
					name: 'Open Tasks of a Record Made by Automation',
					value: 'automation',
					description: 'Only those a workflow made, in the chosen pipeline and stages; tasks people made stay open',
				},
			],
		},
		taskField({ required: true, description: 'The task to complete', displayOptions: { show: { completeWhat: ['task'] } } }),
		...showWhen({ completeWhat: ['automation'] }, [
			...recordChoice({ typeAlways: true }),
			pipelineField({ description: 'Only tasks made while the record was in this pipeline; any pipeline when left empty' }),
			{
				displayName: 'Stage Names or IDs',
				name: 'stages',
				type: 'multiOptions',
				default: [],
				description:
					'Only tasks made while the record was at one of these stages; any stage when left empty. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				typeOptions: { loadOptionsMethod: 'getStages', loadOptionsDependsOn: [...TYPE_DEPENDENCIES, 'pipeline.value'] },
			},
		]),
	],
	input(item) {
		if (item.value('completeWhat', 'automation') === 'task') return { kind: 'task', task: item.requiredText('task', 'Task') };
		const stages = asList(item.value('stages', []));
		return { kind: 'automation', record: item.record(), pipeline: item.text('pipeline'), stages: stages.length === 0 ? undefined : stages };
	},
});
