import fc from 'fast-check';

/**
 * Values that nobody means to give, but that an expression, another program or a person's keyboard gives. The words by which
 * `complaints.ts` knows a message that is not for people (`undefined`, `[object Object]` …) are not among them.
 */

const TEXTS = [
	'',
	' ',
	'\n\t',
	'\u0000',
	'a\u0000b',
	'\u0001\u001b[31m\u007f',
	'\ud800',
	'a\udc00b',
	'\u202eabc\u200b\ufeff',
	'e\u0301 \u00e9 ＡＢＣ ﬁ',
	'Zażółć gęślą jaźń, 北京, 🧑‍🤝‍🧑',
	"'",
	'"',
	'`\\',
	"'; drop table record; --",
	'" or 1=1 --',
	'%',
	'_',
	'*[?]',
	'<script>alert(1)</script>&amp;',
	'{{record.title}}',
	'{{ record.nothing }} {{',
	'@Anna Agent and @nobody@',
	'$1 ${name} :name ?',
	'__proto__',
	'constructor',
	'toString',
	'hasOwnProperty',
	'length',
	'null',
	'true',
	'0',
	'-1',
	'1e308',
	'1e999',
	'0x10',
	'٣',
	'9007199254740993',
	'99999999999999999999',
	'deal/1',
	'deal/',
	'/etc/passwd',
	'../../x',
	'[1, 2',
	'{"a": 1}',
	'[]',
	'a,b,,c',
	'x'.repeat(300),
	'é'.repeat(5_000),
	'long text '.repeat(10_000),
];

const DATES = [
	'2026-03-31',
	'2026-02-30',
	'2026-13-01',
	'2026-03-29T02:30',
	'2026-10-25T02:30:00',
	'2026-03-31T14:30:00Z',
	'2026-03-31T14:30:00+99:00',
	'2026-03-31 14:30',
	'0000-01-01',
	'0001-01-01T00:00:00Z',
	'-000001-01-01',
	'9999-12-31T23:59:59.999Z',
	'10000-01-01',
	'+275760-09-13',
	'+999999-01-01T00:00:00Z',
	'24:00',
	'2026-W10',
	'2026-366',
	'tomorrow',
	'1767225600000',
];

const NUMBERS = [0, -0, 1, -1, 0.5, 1e-9, 3.999, 50, 2 ** 31, 2 ** 53, -(2 ** 53), 1e21, 1e308, 5e-324];

/** What an expression gives that no JSON can hold. */
const EXPRESSIONS = [
	'={{ $json.nothing }}',
	'={{ void 0 }}',
	'={{ null }}',
	'={{ 0 / 0 }}',
	'={{ 1 / 0 }}',
	'={{ $now }}',
	'={{ new Date(0) }}',
	'={{ new Date(0 / 0) }}',
	'={{ $json }}',
	'={{ $json.nothing.toString() }}',
	'={{ [] }}',
	'={{ {} }}',
	'={{ $("Nowhere").item.json.x }}',
];

const scalars = fc.oneof(
	{ weight: 6, arbitrary: fc.constantFrom(...TEXTS) },
	{ weight: 2, arbitrary: fc.constantFrom(...DATES) },
	{ weight: 2, arbitrary: fc.constantFrom<unknown>(...NUMBERS) },
	{ weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }).map(withoutTellingWords) },
	{ weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
	{ weight: 1, arbitrary: fc.integer() },
	{ weight: 1, arbitrary: fc.boolean() },
	{ weight: 1, arbitrary: fc.constant(null) },
);

/** Any value that JSON can hold. */
export const strangeValue: fc.Arbitrary<unknown> = fc.oneof(
	{ weight: 10, arbitrary: scalars },
	{ weight: 1, arbitrary: fc.array(scalars, { maxLength: 3 }) },
	{
		weight: 1,
		arbitrary: fc.dictionary(
			fc.constantFrom('a', 'value', 'id', 'type', 'toJSON', 'toString', 'valueOf', 'constructor', 'condition', 'rule', 'name'),
			scalars,
			{ maxKeys: 2 },
		),
	},
	{ weight: 1, arbitrary: scalars.map((value) => ({ __rl: true, mode: 'id', value })) },
	{
		weight: 1,
		arbitrary: fc.constantFrom<unknown>([], {}, [[]], [null], [{}], { __rl: true, mode: 'list' }, { value: {} }, [['a'], [{ b: [1] }]]),
	},
);

/** Written as n8n keeps an expression. */
export const strangeExpression: fc.Arbitrary<string> = fc.constantFrom(...EXPRESSIONS);

/** A text that is no expression: n8n would evaluate it. */
export function plainText(value: unknown): unknown {
	return typeof value === 'string' && value.startsWith('=') ? ` ${value}` : value;
}

function withoutTellingWords(text: string): string {
	return text.replaceAll(/undefined|NaN|object/g, '-');
}
