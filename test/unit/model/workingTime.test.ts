import { usualCalendar, type WorkingCalendar, type WorkingHours } from '../../../src/model/workingCalendar';
import { addWorkingTime, isWorkingTime, nextWorkingMoment, workingTimeBetween, type TimeUnit } from '../../../src/model/workingTime';

const WARSAW = usualCalendar('Europe/Warsaw');

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
		['a day from a Saturday is the end of Monday', '2026-03-07T12:00', 1, 'days', '2026-03-09 18:00'],
		['two days from a Saturday are the end of Tuesday', '2026-03-07T12:00', 2, 'days', '2026-03-10 18:00'],
		['two days from before opening are the end of the next day', '2026-03-02T07:00', 2, 'days', '2026-03-03 18:00'],
		['a day from after closing is the end of the next day', '2026-03-02T20:00', 1, 'days', '2026-03-03 18:00'],
		['no day from a Saturday is Monday at opening', '2026-03-07T12:00', 0, 'days', '2026-03-09 09:00'],
		['a day and a half from a Saturday is the middle of Tuesday', '2026-03-07T12:00', 1.5, 'days', '2026-03-10 13:30'],
		['half a day from a Saturday is the middle of Monday', '2026-03-07T12:00', 0.5, 'days', '2026-03-09 13:30'],
		['a day back from a Saturday is the beginning of Friday', '2026-03-07T12:00', -1, 'days', '2026-03-06 09:00'],
		['ten years are counted', '2026-03-02T10:00', 2610, 'days', '2036-03-03 10:00'],
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
		const night: WorkingCalendar = { timeZone: 'Europe/Warsaw', hours: [{ weekday: 7, opens: '00:00', closes: '06:00' }] };
		expect(after('2026-03-29T00:00', 5, 'hours', night)).toBe('2026-03-29 06:00');
		expect(after('2026-10-25T00:00', 7, 'hours', night)).toBe('2026-10-25 06:00');
	});

	it('holidays are passed over', () => {
		const calendar = { ...WARSAW, holidays: [{ date: '2026-03-03' }, { date: '03-04' }] };
		expect(after('2026-03-02T17:00', 2, 'hours', calendar)).toBe('2026-03-05 10:00');
		expect(after('2026-03-02T17:00', 1, 'days', calendar)).toBe('2026-03-05 17:00');
	});

	it('a calendar on the other side of the date line counts its own days', () => {
		const calendar = usualCalendar('Pacific/Kiritimati');
		expect(addWorkingTime(new Date('2026-03-06T03:00:00Z'), 2, 'hours', calendar).toISOString()).toBe('2026-03-08T20:00:00.000Z');
	});

	it('a calendar without working days is refused instead of counting for ever', () => {
		expect(() => after('2026-03-02T10:00', 1, 'hours', { ...WARSAW, hours: [] })).toThrow('no working day');
		const daily = Array.from({ length: 366 }, (_, day) => ({ date: new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(5, 10) }));
		expect(() => after('2026-03-02T10:00', 1, 'days', { ...WARSAW, holidays: daily })).toThrow('no working day');
		expect(() => after('2026-03-02T10:00', 1, 'days', { ...WARSAW, away: [{ from: '2026-01-01', to: '9999-12-31' }] })).toThrow(
			'no working day',
		);
		expect(() => addWorkingTime(new Date(), 1, 'days', { ...WARSAW, timeZone: 'Mars/Base' })).toThrow('"Mars/Base" is not a time zone');
	});
});

