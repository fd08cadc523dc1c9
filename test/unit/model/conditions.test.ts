import { meets, meetsAny } from '../../../src/model/conditions';
import { checkOperator, operatorsOf } from '../../../src/model/operators';
import type { Condition, Operator } from '../../../src/model/query';
import type { FieldValue } from '../../../src/model/record';
import type { FieldKind } from '../../../src/model/recordType';
import { refusal } from '../automation/office';

/** Monday, half past eleven at night in Warsaw: in UTC it is an hour earlier, and in Kolkata Tuesday. */
const NOW = new Date('2026-03-02T22:30:00.000Z');

function holds(kind: FieldKind, operator: Operator, actual: FieldValue, value?: FieldValue, timeZone = 'Europe/Warsaw'): boolean {
	return meets({ field: actual }, { field: 'field', operator, value, kind, timeZone }, NOW);
}

describe('what an operator means for a kind of field', () => {
	test.each<[FieldKind, Operator, FieldValue, FieldValue | undefined, boolean]>([
		['string', 'is', 'ÅSA', 'åsa', true],
		['string', 'is', '010', '10', false],
		['string', 'isNot', null, 'a', true],
		['string', 'contains', 'The ACME Corp', 'acme', true],
		['string', 'contains', 'Доставка ЦВЕТОВ', 'цвет', true],
		['string', 'doesNotContain', 'The ACME Corp', 'acme', false],
		['string', 'doesNotContain', null, 'acme', true],
		['string', 'startsWith', 'Łódź', 'łó', true],
		['number', 'is', 10, '10', true],
		['number', 'between', 10, ['10', '20'], true],
		['number', 'between', 20.5, ['10', '20'], false],
		['number', 'between', null, ['0', '20'], false],
		['money', 'atMost', 9, '10', true],
		['choice', 'is', 'red', 'RED', false],
		['choice', 'isNoneOf', 'red', ['red', 'blue'], false],
		['choice', 'isNoneOf', null, ['red', 'blue'], true],
		['multiChoice', 'isOneOf', ['new', 'vip'], ['late', 'vip'], true],
		['multiChoice', 'is', ['new', 'vip'], ['vip'], true],
		['multiChoice', 'is', ['new'], ['new', 'vip'], false],
		['multiChoice', 'doesNotContain', ['new'], 'vip', true],
		['boolean', 'is', true, true, true],
		['boolean', 'isNot', null, true, true],
		['boolean', 'isNot', true, 'true', false],
		['user', 'isOneOf', '7', ['3', '7'], true],
		['user', 'isOneOf', '7', [], false],
	])('%s %s: %p, %p → %p', (kind, operator, actual, value, expected) => {
		expect(holds(kind, operator, actual, value)).toBe(expected);
	});
});

