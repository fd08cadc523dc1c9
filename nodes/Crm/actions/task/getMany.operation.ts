import type { TaskFilter } from '../../../../src/automation/families/tasks/tasks';
import { additionalFields, userOption } from '../../fields/additional';
import { projectField } from '../../fields/locators';
import { manyFields } from '../../fields/many';
import { recordChoice } from '../../fields/recordChoice';
import { readOperation } from '../operation';
import { STATUS_OPTIONS } from './choices';

export const getMany = readOperation({
	option: {
		name: 'Get Many',
		value: 'getMany',
		action: 'Get many tasks',
		description: 'Find tasks by record, person, status, deadline and more',
	},
	example: {
		goal: 'List the tasks by deadline, for a mail in the morning.',
		form: { returnAll: true, sortBy: 'deadline' },
	},
	description: [
		...recordChoice({ anyType: true, all: { name: 'All Records', description: 'Tasks without a record too' } }),
		...manyFields,
		{
			displayName: 'Simplify',
			name: 'simplify',
			type: 'boolean',
			default: true,
			description: 'Whether to return a simplified version of the response instead of the raw data',
		},
		{
			displayName: 'Sort By',
			name: 'sortBy',
			type: 'options',
			description: 'Which tasks come first',
			noDataExpression: true,
			default: 'newest',
			options: [
				{ name: 'Deadline', value: 'deadline', description: 'The earliest first; tasks without one come last' },
				{ name: 'Newest First', value: 'newest' },
				{ name: 'Oldest First', value: 'oldest' },
				{ name: 'Priority', value: 'priority', description: 'The highest first' },
				{ name: 'Title', value: 'title' },
			],
		},
		additionalFields([
			{
				displayName: 'Deadline From',
				name: 'deadlineFrom',
				type: 'dateTime',
				default: '',
				description: 'Only tasks whose deadline is at this moment or later',
			},
			{
				displayName: 'Deadline Until',
				name: 'deadlineUntil',
				type: 'dateTime',
				default: '',
				description: 'Only tasks whose deadline is at this moment or earlier',
			},
			{
				displayName: 'Made By',
				name: 'madeBy',
				type: 'options',
				default: 'automation',
				description: 'Whether a workflow or a person made the task',
				options: [
					{ name: 'Automation', value: 'automation' },
					{ name: 'People', value: 'people' },
				],
			},
			{
				displayName: 'Overdue Only',
				name: 'overdue',
				type: 'boolean',
				default: true,
				description: 'Whether to return only open tasks whose deadline has passed',
			},
			projectField({ description: 'Only tasks of this project' }),
			userOption({ displayName: 'Responsible Name or ID', name: 'responsible', what: 'Only tasks of this person' }),
			{
				displayName: 'Status',
				name: 'statuses',
				type: 'multiOptions',
				default: [],
				description: 'Only tasks with one of these statuses',
				options: STATUS_OPTIONS,
			},
			{
				displayName: 'Tags',
				name: 'tags',
				type: 'string',
				default: '',
				placeholder: 'e.g. urgent, onboarding',
				description: 'Only tasks that have all of these tags, separated by commas',
			},
			{
				displayName: 'Title Contains',
				name: 'titleContains',
				type: 'string',
				default: '',
				placeholder: 'e.g. call',
				description: 'Text that the title contains, upper and lower case alike',
			},
		]),
	],
	async read(item, scope) {
		const { findTasks, simplifyTask } = await import('../../../../src/automation/families/tasks/tasks');
		const filter = item.collection('additionalFields');
		const madeBy = filter.text('madeBy');
		const tasks = await findTasks(scope, {
			record: item.optionalRecord(),
			project: filter.text('project'),
			responsible: filter.text('responsible'),
			statuses: filter.list('statuses'),
			overdue: filter.boolean('overdue'),
			deadlineFrom: filter.text('deadlineFrom'),
			deadlineUntil: filter.text('deadlineUntil'),
			tags: filter.list('tags'),
			titleContains: filter.text('titleContains'),
			byAutomation: madeBy === undefined ? undefined : madeBy === 'automation',
			orderBy: ORDERS[String(item.value('sortBy', 'newest'))],
			limit: item.limit(),
		});
		return item.boolean('simplify') ? tasks.map((task) => simplifyTask(scope, task)) : tasks;
	},
});

const ORDERS: Record<string, TaskFilter['orderBy']> = {
	deadline: { field: 'deadline' },
	oldest: { field: 'createdAt' },
	priority: { field: 'priority', descending: true },
	title: { field: 'title' },
};
