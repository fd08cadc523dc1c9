import type { ActivityFilter } from '../../../../src/automation/families/activities/activities';
import { additionalFields, userOption } from '../../fields/additional';
import { manyFields } from '../../fields/many';
import { recordChoice } from '../../fields/recordChoice';
import { readOperation } from '../operation';
import { kindOptions } from './kinds';

export const getMany = readOperation({
	option: {
		name: 'Get Many',
		value: 'getMany',
		action: 'Get many activities',
		description: 'Find activities by record, person, kind, status and time; the latest first',
	},
	example: {
		goal: 'Every morning, list the calls that are planned, for a message to the team.',
		form: { recordSource: 'none', returnAll: true, additionalFields: { kinds: ['call'], status: 'planned' } },
	},
	description: [
		...recordChoice({ all: { name: 'All Records' } }),
		...manyFields,
		additionalFields([
			{ displayName: 'From', name: 'from', type: 'dateTime', default: '', description: 'Only those that take place from this moment on' },
			{
				displayName: 'Kinds',
				name: 'kinds',
				type: 'multiOptions',
				default: [],
				description: 'Only activities of these kinds',
				options: kindOptions,
			},
			userOption({ displayName: 'Responsible', name: 'responsible', what: 'Only activities of this person' }),
			{
				displayName: 'Status',
				name: 'status',
				type: 'options',
				default: 'planned',
				description: 'Only activities that are open, or that are done',
				options: [
					{ name: 'Completed', value: 'completed' },
					{ name: 'Planned', value: 'planned' },
				],
			},
			{ displayName: 'Until', name: 'until', type: 'dateTime', default: '', description: 'Only those that take place up to this moment' },
		]),
	],
	async read(item, scope) {
		const { listActivities } = await import('../../../../src/automation/families/activities/activities');
		const filter = item.collection('additionalFields');
		return await listActivities(scope, {
			record: item.optionalRecord(),
			responsible: filter.text('responsible'),
			kinds: filter.list('kinds'),
			status: filter.text('status') as ActivityFilter['status'],
			from: filter.text('from'),
			until: filter.text('until'),
			limit: item.limit(),
		});
	},
});
