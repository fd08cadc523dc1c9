import { AutomaticMapping } from '../../../nodes/Crm/fields/automaticMapping';
import type { Field } from '../../../src/model/recordType';

const field = (name: string, label: string, kind: Field['kind'] = 'string'): Field => ({
	name,
	label,
	kind,
	required: false,
	system: false,
});
const mapping = () =>
	new AutomaticMapping({
		label: 'Deal',
		fields: [
			field('title', 'Title'),
			field('sort', 'Type'),
			field('tags', 'Tags', 'multiChoice'),
			{ ...field('made', 'Made'), readOnly: true },
		],
	});

test('names and labels, whatever their case; what went nowhere is named once', () => {
	const all = mapping();
	expect(all.valuesOf({ TITLE: 'Acme', row: 2, made: 'today' })).toEqual({ title: 'Acme' });
	expect(all.valuesOf({ title: 'Globex', row: 3, Type: 'new' })).toEqual({ title: 'Globex', sort: 'new' });
	expect(all.leftOut()).toBe('Map Automatically left out what is no field of Deal: "row", "made".');
	const none = mapping();
	none.valuesOf({ title: 'Acme' });
	expect(none.leftOut()).toBeUndefined();
});

test('the field of that very name comes first, wherever it stands; otherwise two values for one field are refused', () => {
	for (const item of [
		{ title: 'right', Title: 'wrong' },
		{ Title: 'wrong', title: 'right' },
	]) {
		const all = mapping();
		expect(all.valuesOf(item)).toEqual({ title: 'right' });
		expect(all.leftOut()).toContain('"Title"');
	}
	expect(() => mapping().valuesOf({ Title: 'one', TITLE: 'two' })).toThrow(
		'"Title" and "TITLE" of the item are both for the field "title".',
	);
});

test('a record of ours: its type is no value of a field that is labelled so', () => {
	const all = mapping();
	expect(all.valuesOf({ id: '7', type: 'deal', version: '1', title: 'Acme' })).toEqual({ title: 'Acme' });
	expect(all.leftOut()).toBeUndefined();
});

test('parts of a list; where all are empty the field is emptied', () => {
	expect(mapping().valuesOf({ 'tags.0': 'hot', 'tags.1': '', 'tags.2': 'cold' })).toEqual({ tags: ['hot', 'cold'] });
	expect(mapping().valuesOf({ 'tags.0': '', 'tags.1': null })).toEqual({ tags: null });
	for (const whole of ['', null, []])
		expect([mapping().valuesOf({ tags: whole, 'tags.0': 'hot' }), mapping().valuesOf({ 'tags.0': 'hot', tags: whole })]).toEqual([
			{ tags: ['hot'] },
			{ tags: ['hot'] },
		]);
	expect(mapping().valuesOf({ tags: ['hot', 'cold'] })).toEqual({ tags: ['hot', 'cold'] });
	expect(() => mapping().valuesOf({ 'title.0': 'no list' })).toThrow("None of the item's fields");
});
