import { addWorkingTime, companyCalendar, type TimeUnit, type WorkingCalendar } from '../../../src/model/workingTime';

const WARSAW = companyCalendar('Europe/Warsaw');

/** Local times of one calendar; 2026-03-02 is a Monday. */
function after(from: string, amount: number, unit: TimeUnit, calendar: WorkingCalendar = WARSAW): string {
	return addWorkingTime(local(from, calendar), amount, unit, calendar)
		.toLocaleString('sv-SE', { timeZone: calendar.timeZone })
		.slice(0, 16);
}

function local(text: string, { timeZone }: WorkingCalendar): Date {
	const guess = new Date(`${text}:00Z`);
	const shown = new Date(`${guess.toLocaleString('sv-SE', { timeZone }).replace(' ', 'T')}Z`);
	return new Date(guess.getTime() - (shown.getTime() - guess.getTime()));
}

describe('working time', () => {
	it.each([
		['hours within a day', '2026-03-02T10:00', 3, 'hours', '2026-03-02 13:00'],
		['hours into the next day', '2026-03-02T16:00', 3, 'hours', '2026-03-03 10:00'],
		['hours that end at closing end there', '2026-03-02T16:00', 2, 'hours', '2026-03-02 18:00'],
		['hours over a weekend', '2026-03-06T17:00', 2, 'hours', '2026-03-09 10:00'],
		['minutes over several days', '2026-03-02T09:00', 9 * 60 * 3 + 30, 'minutes', '2026-03-05 09:30'],
		['from before opening', '2026-03-02T06:15', 1, 'hours', '2026-03-02 10:00'],
		['from after closing', '2026-03-02T20:00', 1, 'hours', '2026-03-03 10:00'],
		['from a Saturday', '2026-03-07T12:00', 1, 'hours', '2026-03-09 10:00'],
		['nothing from a Saturday is Monday at opening', '2026-03-07T12:00', 0, 'minutes', '2026-03-09 09:00'],
		['a day is the same time on the next day worked', '2026-03-06T15:20', 1, 'days', '2026-03-09 15:20'],
		['five days are a week', '2026-03-04T11:00', 5, 'days', '2026-03-11 11:00'],
		['a day from a Saturday', '2026-03-07T12:00', 1, 'days', '2026-03-10 09:00'],
		['half a day is half the opening hours', '2026-03-02T09:00', 1.5, 'days', '2026-03-03 13:30'],
		['backwards over a weekend', '2026-03-09T10:00', -2, 'hours', '2026-03-06 17:00'],
		['days backwards', '2026-03-09T10:00', -1, 'days', '2026-03-06 10:00'],
		['backwards from a Sunday', '2026-03-08T10:00', -1, 'hours', '2026-03-06 17:00'],
	] as const)('%s', (_, from, amount, unit, expected) => {
		expect(after(from, amount, unit)).toBe(expected);
	});

	it.each([
		['the clocks go forward', '2026-03-27T17:00', 2, 'hours', '2026-03-30 10:00'],
		['the clocks go back', '2026-10-23T17:00', 2, 'hours', '2026-10-26 10:00'],
		['a day when the clocks go forward', '2026-03-27T17:00', 1, 'days', '2026-03-30 17:00'],
	] as const)('the office opens at nine on the wall when %s', (_, from, amount, unit, expected) => {
		expect(after(from, amount, unit)).toBe(expected);
	});

	it('an office open while the clocks change loses or gains the hour', () => {
		const night: WorkingCalendar = { timeZone: 'Europe/Warsaw', days: [7], opensAt: 0, closesAt: 6 * 60 };
		expect(after('2026-03-29T00:00', 5, 'hours', night)).toBe('2026-03-29 06:00');
		expect(after('2026-10-25T00:00', 7, 'hours', night)).toBe('2026-10-25 06:00');
	});

	it('holidays are passed over', () => {
		const calendar = { ...WARSAW, holidays: ['2026-03-03', '2026-03-04'] };
		expect(after('2026-03-02T17:00', 2, 'hours', calendar)).toBe('2026-03-05 10:00');
		expect(after('2026-03-02T17:00', 1, 'days', calendar)).toBe('2026-03-05 17:00');
	});

	it('a calendar on the other side of the date line counts its own days', () => {
		const calendar = companyCalendar('Pacific/Kiritimati');
		expect(addWorkingTime(new Date('2026-03-06T03:00:00Z'), 2, 'hours', calendar).toISOString()).toBe('2026-03-08T20:00:00.000Z');
	});

	it('a calendar without working days is refused instead of counting for ever', () => {
		expect(() => after('2026-03-02T10:00', 1, 'hours', { ...WARSAW, days: [] })).toThrow('no working day');
		expect(() => after('2026-03-02T10:00', 1, 'hours', { ...WARSAW, closesAt: WARSAW.opensAt })).toThrow('no working day');
	});
});
