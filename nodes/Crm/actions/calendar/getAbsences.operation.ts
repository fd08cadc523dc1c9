import { additionalFields, userOption } from '../../fields/additional';
import { manyFields } from '../../fields/many';
import { readOperation } from '../operation';

export const getAbsences = readOperation({
	option: {
		name: 'Get Absences',
		value: 'getAbsences',
		action: 'Get absences of people',
		description: 'List who is away, now or in a period, and who stands in',
	},
	example: {
		goal: 'See who is away in July before you plan.',
		form: { when: 'period', from: '2026-07-01', to: '2026-07-31', returnAll: true },
	},
	description: [
		{
			displayName: 'When',
			name: 'when',
			type: 'options',
			noDataExpression: true,
			default: 'now',
			description: 'Which absences to list',
			options: [
				{ name: 'All', value: 'all', description: 'Also those that are over' },
				{ name: 'In a Period', value: 'period', description: 'Of those who are away on some of its days' },
				{ name: 'Now', value: 'now', description: 'Of those who are away today, where they work' },
			],
		},
		{
			displayName: 'From',
			name: 'from',
			type: 'dateTime',
			default: '',
			required: true,
			description: 'The first day of the period',
			displayOptions: { show: { when: ['period'] } },
		},
		{
			displayName: 'To',
			name: 'to',
			type: 'dateTime',
			default: '',
			description: 'The last day of the period; the first when left empty',
			displayOptions: { show: { when: ['period'] } },
		},
		...manyFields,
		additionalFields([userOption({ displayName: 'User', name: 'user', what: 'Only absences of this person' })]),
	],
	async read(item, scope) {
		const { findAbsences } = await import('../../../../src/automation/families/calendars/absences');
		return await findAbsences(scope, {
			when: item.value('when', 'now') as 'now' | 'period' | 'all',
			from: item.text('from'),
			to: item.text('to'),
			user: item.collection('additionalFields').text('user'),
			limit: item.limit(),
		});
	},
});
