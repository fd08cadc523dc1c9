import { absenceField, userField } from '../../fields/locators';
import { named, picked } from '../example';
import { writeOperation } from '../operation';

export const removeAbsence = writeOperation({
	operation: 'calendar.removeAbsence',
	option: {
		name: 'Remove Absence',
		value: 'removeAbsence',
		action: 'Remove an absence of a person',
		description: 'Say that a person is not away after all',
	},
	example: {
		goal: 'A vacation was called off.',
		form: { user: named('clara@example.com'), absence: picked('2026-08-03', 'from 2026-08-03 to 2026-08-14') },
	},
	description: [
		userField({ required: true, description: 'The person who is not away' }),
		absenceField({ required: true, description: 'The absence to remove: one of this person' }),
	],
	input: (item) => ({ user: item.requiredText('user', 'User'), from: item.requiredText('absence', 'Absence') }),
});
