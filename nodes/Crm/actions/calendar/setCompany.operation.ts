import { writeOperation } from '../operation';
import { hoursField, readHours, timeZoneField } from './hoursFields';

export const setCompany = writeOperation({
	operation: 'calendar.setCompany',
	option: {
		name: 'Set Company Calendar',
		value: 'setCompany',
		action: 'Set the calendar of the company',
		description: 'Say when the company works: hours, holidays and time zone, instead of what was said before',
	},
	example: {
		goal: 'Let working time go by the hours of the office, with a break and the holidays.',
		form: {
			timeZone: 'Europe/Warsaw',
			hours: {
				span: [
					{ opens: '09:00', closes: '13:00' },
					{ weekdays: ['Monday', 'Tuesday', 'Wednesday', 'Thursday'], opens: '14:00', closes: '18:00' },
				],
			},
			holidays: '2026-04-06 Easter Monday\n05-01 Labour Day\n12-25 Christmas',
		},
	},
	description: [
		timeZoneField({ what: 'Where the hours are meant; the time zone of the workflow when left empty' }),
		hoursField({ description: 'All hours that are worked; a day with a break has two rows. A weekday in no row is free.' }),
		{
			displayName: 'Holidays',
			name: 'holidays',
			type: 'string',
			typeOptions: { rows: 5 },
			default: '',
			placeholder: '2026-04-06 Easter Monday\n12-25 Christmas',
			description: 'One per line: a date (YYYY-MM-DD, or MM-DD for every year), and its name after it',
		},
	],
	input: (item) => ({
		timeZone: item.text('timeZone'),
		hours: readHours(item),
		holidays: (item.text('holidays') ?? '').split(/\r?\n/).filter((line) => line.trim() !== ''),
	}),
});