describe('hours of several spans', () => {
	const week = (spans: ReadonlyArray<readonly [string, string]>, weekdays: readonly number[]): WorkingHours[] =>
		weekdays.flatMap((weekday) => spans.map(([opens, closes]) => ({ weekday, opens, closes })));
	const split: WorkingCalendar = {
		timeZone: 'Europe/Warsaw',
		hours: [
			...week(
				[
					['09:00', '13:00'],
					['14:00', '18:00'],
				],
				[1, 2, 3, 4],
			),
			...week([['10:00', '15:00']], [5]),
		],
	};

	it.each([
		['a break is not worked', '2026-03-02T12:00', 2, 'hours', '2026-03-02 15:00'],
		['what ends at a break ends there', '2026-03-02T12:00', 1, 'hours', '2026-03-02 13:00'],
		['hours backwards over a break', '2026-03-02T15:00', -2, 'hours', '2026-03-02 12:00'],
		['a later time than a shorter day has is its end', '2026-03-05T17:00', 1, 'days', '2026-03-06 15:00'],
		['an earlier time than a later day has is its beginning', '2026-03-05T09:10', 1, 'days', '2026-03-06 10:00'],
		['a day from a break is the end of the break', '2026-03-02T13:30', 1, 'days', '2026-03-03 14:00'],
		['a time that falls into a break goes on to its end', '2026-03-06T13:30', 1, 'days', '2026-03-09 14:00'],
		['and backwards to its beginning', '2026-03-06T13:30', -1, 'days', '2026-03-05 13:00'],
		['half a day is half of that day', '2026-03-05T18:00', 0.5, 'days', '2026-03-06 12:30'],
	] as const)('%s', (_, from, amount, unit, expected) => {
		expect(after(from, amount, unit, split)).toBe(expected);
	});

	it('tells when people work', () => {
		const at = (text: string) => isWorkingTime(local(text, split), split);
		expect(['2026-03-02T09:00', '2026-03-02T13:00', '2026-03-02T13:59', '2026-03-02T14:00', '2026-03-07T12:00'].map(at)).toEqual([
			true,
			false,
			false,
			true,
			false,
		]);
		const monday = local('2026-03-02T13:30', split);
		expect(nextWorkingMoment(monday, split)).toEqual(local('2026-03-02T14:00', split));
		expect(workingTimeBetween(local('2026-03-02T12:30', split), local('2026-03-06T10:30', split), split)).toBe(30 + 240 + 3 * 480 + 30);
	});

	it('hours in the gap of the clocks are none', () => {
		const gap: WorkingCalendar = { timeZone: 'Europe/Warsaw', hours: [{ weekday: 7, opens: '02:15', closes: '02:45' }] };
		expect(after('2026-03-28T12:00', 1, 'days', gap)).toBe('2026-04-05 02:45');
		expect(workingTimeBetween(local('2026-03-28T12:00', gap), local('2026-03-30T12:00', gap), gap)).toBe(0);
	});
});

describe('bad input', () => {
	it.each([
		['year 1', '0001-01-01T00:00:00Z', 1, 'days', '0001-01-01T17:00:00.000Z'],
		['year 9999', '9999-12-29T10:00:00Z', 1, 'days', '9999-12-30T10:00:00.000Z'],
	] as const)('%s is counted', (_, from, amount, unit, expected) => {
		const calendar = { ...usualCalendar('UTC'), hours: usualCalendar('UTC').hours.map((span) => ({ ...span, closes: '17:00' })) };
		expect(addWorkingTime(new Date(from), amount, unit, calendar).toISOString()).toBe(expected);
	});

	it.each([
		['after year 9999', '9999-12-31T17:00:00Z', 3, 'days', 'between the years 1 and 9999'],
		['before year 1', '0001-01-01T09:00:00Z', -3, 'days', 'between the years 1 and 9999'],
		['more than ten years', '2026-03-02T10:00:00Z', 4000, 'days', '4000 days cannot be counted'],
		['without end', '2026-03-02T10:00:00Z', Infinity, 'minutes', 'Infinity minutes cannot be counted'],
		['no number', '2026-03-02T10:00:00Z', Number.NaN, 'minutes', 'NaN minutes cannot be counted'],
		['from no moment', 'then', 1, 'minutes', 'is not a date and time'],
	] as const)('%s is refused', (_, from, amount, unit, message) => {
		expect(() => addWorkingTime(new Date(from), amount, unit, usualCalendar('UTC'))).toThrow(message);
	});

	it('a minute a week is too little for ten years of them', () => {
		const rare: WorkingCalendar = { timeZone: 'UTC', hours: [{ weekday: 1, opens: '09:00', closes: '09:01' }] };
		expect(() => addWorkingTime(new Date('2026-03-02T10:00:00Z'), 5_000_000, 'minutes', rare)).toThrow('a hundred years at most');
		expect(() => workingTimeBetween(new Date('0001-01-01T00:00:00Z'), new Date('9999-12-31T00:00:00Z'), rare)).toThrow('a hundred years');
	});
});
