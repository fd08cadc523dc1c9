import { readNumber } from '../../../src/model/coercion';
import { moneyText, numberText } from '../../../src/model/numberText';
import { checkValue } from '../../../src/model/validateValue';
import type { Field } from '../../../src/model/recordType';

const AMOUNT: Field = { name: 'amount', label: 'Amount', kind: 'money', required: false, system: false };

describe.each([
	['for people', (value: unknown) => readNumber(value, 'Amount')],
	['for a CRM', (value: unknown) => checkValue(AMOUNT, value)],
])('a number %s', (_, read) => {
	test.each<[unknown, number]>([
		['1250', 1250],
		[' 1250.50 ', 1250.5],
		['-3', -3],
		['+.5', 0.5],
		['1e3', 1000],
		['0012', 12],
		['0.1', 0.1],
		['0.30000000000000004', 0.1 + 0.2],
		['9007199254740991', Number.MAX_SAFE_INTEGER],
		['\u00a012\u200b', 12],
		[1e30, 1e30],
	])('%j is read', (value, number) => expect(read(value)).toBe(number));

	test.each(['0x1F', '0b11', '0o17', '1,250', '1 250', '12 €', 'Infinity', 'NaN', '1e', '--1', '1.2.3', '1_000', '١٢'])(
		'%j is refused, by name',
		(value) => expect(() => read(value)).toThrow(/Amount.*is not a number/),
	);

	test.each(['12345678901234567', '9007199254740993', '0.12345678901234567890', JSON.parse('12345678901234567') as number, '1e400'])(
		'%j is refused rather than rounded',
		(value) => expect(() => read(value)).toThrow(/Amount.*more digits/),
	);

	it('of two zeros is one', () => expect(Object.is(read('-0'), 0)).toBe(true));
});

test.each([
	[0.1 + 0.2, '0.30'],
	[1250, '1250'],
	[99.5, '99.50'],
	[-12.345, '-12.35'],
	[0, '0'],
])('%d is written as the amount %s', (amount, text) => expect(moneyText(amount)).toBe(text));

test('a number is written without what comes from calculating', () => expect(numberText(0.1 + 0.2)).toBe('0.3'));
