import { CrmError, quoted, shorten } from '../../../src/model/CrmError';

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

describe('a long text is shortened', () => {
	test.each([
		['an emoji of several parts', '👩‍👩‍👧'],
		['a flag', '🇸🇪'],
		['a sign of two units', '😀'],
		['a letter with an accent of its own', 'e\u0301'],
	])('but %s is never cut', (_, sign) => {
		for (let before = 0; before < 12; before++) {
			const short = shorten(`${'a'.repeat(before)}${sign.repeat(10)}`, 12);
			expect(short.length).toBeLessThanOrEqual(12);
			expect(short).toMatch(new RegExp(`^a{${before}}(?:${sign})*…$`, 'u'));
		}
	});

	it('only where it is too long', () => {
		expect(shorten('twelve signs', 12)).toBe('twelve signs');
		expect(shorten('twelve signs', 11)).toBe('twelve sig…');
	});
});
