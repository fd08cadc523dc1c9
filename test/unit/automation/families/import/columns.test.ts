import { mapColumns, type ColumnChoice } from '../../../../../src/automation/families/import/columns';
import type { Field } from '../../../../../src/model/recordType';

const field = (name: string, label: string, kind: Field['kind'] = 'string', readOnly?: boolean): Field => ({
	name,
	label,
	kind,
	required: false,
	system: false,
	...(readOnly === undefined ? {} : { readOnly }),
});
const TYPE = {
	name: 'deal',
	label: 'Deal',
	pluralLabel: 'Deals',
	editable: true,
	pipelines: [],
	fields: [
		field('externalId', 'External ID'),
		field('title', 'Title'),
		field('closeDate', 'Close Date', 'date'),
		field('tags', 'Tags', 'multiChoice'),
		field('made', 'Made', 'date', true),
	],
};
const map = (headings: string[], choices: ColumnChoice[] = []) => {
	const { mapped, ignored } = mapColumns(TYPE, headings, choices);
	return { mapped: mapped.map((column) => [column.index, column.field.name, column.isPart]), ignored };
};

test('headings are names or labels, whatever their case, spaces and signs; the others are named', () => {
	expect(map(['TITLE', 'Remark', 'close_date', '', 'externalid', 'Made'])).toEqual({
		mapped: [
			[0, 'title', false],
			[2, 'closeDate', false],
			[4, 'externalId', false],
		],
		ignored: ['Remark', 'Made'],
	});
});

test('what is chosen counts: another field, or none', () => {
	const choices = [
		{ heading: 'deal number', field: 'externalId' },
		{ heading: 'Subject', field: 'Title' },
		{ heading: 'Title', field: '' },
	];
	expect(map(['Deal Number', 'Title', 'Subject'], choices)).toEqual({
		mapped: [
			[0, 'externalId', false],
			[2, 'title', false],
		],
		ignored: ['Title'],
	});
});

test('the parts of a list, as n8n writes them into columns', () => {
	expect(map(['Title', 'tags.0', 'tags.1', 'title.0'])).toEqual({
		mapped: [
			[0, 'title', false],
			[1, 'tags', true],
			[2, 'tags', true],
		],
		ignored: ['title.0'],
	});
	expect(map(['tags.0', 'tags', 'tags.1']).mapped.map(([index, , isPart]) => [index, isPart])).toEqual([
		[0, true],
		[1, true],
		[2, true],
	]);
});

test('a file of refused rows: its own columns are not in the way', () => {
	expect(map(['Row', 'What Was Wrong', 'What to Do', 'Title'])).toEqual({ mapped: [[3, 'title', false]], ignored: [] });
});

test.each<[string, string[], ColumnChoice[], string, string]>([
	[
		'two columns for one field',
		['Title', 'TITLE'],
		[],
		'Two columns go into the field "Title": "Title" (column A) and "TITLE" (column B).',
		'Columns',
	],
	['no heading is a field', ['A', 'B'], [], 'None of the headings is a field of Deal: "A", "B".', 'External ID, Title'],
	['no such column', ['Title'], [{ heading: 'Number', field: 'title' }], 'Column "Number" does not exist in the file.', 'Title'],
	['no such field', ['Title'], [{ heading: 'Title', field: 'titel' }], 'Field "titel" does not exist in record type "Deal".', 'title'],
])('refused: %s', (_, headings, choices, message, remedy) => {
	expect(() => map(headings, choices)).toThrow(expect.objectContaining({ message, remedy: expect.stringContaining(remedy) }));
});
