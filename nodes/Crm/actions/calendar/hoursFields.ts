import type { INodeProperties } from 'n8n-workflow';
import type { GivenHours } from '../../../../src/automation/families/calendars/inputs';
import { WEEKDAYS } from '../../../../src/model/workingCalendar';
import type { ItemParameters } from '../ItemParameters';

/** `readHours` reads it. */
export function hoursField(options: Partial<INodeProperties> & Pick<INodeProperties, 'description'>): INodeProperties {
	return {
		displayName: 'Working Hours',
		name: 'hours',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		default: {},
		placeholder: 'Add Hours',
		options: [
			{
				displayName: 'Hours',
				name: 'span',
				values: [
					{
						displayName: 'Weekdays',
						name: 'weekdays',
						type: 'multiOptions',
						default: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'],
						description: 'The days on which these hours are worked',
						options: WEEKDAYS.map((name) => ({ name, value: name })),
					},
					{
						displayName: 'From',
						name: 'opens',
						type: 'string',
						default: '09:00',
						placeholder: 'e.g. 09:00',
						description: 'When work begins, by the clock on the wall',
					},
					{
						displayName: 'To',
						name: 'closes',
						type: 'string',
						default: '17:00',
						placeholder: 'e.g. 17:00',
						description: 'When it ends on the same day; 24:00 is the end of the day',
					},
				],
			},
		],
		...options,
	};
}

/** What a row leaves out is as it stands in a new row. */
export function readHours(item: ItemParameters): GivenHours {
	return item.rows('hours', 'span').map((row) => ({
		weekdays: (row.has('weekdays') ? (row.list('weekdays') ?? []) : WEEKDAYS.slice(0, 5)) as GivenHours[number]['weekdays'],
		opens: row.text('opens') ?? '09:00',
		closes: row.text('closes') ?? '17:00',
	}));
}

export function timeZoneField({ what }: { what: string }): INodeProperties {
	return {
		displayName: 'Time Zone Name or ID',
		name: 'timeZone',
		type: 'options',
		default: '',
		description: `${what}. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.`,
		typeOptions: { loadOptionsMethod: 'getTimeZones' },
	};
}
