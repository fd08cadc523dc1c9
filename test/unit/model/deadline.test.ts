import { deadlineMoment, type Deadline } from '../../../src/model/deadline';
import { readMoment } from '../../../src/model/coercion';
import { usualCalendar } from '../../../src/model/workingCalendar';

const NOW = new Date('2026-03-27T12:00:00Z');
const moment = (deadline: Deadline, zone = 'Europe/Warsaw') =>
	deadlineMoment(deadline, { now: NOW, calendar: usualCalendar(zone) }).toISOString();

describe('deadline', () => {
	it.each([
		['with an offset', '2026-03-28T10:00:00+05:00', '2026-03-28T05:00:00.000Z'],
		['in UTC', '2026-03-28T10:00:00Z', '2026-03-28T10:00:00.000Z'],
		['without an offset is in the zone', '2026-03-28T10:00', '2026-03-28T09:00:00.000Z'],
		['with a space', '2026-03-28 10:00:00', '2026-03-28T09:00:00.000Z'],
		['on a day is its end', '2026-03-28', '2026-03-28T22:59:59.999Z'],
		['in the hour that the clocks skip comes after it', '2026-03-29T02:30', '2026-03-29T01:30:00.000Z'],
		['in the hour that comes twice, with an offset', '2026-10-25T02:30:00+01:00', '2026-10-25T01:30:00.000Z'],
		['in the hour that comes twice is the first', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
	])('a moment %s', (_, at, expected) => {
		expect(moment({ kind: 'absolute', at })).toBe(expected);
	});

	it('days keep the time on the wall over a change of clocks, hours do not', () => {
		expect(moment({ kind: 'relative', amount: 3, unit: 'days' })).toBe('2026-03-30T11:00:00.000Z');
		expect(moment({ kind: 'relative', amount: 72, unit: 'hours' })).toBe('2026-03-30T12:00:00.000Z');
	});

	it('counts working time where asked', () => {
		expect(moment({ kind: 'relative', amount: 8, unit: 'hours', workingTime: true })).toBe('2026-03-30T10:00:00.000Z');
	});

	it('counts from a given moment, backwards too', () => {
		expect(moment({ kind: 'relative', amount: -2, unit: 'days', from: '2026-05-10' })).toBe('2026-05-07T22:00:00.000Z');
	});

	it.each([
		[{ kind: 'absolute', at: 'next week' }, 'Deadline: "next week" is not a date and time'],
		[{ kind: 'absolute', at: '2026-02-30' }, '2026-02-30'],
		[{ kind: 'relative', amount: Number.NaN, unit: 'days' }, 'NaN days'],
		[{ kind: 'relative', amount: 1e9, unit: 'minutes' }, '1000000000 minutes'],
		[{ kind: 'relative', amount: 1, unit: 'weeks' as 'days' }, '"weeks" is not a unit'],
		[{ kind: 'relative', amount: 1, unit: 'days', from: 'then' }, 'counted from: "then"'],
	] as Array<[Deadline, string]>)('refuses %j', (deadline, message) => {
		expect(() => moment(deadline)).toThrow(message);
	});

	it('reads what n8n expressions give: an object with a JSON form', () => {
		expect(readMoment({ toJSON: () => '2026-03-28T10:00:00.000+01:00' }, 'utc', 'Deadline').toISOString()).toBe('2026-03-28T09:00:00.000Z');
	});
});
