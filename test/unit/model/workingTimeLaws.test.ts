import fc from 'fast-check';
import type { WorkingCalendar, WorkingHours } from '../../../src/model/workingCalendar';
import { addWorkingTime, isWorkingTime, nextWorkingMoment, workingTimeBetween } from '../../../src/model/workingTime';

/** Half an hour of daylight saving, half an hour off the hour, and a day that was left out. */
const ZONES = ['Europe/Warsaw', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Pacific/Apia', 'America/St_Johns', 'UTC'];

/** Moments around the changes of the clocks, and any others. */
const moments = fc.oneof(
	fc.date({ min: new Date('1990-01-01T00:00:00Z'), max: new Date('2040-01-01T00:00:00Z'), noInvalidDate: true }),
	fc
		.tuple(
			fc.constantFrom(
				'2026-03-29T00:00Z',
				'2026-10-25T00:00Z',
				'2026-03-08T06:00Z',
				'2026-11-01T05:00Z',
				'2026-04-04T15:00Z',
				'2011-12-30T10:00Z',
				'2006-04-02T03:31Z',
				'2006-10-29T02:31Z',
			),
			fc.integer({ min: -72 * 60, max: 72 * 60 }),
		)
		.map(([change, minutes]) => new Date(Date.parse(change) + minutes * 60_000)),
);

const span = fc
	.tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 1440 }))
	.filter(([opens, closes]) => opens + 60 <= closes);

const calendars: fc.Arbitrary<WorkingCalendar> = fc.record({
	timeZone: fc.constantFrom(...ZONES),
	hours: fc
		.array(fc.tuple(fc.integer({ min: 1, max: 7 }), fc.array(span, { minLength: 1, maxLength: 3 })), { minLength: 1, maxLength: 7 })
		.map((days) =>
			[...new Map(days)].flatMap(([weekday, spans]) => separate(spans).map(([opens, closes]) => hoursOf(weekday, opens, closes))),
		),
	holidays: fc.array(
		fc
			.date({ min: new Date('2026-03-01T00:00:00Z'), max: new Date('2026-11-30T00:00:00Z'), noInvalidDate: true })
			.map((day) => ({ date: day.toISOString().slice(0, 10) })),
		{ maxLength: 20 },
	),
});

/** Those that do not overlap the ones before. */
function separate(spans: ReadonlyArray<[number, number]>): Array<[number, number]> {
	const kept: Array<[number, number]> = [];
	for (const next of [...spans].sort(([one], [other]) => one - other)) if (next[0] >= (kept.at(-1)?.[1] ?? 0)) kept.push(next);
	return kept;
}

function hoursOf(weekday: number, opens: number, closes: number): WorkingHours {
	const text = (minutes: number) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
	return { weekday, opens: text(opens), closes: text(closes) };
}

const minutes = fc.integer({ min: 0, max: 20_000 });

describe('laws of working time, in any zone and over any change of the clocks', () => {
	it('minutes after minutes are their sum, forwards and backwards', () => {
		fc.assert(
			fc.property(moments, minutes, minutes, fc.constantFrom(1, -1), calendars, (from, first, second, direction, calendar) => {
				const add = (start: Date, amount: number) => addWorkingTime(start, amount * direction, 'minutes', calendar);
				fc.pre(second > 0);
				expect(add(add(from, first), second)).toEqual(add(from, first + second));
			}),
		);
	});

	it('between a moment and n working minutes later there are n', () => {
		fc.assert(
			fc.property(moments, fc.integer({ min: -20_000, max: 20_000 }), calendars, (from, amount, calendar) => {
				expect(workingTimeBetween(from, addWorkingTime(from, amount, 'minutes', calendar), calendar)).toBeCloseTo(amount, 6);
			}),
		);
	});

	it('what lies between three moments adds up, and backwards is the negative', () => {
		fc.assert(
			fc.property(moments, moments, moments, calendars, (a, b, c, calendar) => {
				const between = (from: Date, to: Date) => workingTimeBetween(from, to, calendar);
				expect(between(a, b) + between(b, c)).toBeCloseTo(between(a, c), 6);
				expect(between(b, a)).toBeCloseTo(-between(a, b), 6);
			}),
		);
	});

	it('a later start and a larger amount never end earlier', () => {
		fc.assert(
			fc.property(
				moments,
				fc.integer({ min: 0, max: 10 * 24 * 60 }),
				fc.integer({ min: -40, max: 40 }),
				fc.integer({ min: 0, max: 10 }),
				fc.constantFrom('minutes', 'hours', 'days'),
				calendars,
				(from, later, amount, more, unit, calendar) => {
					const end = (start: Date, size: number) => addWorkingTime(start, size, unit, calendar).getTime();
					const laterStart = new Date(from.getTime() + later * 60_000);
					// None at all goes forwards, and less than none backwards.
					fc.pre(amount !== 0 || more === 0 || unit !== 'days');
					expect(end(laterStart, amount)).toBeGreaterThanOrEqual(end(from, amount));
					if (Math.sign(amount) === Math.sign(amount + more)) expect(end(from, amount + more)).toBeGreaterThanOrEqual(end(from, amount));
				},
			),
		);
	});

	it('the next working moment is one, and the nearest', () => {
		fc.assert(
			fc.property(moments, calendars, (from, calendar) => {
				const next = nextWorkingMoment(from, calendar);
				expect(isWorkingTime(next, calendar)).toBe(true);
				expect(next.getTime()).toBeGreaterThanOrEqual(from.getTime());
				expect(workingTimeBetween(from, next, calendar)).toBe(0);
				expect(isWorkingTime(from, calendar)).toBe(next.getTime() === from.getTime());
			}),
		);
	});

	it('days from outside of working hours end at the end of a day worked', () => {
		fc.assert(
			fc.property(moments, fc.integer({ min: 1, max: 60 }), calendars, (from, count, calendar) => {
				const end = addWorkingTime(from, count, 'days', calendar);
				const justBefore = new Date(end.getTime() - 1);
				if (nextWorkingMoment(from, calendar) > from && !isWithinADay(from, calendar)) {
					expect(isWorkingTime(end, calendar) && isSameDay(end, nextWorkingMoment(end, calendar), calendar)).toBe(false);
					expect(isWorkingTime(justBefore, calendar)).toBe(true);
				}
			}),
		);
	});
});

function dayIn(moment: Date, { timeZone }: WorkingCalendar): string {
	return moment.toLocaleDateString('sv-SE', { timeZone });
}

function isSameDay(one: Date, other: Date, calendar: WorkingCalendar): boolean {
	return dayIn(one, calendar) === dayIn(other, calendar);
}

/** Whether work was done before and comes after on the same day: a break. */
function isWithinADay(moment: Date, calendar: WorkingCalendar): boolean {
	const [lastWorked, next] = [-1, 1].map((millisecond) => addWorkingTime(moment, millisecond / 60_000, 'minutes', calendar));
	return isSameDay(lastWorked!, moment, calendar) && isSameDay(moment, next!, calendar);
}
