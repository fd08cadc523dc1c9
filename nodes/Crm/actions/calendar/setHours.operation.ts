import { userField } from '../../fields/locators';
import { named } from '../example';
import { writeOperation } from '../operation';
import { hoursField, readHours, timeZoneField } from './hoursFields';

export const setHours = writeOperation({
	operation: 'calendar.setHours',
	option: {
		name: 'Set Working Hours',
		value: 'setHours',
		action: 'Set the working hours of a person',
		description: 'Say when a person works who does not work the hours of the company',
	},
	example: {
		goal: 'A colleague works in the mornings only, and in another country.',
		form: {
			user: named('anna@example.com'),
			hoursOf: 'own',
			hours: { span: [{ opens: '08:00', closes: '12:00' }] },
			timeZone: 'Europe/London',
		},
	},
	description: [
		userField({ required: true, description: 'The person whose hours to set' }),
		{
			displayName: 'Hours',
			name: 'hoursOf',
			type: 'options',
			noDataExpression: true,
			default: 'own',
			description: 'Which hours the person works',
			options: [
				{ name: 'Own Hours', value: 'own', description: 'Those that are listed below' },
				{ name: 'Those of the Company', value: 'company' },
			],
		},
		hoursField({
			description: 'All hours that the person works; a day with a break has two rows',
			displayOptions: { show: { hoursOf: ['own'] } },
		}),
		timeZoneField({ what: 'Where the person works; the time zone of the company when left empty' }),
	],
	input: (item) => ({
		user: item.requiredText('user', 'User'),
		timeZone: item.text('timeZone'),
		hours: item.value('hoursOf', 'own') === 'own' ? readHours(item) : undefined,
	}),
});
