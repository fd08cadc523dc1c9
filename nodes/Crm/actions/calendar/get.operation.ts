import { userField } from '../../fields/locators';
import { readOperation } from '../operation';

export const get = readOperation({
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get the calendar of the company or a person',
		description: 'When the company or a person works: hours, holidays, time zone, and whether that is now',
	},
	example: {
		goal: 'Look whether anybody works now before you call.',
		form: {},
	},
	description: [userField({ description: 'Whose calendar; that of the company when left empty' })],
	one: true,
	async read(item, scope) {
		const { getCalendar } = await import('../../../../src/automation/families/calendars/calendars');
		return [await getCalendar(scope, item.text('user'))];
	},
});
