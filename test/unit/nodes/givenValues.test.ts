import { asList } from '../../../nodes/shared/asList';
import { asNumber } from '../../../nodes/shared/asNumber';
import { asText } from '../../../nodes/shared/asText';
import { fieldsOf, rowsOf } from '../../../nodes/shared/rows';

describe('a table of a form', () => {
	test('has its rows; none where nothing was filled in', () => {
		expect(rowsOf({ rule: [{ a: 1 }] }, 'rule', () => 'Rules')).toEqual([{ a: 1 }]);
		for (const empty of [undefined, null, '', {}, { rule: [] }, { rule: null }]) expect(rowsOf(empty, 'rule', () => 'Rules')).toEqual([]);
	});

	test.each([['text'], [5], [{ rule: 'text' }], [{ rule: { a: 1 } }], [{ rule: [null] }], [{ rule: ['text'] }]])(
		'%j is refused',
		(table) => {
			expect(() => rowsOf(table, 'rule', () => 'Rules')).toThrow(
				expect.objectContaining({
					code: 'invalidValue',
					message: expect.stringContaining('"Rules"'),
					remedy: expect.stringContaining('one by one'),
				}),
			);
		},
	);

	test('and a set of fields is refused where it is none', () => {
		expect(fieldsOf(undefined, () => 'Additional Fields')).toEqual({});
		expect(() => fieldsOf('text', () => 'Additional Fields')).toThrow('"Additional Fields" is no set of fields: "text".');
	});
});

test.each([
	['Acme', 'Acme'],
	[5, '5'],
	[{ __rl: true, mode: 'list', value: 'deal' }, 'deal'],
	[{ toJSON: () => '2026-03-31' }, '2026-03-31'],
	[new Date(NaN), undefined],
	[{ a: 1 }, '{"a":1}'],
	[['a', 1], '["a",1]'],
	['', undefined],
	[NaN, undefined],
])('%p as a text is %p', (value, text) => expect(asText(value)).toBe(text));

test.each([
	['a, b,,', ['a', 'b']],
	[7, ['7']],
	[
		['a', 7, null, '', { __rl: true, value: 'b' }],
		['a', '7', 'b'],
	],
	[{ a: 1, b: 2 }, ['{"a":1,"b":2}']],
	[null, []],
	[undefined, []],
])('%p as a list is %p', (value, list) => expect(asList(value)).toEqual(list));

test.each([
	[5, 5],
	['5', 5],
	[' 1e3 ', 1000],
	[{ __rl: true, mode: 'list', value: '7' }, 7],
	['', NaN],
	[null, NaN],
	[undefined, NaN],
	['five', NaN],
	[[], NaN],
	[{}, NaN],
])('%p as a number is %p', (value, number) => expect(asNumber(value)).toBe(number));