describe('dates are compared in the time zone of the workflow', () => {
	test.each<[FieldKind, Operator, FieldValue, FieldValue | undefined, string, boolean]>([
		['date', 'today', '2026-03-02', undefined, 'Europe/Warsaw', true],
		['date', 'today', '2026-03-02', undefined, 'Asia/Kolkata', false],
		['date', 'today', '2026-03-03', undefined, 'Asia/Kolkata', true],
		['dateTime', 'today', '2026-03-01T23:00:00.000Z', undefined, 'Europe/Warsaw', true],
		['dateTime', 'today', '2026-03-01T22:59:59.999Z', undefined, 'Europe/Warsaw', false],
		['dateTime', 'today', '2026-03-02T23:00:00.000Z', undefined, 'Europe/Warsaw', false],
		['dateTime', 'onDay', '2026-03-01T23:00:00.000Z', '2026-03-02', 'Europe/Warsaw', true],
		['dateTime', 'before', '2026-03-01T22:59:59.999Z', '2026-03-02', 'Europe/Warsaw', true],
		['dateTime', 'before', '2026-03-01T23:00:00.000Z', '2026-03-02', 'Europe/Warsaw', false],
		['dateTime', 'after', '2026-03-02T22:59:59.999Z', '2026-03-02', 'Europe/Warsaw', false],
		['dateTime', 'after', '2026-03-02T23:00:00.000Z', '2026-03-02', 'Europe/Warsaw', true],
		['dateTime', 'after', '2026-03-02T10:00:00.001Z', '2026-03-02T10:00:00.000Z', 'Europe/Warsaw', true],
		['date', 'after', '2026-03-02', '2026-03-02', 'Europe/Warsaw', false],
		['date', 'before', '2026-03-01', '2026-03-02', 'Europe/Warsaw', true],
		['date', 'withinLast', '2026-02-23', '7 days', 'Europe/Warsaw', true],
		['date', 'withinLast', '2026-02-22', '7 days', 'Europe/Warsaw', false],
		['date', 'withinLast', '2026-03-03', '7 days', 'Europe/Warsaw', false],
		['date', 'withinLast', '2026-03-03', '7 days', 'Asia/Kolkata', true],
		['date', 'withinNext', '2026-04-02', '1 month', 'Europe/Warsaw', true],
		['date', 'withinNext', '2026-04-03', '1 month', 'Europe/Warsaw', false],
		['dateTime', 'withinLast', '2026-03-02T20:30:00.000Z', '2 hours', 'Europe/Warsaw', true],
		['dateTime', 'withinLast', '2026-03-02T20:29:59.999Z', '2 hours', 'Europe/Warsaw', false],
		['dateTime', 'withinLast', '2026-03-02T22:30:00.001Z', '2 hours', 'Europe/Warsaw', false],
		['dateTime', 'withinNext', '2026-03-02T22:45:00.000Z', '15 minutes', 'Europe/Warsaw', true],
		['dateTime', 'withinNext', null, '15 minutes', 'Europe/Warsaw', false],
	])('%s %s: %p, %p in %s → %p', (kind, operator, actual, value, timeZone, expected) => {
		expect(holds(kind, operator, actual, value, timeZone)).toBe(expected);
	});

	test('the day on which the clocks go forward has 23 hours', () => {
		expect(holds('dateTime', 'onDay', '2026-03-29T21:59:59.999Z', '2026-03-29')).toBe(true);
		expect(holds('dateTime', 'onDay', '2026-03-29T22:00:00.000Z', '2026-03-29')).toBe(false);
		expect(holds('dateTime', 'onDay', '2026-03-28T22:59:59.999Z', '2026-03-29')).toBe(false);
	});
});

describe('groups', () => {
	const is = (value: number): Condition => ({ field: 'amount', operator: 'is', value, kind: 'number' });
	const big: Condition = { field: 'amount', operator: 'greaterThan', value: 100, kind: 'number' };

	test('all conditions of one group are enough, and no groups ask for nothing', () => {
		expect(meetsAny({ amount: 5 }, [[is(4)], [is(5)]], NOW)).toBe(true);
		expect(meetsAny({ amount: 5 }, [[is(4)], [is(5), big]], NOW)).toBe(false);
		expect(meetsAny({ amount: 5 }, [], NOW)).toBe(true);
		expect(meetsAny({ amount: 5 }, undefined, NOW)).toBe(true);
	});
});

describe('what makes no sense is refused, with what does', () => {
	const field = (kind: FieldKind) => ({ name: 'field', label: 'Colour', kind, required: false, system: false });

	test.each<[FieldKind, Operator]>([
		['boolean', 'greaterThan'],
		['user', 'contains'],
		['stage', 'startsWith'],
		['string', 'withinLast'],
		['number', 'today'],
		['choice', 'inGroup'],
		['number', 'contains'],
	])('%s %s', (kind, operator) => {
		expect(() => checkOperator(field(kind), operator)).toThrow(refusal('invalidValue', 'Colour') as Error);
		expect(operatorsOf(field(kind))).not.toContain(operator);
	});

	test.each([
		['date', '7 hours', 'hours'],
		['dateTime', '7', 'length of time'],
		['dateTime', '0 days', 'length of time'],
		['dateTime', '7 years', 'length of time'],
	] as const)('%s within the last "%s"', (kind, value, problem) => {
		expect(() => holds(kind, 'withinLast', '2026-03-01', value)).toThrow(refusal('invalidValue', problem) as Error);
	});
});
