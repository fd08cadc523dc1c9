import { DateTime } from 'luxon';
import { readDate, readMoment } from '../../../src/model/coercion';
import type { Field } from '../../../src/model/recordType';
import { checkValue } from '../../../src/model/validateValue';

const ZONES = ['UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Pacific/Auckland', 'Asia/Kolkata'];
const DAY: Field = { name: 'day', label: 'Day', kind: 'date', required: false, system: false };

describe.each(ZONES)('a day, read in %s', (zone) => {
	test.each<[string, unknown, string]>([
		['a day', '2026-03-31', '2026-03-31'],
		['a day with spaces around', ' 2026-03-31\u00a0', '2026-03-31'],
		['the compact form', '20260331', '2026-03-31'],
		['midnight UTC', '2026-03-31T00:00:00.000Z', '2026-03-31'],
		['a date of JavaScript', new Date('2026-03-31T00:00:00Z'), '2026-03-31'],
		['midnight elsewhere', '2026-03-31T00:00:00+13:00', '2026-03-31'],
		["n8n's today", DateTime.fromISO('2026-03-31', { zone: 'Asia/Tokyo' }), '2026-03-31'],
		['a time without offset', '2026-03-31 23:59', '2026-03-31'],
		['a serial of Excel', 46112, '2026-03-31'],
		['the same as a text', '46112', '2026-03-31'],
		['a serial with a time', 46112.75, '2026-03-31'],
	])('%s', (_, value, day) => {
		expect(readDate(value, zone, 'Day')).toBe(day);
		expect(checkValue(DAY, value)).toBe(day);
	});

	test.each([
		12,
		'12',
		1530,
		'1530',
		'311210',
		2026,
		'2026',
		'2026-03',
		'2026-W10-1',
		'2026-090',
		'31.03.2026',
		'03/31/2026',
		'2026-02-30',
		'2026-13-01',
		'20261301',
		'12:30',
		'T12',
		'tomorrow',
		-46112,
		1e9,
		true,
		{},
		new Date(NaN),
	])('%p is none, and refused by name', (value) => {
		expect(() => readDate(value, zone, 'Day')).toThrow(/Day: .*is not a date/);
		expect(() => checkValue(DAY, value)).toThrow(/"Day": .*is not a date/);
	});
});

test('a moment that is not midnight is the day in the zone', () => {
	expect(readDate('2026-03-31T23:30:00Z', 'Europe/Berlin', 'Day')).toBe('2026-04-01');
	expect(readDate('2026-03-31T23:30:00Z', 'America/New_York', 'Day')).toBe('2026-03-31');
});

describe('a moment', () => {
	test.each<[unknown, string]>([
		['2026-03-31T14:30:00Z', '2026-03-31T14:30:00.000Z'],
		['2026-03-31T14:30', '2026-03-31T12:30:00.000Z'],
		['2026-03-31 14:30:05.25', '2026-03-31T12:30:05.250Z'],
		['2026-03-31T14:30:00+0530', '2026-03-31T09:00:00.000Z'],
		['2026-03-31 14:30:00 +02:00', '2026-03-31T12:30:00.000Z'],
		['2026-03-31T14:30:00-07:00[America/Los_Angeles]', '2026-03-31T21:30:00.000Z'],
		['20260331T143000Z', '2026-03-31T14:30:00.000Z'],
		['2026-03-31', '2026-03-30T22:00:00.000Z'],
		[46112.5, '2026-03-31T10:00:00.000Z'],
		[new Date('2026-03-31T14:30:00Z'), '2026-03-31T14:30:00.000Z'],
	])('%p', (value, moment) => expect(readMoment(value, 'Europe/Berlin', 'At').toISOString()).toBe(moment));

	test.each([12, '1530', '2026', '31.03.2026 14:30', '2026-03-31T25:00', '14:30', 'noon'])('%p is none', (value) => {
		expect(() => readMoment(value, 'Europe/Berlin', 'At')).toThrow(/At: .*is not a date and time/);
	});

	it('of a day alone can be its end', () => {
		expect(readMoment('2026-03-31', 'Europe/Berlin', 'At', 'endOfDay').toISOString()).toBe('2026-03-31T21:59:59.999Z');
		expect(readMoment('2026-03-31T10:00', 'Europe/Berlin', 'At', 'endOfDay').toISOString()).toBe('2026-03-31T08:00:00.000Z');
	});
});
