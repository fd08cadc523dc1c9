import { additionalFields } from '../../fields/additional';
import { templateField } from '../../fields/locators';
import { manyFields } from '../../fields/many';
import { recordChoice } from '../../fields/recordChoice';
import { readOperation } from '../operation';
import { PROJECT_STATUS_OPTIONS } from './choices';

export const getMany = readOperation({
	option: {
		name: 'Get Many',
		value: 'getMany',
		action: 'Get many projects',
		description: 'Find projects by record, template and status; newest first',
	},
	example: {
		goal: 'List the projects that are running.',
		form: { returnAll: true, additionalFields: { statuses: ['running'] } },
	},
	description: [
		...recordChoice({ all: { name: 'All Records', description: 'Projects without a record too' } }),
		templateField({ description: 'Only projects started from this template; of any template when left empty' }),
		...manyFields,
		additionalFields([
			{
				displayName: 'Status',
				name: 'statuses',
				type: 'multiOptions',
				default: [],
				description: 'Only projects with one of these statuses',
				options: PROJECT_STATUS_OPTIONS,
			},
		]),
	],
	async read(item, scope) {
		const { listProjects } = await import('../../../../src/automation/families/projects/projectReports');
		return await listProjects(scope, {
			record: item.optionalRecord(),
			template: item.text('template'),
			statuses: item.collection('additionalFields').list('statuses'),
			limit: item.limit(),
		});
	},
});
