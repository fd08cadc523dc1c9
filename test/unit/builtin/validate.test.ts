import { CrmError } from '../../../src/model/CrmError';
import type { FieldValue, Values } from '../../../src/model/record';
import type { Field, FieldKind, RecordTypeDescription } from '../../../src/model/recordType';
import { checkChangedValues, checkNewValues } from '../../../src/model/validate';
import { checkValue } from '../../../src/model/validateValue';

const field = (name: string, kind: FieldKind, more: Partial<Field> = {}): Field => ({
	name,
	label: `The ${name}`,
	kind,
	required: false,
	system: false,
	...more,
});
const stages = (pipeline: string, ...names: string[]) => names.map((name) => ({ id: `${pipeline}:${name}`, name, kind: 'open' as const }));
const people = { has: (id: string) => id === '1', names: () => ['1 (Anna)'] };
const type: RecordTypeDescription = {
	name: 'visit',
	label: 'Visit',
	pluralLabel: 'Visits',
	editable: true,
	fields: [
		field('title', 'string', { required: true }),
		field('pipeline', 'pipeline'),
		field('stage', 'stage'),
		field('count', 'number', { default: 3 }),
		field('constructor', 'string'),
		field('host', 'user'),
		field('company', 'record', { target: 'company' }),
		field('about', 'record'),
	],
	pipelines: [
		{ id: 'a', name: 'First', recordType: 'visit', stages: stages('a', 'new', 'old') },
		{ id: 'b', name: 'Second', recordType: 'visit', stages: stages('b', 'new', 'old') },
	],
};

const create = (values: Values) => checkNewValues(type, { title: 'T', ...values }, people);
const change = (values: Values, from: Values = {}) => checkChangedValues(type, { ...create({}).values, ...from }, values, people).values;

function refusal(work: () => unknown): CrmError {
	try {
		work();
	} catch (error) {
		if (error instanceof CrmError) return error;
	}
	throw new Error('A CrmError was expected.');
}

describe('a value', () => {
	it.each<[FieldKind, unknown, FieldValue]>([
		['number', ' 12.5 ', 12.5],
		['money', '-1e3', -1000],
		['number', '', null],
		['boolean', 'False', false],
		['boolean', true, true],
		['date', '2024-02-29', '2024-02-29'],
		['date', '2026-03-31T23:30:00-05:00', '2026-03-31'],
		['date', new Date('2026-03-31T10:00:00Z'), '2026-03-31'],
		['dateTime', '2026-03-31T12:00:00+02:00', '2026-03-31T10:00:00.000Z'],
		['dateTime', '2026-03-31', '2026-03-31T00:00:00.000Z'],
		['dateTime', { toISO: () => '2026-03-31T12:00:00.000+02:00' }, '2026-03-31T10:00:00.000Z'],
		['string', 42, '42'],
		['string', '   ', null],
		['multiChoice', 'one', ['one']],
		['multiChoice', [], null],
		['email', ' anna@example.com ', 'anna@example.com'],
		['url', 'example.com/path?x=1', 'example.com/path?x=1'],
		['url', 'https://example.com:8080', 'https://example.com:8080'],
	])('of kind %s: %p is stored as %p', (kind, given, stored) => {
		expect(checkValue(field('f', kind), given)).toEqual(stored);
	});

	it.each<[FieldKind, unknown]>([
		['number', 'many'],
		['number', '0x10'],
		['number', NaN],
		['number', 'Infinity'],
		['number', true],
		['boolean', 'maybe'],
		['boolean', 2],
		['date', '2023-02-29'],
		['date', '2026-13-01'],
		['date', 'tomorrow'],
		['dateTime', '2026-02-30T10:00:00.000Z'],
		['dateTime', 'noon'],
		['string', { a: 1 }],
		['string', ['a']],
		['email', 'anna'],
		['email', 'a b@example.com'],
		['url', 'not a url'],
		['url', 'word'],
	])('of kind %s: %p is refused with the label', (kind, given) => {
		expect(refusal(() => checkValue(field('f', kind), given))).toMatchObject({
			code: 'invalidValue',
			message: expect.stringContaining('"The f"'),
		});
	});

	it('of a choice may be given by its label, and is refused with the list', () => {
		const choice = field('f', 'choice', {
			options: [
				{ value: 'r', label: 'Red' },
				{ value: 'g', label: 'Green' },
			],
		});
		expect(checkValue(choice, 'Red')).toBe('r');
		expect(refusal(() => checkValue(choice, 'blue')).remedy).toContain('r, g');
	});
});

describe('pipeline and stage', () => {
	it.each<[Values, string, string]>([
		[{}, 'a', 'a:new'],
		[{ pipeline: 'b' }, 'b', 'b:new'],
		[{ stage: 'b:old' }, 'b', 'b:old'],
		[{ pipeline: 'a', stage: 'a:old' }, 'a', 'a:old'],
		[{ pipeline: null, stage: '' }, 'a', 'a:new'],
	])('of a new record given as %j', (given, pipeline, stage) => {
		expect(create(given).values).toMatchObject({ pipeline, stage });
	});

	it('changes with the stage, and with another pipeline, but not with the same one', () => {
		expect(change({ stage: 'b:old' })).toMatchObject({ pipeline: 'b', stage: 'b:old' });
		expect(change({ pipeline: 'b' })).toMatchObject({ pipeline: 'b', stage: 'b:new' });
		expect(change({ pipeline: 'a' }, { stage: 'a:old' })).toMatchObject({ pipeline: 'a', stage: 'a:old' });
		expect(change({ title: 'Other' }, { pipeline: null, stage: null })).toMatchObject({ pipeline: null, stage: null });
	});

	it('of another pipeline is refused with both names', () => {
		expect(refusal(() => create({ pipeline: 'a', stage: 'b:old' }))).toMatchObject({
			code: 'invalidValue',
			message: expect.stringMatching(/"Second".*"First"/),
		});
	});

	it('cannot be emptied', () => {
		expect(refusal(() => change({ stage: null }))).toMatchObject({ code: 'missingValue' });
	});
});

describe('the values of a record', () => {
	it('have every field, with defaults, and none of what every object has', () => {
		expect(create({ host: '1' }).values).toEqual({
			title: 'T',
			pipeline: 'a',
			stage: 'a:new',
			count: 3,
			constructor: null,
			host: '1',
			company: null,
			about: null,
		});
	});

	it('name the records whose existence is still to be checked', () => {
		expect(create({ company: '7', about: 'deal/12' }).links.map(({ type: linked, id }) => `${linked} ${id}`)).toEqual([
			'company 7',
			'deal 12',
		]);
		expect(refusal(() => create({ about: '12' }))).toMatchObject({ code: 'invalidValue' });
	});

	it('are not checked again where they do not change', () => {
		expect(change({ title: 'New' }, { host: 'left long ago' })).toMatchObject({ title: 'New', host: 'left long ago' });
	});

	it('are refused for an unknown field, an unknown user and an emptied required field', () => {
		expect(refusal(() => create({ titel: 'x' }))).toMatchObject({ code: 'notFound', remedy: expect.stringContaining('title') });
		expect(refusal(() => create({ host: '2' }))).toMatchObject({ code: 'notFound', remedy: expect.stringContaining('1 (Anna)') });
		expect(refusal(() => change({ title: ' ' }))).toMatchObject({ code: 'missingValue', message: expect.stringContaining('"The title"') });
	});
});
