import { CrmError, quoted } from '../../../src/model/CrmError';

describe('a message stays readable, whatever it is about', () => {
	test('a long value is named by its beginning, what surrounds it stays', () => {
		const error = new CrmError(
			'notFound',
			`Stage "${'long '.repeat(1000)}" does not exist in pipeline "Sales".`,
			`Choose one of: ${'Proposal, '.repeat(500)}`,
		);
		expect(error.message).toMatch(/^Stage "long long .*…" does not exist in pipeline "Sales"\.$/);
		expect(error.message.length).toBeLessThan(150);
		expect(error.remedy).toHaveLength(600);
	});

	test('a usual message is left as it is', () => {
		const message = `Field "Notes": "${'x'.repeat(200)}" is not a number.`;
		expect(new CrmError('invalidValue', message, 'Give a number.').message).toBe(message);
	});
});

test.each([
	['Acme', '"Acme"'],
	[7, '"7"'],
	[NaN, '"NaN"'],
	[{ a: 1 }, '"{"a":1}"'],
	[[1], '"[1]"'],
	['', 'nothing'],
	[null, 'nothing'],
	[undefined, 'nothing'],
	[new Date(NaN), '"null"'],
])('%p is quoted as %s', (value, text) => expect(quoted(value)).toBe(text));
