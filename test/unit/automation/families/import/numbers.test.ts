import { readNumberText, type NumberClues } from '../../../../../src/automation/families/import/numberFormats';

const read = (text: string, clues: NumberClues = {}, isMoney = false) => {
	const number = readNumberText(text, clues, isMoney);
	return typeof number === 'string' ? number : number.problem;
};

test.each([
	['5', '5'],
	['1250.50', '1250.50'],
	['1250,50', '1250.50'],
	['1.234,56', '1234.56'],
	['1,234.56', '1234.56'],
	['1.234.567', '1234567'],
	['1,234,567', '1234567'],
	['12,34,567.80', '1234567.80'],
	['1 234', '1234'],
	['1\u00a0234', '1234'],
	['1\u202f234,50', '1234.50'],
	['1 234 567.5', '1234567.5'],
	["1'234.50", '1234.50'],
	['1’234', '1234'],
	['€ 12', '12'],
	['€12', '12'],
	['12 €', '12'],
	['12€', '12'],
	['$1,234.56', '1234.56'],
	['USD 12.50', '12.50'],
	['12,50 EUR', '12.50'],
	['12 zł', '12'],
	['1 234,50 Kč', '1234.50'],
	['kr. 500', '500'],
	['kr.500', '500'],
	['CHF 1’234.50', '1234.50'],
	['12,-', '12'],
	['€ 12,--', '12'],
	['(5)', '-5'],
	['(1.234,56)', '-1234.56'],
	['(€ 5)', '-5'],
	['€ (5,00)', '-5.00'],
	['-5', '-5'],
	['−5', '-5'],
	['5-', '-5'],
	['-€5', '-5'],
	['€ -5', '-5'],
	['+5', '5'],
	['0,125', '0.125'],
	['0.125', '0.125'],
	['1234.567', '1234.567'],
	[',5', '0.5'],
	['.5', '0.5'],
	['12.', '12'],
	['007', '7'],
	['12345678901234567', '12345678901234567'],
])('%j is %s, whatever else the file has', (text, number) => expect(read(text)).toBe(number));

test.each([
	['a lot', 'is no number'],
	['5k', 'is no number'],
	['2 mio', 'is no number'],
	['5 pcs', 'is no number'],
	['0x1F', 'is no number'],
	['1.23.456', 'is no number'],
	['1.234,567,890', 'is no number'],
	['12 34', 'is no number'],
	['12/5', 'is no number'],
	['5-6', 'is no number'],
	['-(5)', 'is no number'],
	['--5', 'is no number'],
	['€ 5 $', 'is no number'],
	['€', 'is no number'],
	['5²', 'is no number'],
	['10 %', 'has a percent sign'],
	['1.2E+05', 'was shortened by a spreadsheet program'],
	['1,23457E+11', 'was shortened by a spreadsheet program'],
])('%j is refused', (text, problem) => expect(read(text)).toBe(problem));

describe('what can be read in two ways', () => {
	const UNCLEAR = 'can be 1234 or 1.234';

	test('is refused where nothing tells', () => {
		expect([read('1.234'), read('1,234'), read('€ 1.234'), read('-1.234')]).toEqual([UNCLEAR, UNCLEAR, UNCLEAR, UNCLEAR]);
		expect(readNumberText('1.234', {}, true)).toMatchObject({ remedy: expect.stringContaining('"Number Format"') });
	});

	test('is read as chosen', () => {
		expect([read('1.234', { chosen: ',' }), read('1.234', { chosen: '.' }), read('1.234', { chosen: '.' }, true)]).toEqual([
			'1234',
			'1.234',
			'1.234',
		]);
	});

	test.each<[string, NumberClues]>([
		['its column', { column: ',' }],
		['the file', { file: ',' }],
		['the separator', { separator: ',' }],
	])('is thousands by %s', (_, clues) => {
		expect([read('1.234', clues), read('1.234', clues, true)]).toEqual(['1234', '1234']);
	});

	test('is decimals only by other numbers of its column, and never an amount of money', () => {
		expect(read('1.234', { column: '.', file: '.' })).toBe('1.234');
		expect(read('1.234', { file: '.' })).toBe(UNCLEAR);
		expect(read('1.234', { separator: '.' })).toBe(UNCLEAR);
		expect(read('1.234', { column: '.', file: '.' }, true)).toBe(UNCLEAR);
	});
});

test('a chosen format is kept to', () => {
	expect(read('12,5', { chosen: '.' })).toBe('is no number of the format 1,234.56');
	expect(read('12.5', { chosen: ',' })).toBe('is no number of the format 1.234,56');
	expect(read('1 234.5', { chosen: '.' })).toBe('1234.5');
});
