import { additionalFields, userOption } from '../../fields/additional';
import { userField } from '../../fields/locators';
import { named } from '../example';
import { writeOperation } from '../operation';

export const addAbsence = writeOperation({
	operation: 'calendar.addAbsence',
	option: {
		name: 'Add Absence',
		value: 'addAbsence',
		action: 'Add an absence of a person',
		description: 'Say that a person is away, from day to day, and who stands in',
	},
	example: {
		goal: 'Boris is on vacation; what is for him goes to Anna.',
		form: {
			user: named('boris@example.com'),
			from: '2026-07-06',
			to: '2026-07-17',
			additionalFields: { substitute: named('anna@example.com'), reason: 'Vacation' },
		},
	},
	description: [
		userField({ required: true, description: 'The person who is away' }),
		{
			displayName: 'From',
			name: 'from',
			type: 'dateTime',
			default: '',
			required: true,
			description: 'The first day away',
		},
		{
			displayName: 'To',
			name: 'to',
			type: 'dateTime',
			default: '',
			description: 'The last day away; the first when left empty',
		},
		additionalFields([
			userOption({ displayName: 'Substitute', name: 'substitute', what: 'Who gets what is for the person meanwhile' }),
			{
				displayName: 'Reason',
				name: 'reason',
				type: 'string',
				default: '',
				placeholder: 'e.g. Vacation',
				description: 'Why the person is away; shown beside the days',
			},
		]),
	],
	input(item) {
		const more = item.collection('additionalFields');
		return {
			user: item.requiredText('user', 'User'),
			from: item.requiredText('from', 'From'),
			to: item.text('to'),
			substitute: more.text('substitute'),
			reason: more.text('reason'),
		};
	},
});
