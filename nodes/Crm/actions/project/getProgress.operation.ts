import { additionalFields } from '../../fields/additional';
import { projectField, templateField } from '../../fields/locators';
import { manyFields } from '../../fields/many';
import { recordChoice } from '../../fields/recordChoice';
import { showWhen } from '../../fields/showFor';
import { picked } from '../example';
import { readOperation } from '../operation';
import { PROJECT_STATUS_OPTIONS } from './choices';

export const getProgress = readOperation({
	option: {
		name: 'Get Progress',
		value: 'getProgress',
		action: 'Get the progress of projects',
		description: 'How far projects are: tasks done and late, who has which task since when, what waits for what, and the expected end',
	},
	example: {
		goal: 'Every Monday, send a report of what is done, what is late and who has it.',
		form: { projects: 'project', project: picked('1', 'Customer onboarding: Northwind, 100 chairs') },
	},
	description: [
		{
			displayName: 'Projects',
			name: 'projects',
			type: 'options',
			description: 'Whether to look at one project or at many',
			noDataExpression: true,
			default: 'project',
			options: [
				{ name: 'Many Projects', value: 'many', description: 'Those of a record, of a template, or all' },
				{ name: 'One Project', value: 'project' },
			],
		},
		projectField({ required: true, description: 'The project to look at', displayOptions: { show: { projects: ['project'] } } }),
		...showWhen({ projects: ['many'] }, [
			...recordChoice({ all: { name: 'All Records', description: 'Projects without a record too' } }),
			templateField({ description: 'Only projects started from this template; of any template when left empty' }),
			...manyFields,
		]),
		additionalFields([
			{
				displayName: 'Status',
				name: 'statuses',
				type: 'multiOptions',
				default: ['running'],
				description: 'Only projects with one of these statuses; running ones, when left out',
				options: PROJECT_STATUS_OPTIONS,
				displayOptions: { show: { '/projects': ['many'] } },
			},
		]),
	],
	async read(item, scope) {
		const { projectProgress } = await import('../../../../src/automation/families/projects/projectReports');
		if (item.value('projects', 'project') === 'project')
			return await projectProgress(scope, { project: item.requiredText('project', 'Project') });
		return await projectProgress(scope, {
			record: item.optionalRecord(),
			template: item.text('template'),
			statuses: item.collection('additionalFields').list('statuses') ?? ['running'],
			limit: item.limit(),
		});
	},
});
