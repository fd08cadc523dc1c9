import { checkFilingRules, DEFAULT_SECTION, matchesPattern, sectionFor, type FilingRule } from '../../../src/model/filingRules';

const facts = (more: object = {}) => ({ name: 'Contract Acme.pdf', mediaType: 'application/pdf', kind: null, recordType: 'deal', ...more });

describe('a pattern', () => {
	it.each([
		['*.pdf', 'Contract.PDF', true],
		['*.pdf', 'contract.pdf.exe', false],
		['Contract*', 'contract of Acme.docx', true],
		['Contract*', 'A contract.docx', false],
		['*contract*', 'A CONTRACT.docx', true],
		['?.txt', 'a.txt', true],
		['?.txt', '🚀.txt', true],
		['?.txt', 'ab.txt', false],
		['*', '', true],
		['', '', true],
		['', 'a', false],
		['a*b*c', 'a-b-b-c', true],
		['a*b*c', 'a-c-b', false],
		// Signs that mean something in regular expressions mean themselves.
		['a.c', 'abc', false],
		['[ab].txt', 'a.txt', false],
		['(a|b)+', '(a|b)+', true],
		['image/*', 'image/PNG', true],
		['ŁÓDŹ*', 'łódź.pdf', true],
		['Ä*', 'A\u0308rger.txt', true],
	])('%p against %p: %p', (pattern, text, expected) => {
		expect(matchesPattern(pattern, text)).toBe(expected);
	});

	it('ends where it is made to take forever', () => {
		expect(matchesPattern(`${'*a'.repeat(200)}b`, 'a'.repeat(5_000))).toBe(false);
	});
});

describe('a document goes into the section', () => {
	const rules: FilingRule[] = [
		{ namePattern: 'Contract*', recordType: 'lead', section: 'Drafts' },
		{ kind: 'contract', section: 'Contracts/Signed' },
		{ namePattern: 'Contract*', mediaType: 'application/pdf', section: 'Contracts' },
		{ mediaType: 'image/*', section: 'Photos' },
	];

	it.each([
		['of the first rule that holds', facts(), 'Contracts'],
		['only if all of a rule holds', facts({ mediaType: 'text/plain' }), DEFAULT_SECTION],
		['by the type of the record', facts({ recordType: 'lead' }), 'Drafts'],
		['by its kind, before its name', facts({ kind: 'Contract' }), 'Contracts/Signed'],
		['by its media type', facts({ name: 'x', mediaType: 'image/png' }), 'Photos'],
		['of none, so into the general one', facts({ name: 'x' }), DEFAULT_SECTION],
	])('%s', (_, document, expected) => {
		expect(sectionFor(rules, document)).toBe(expected);
	});

	it('for all others by a last rule that asks for nothing', () => {
		expect(sectionFor([...rules, { section: 'Rest' }], facts({ name: 'x' }))).toBe('Rest');
	});
});

describe('rules to be saved', () => {
	it('lose what is empty', () => {
		expect(checkFilingRules([{ namePattern: ' *.pdf ', mediaType: '', kind: ' ', section: ' Contracts / 2026 ' }])).toEqual([
			{ namePattern: '*.pdf', section: 'Contracts/2026' },
		]);
		expect(checkFilingRules([])).toEqual([]);
	});

	it.each([
		['without a section', [{ section: 'A', kind: 'a' }, { section: ' ' }], 'missingValue', /Filing rule 2/],
		['with a section that leads out', [{ section: '../Other' }], 'invalidValue', /Filing rule 1/],
		[
			'behind one that takes everything',
			[
				{ namePattern: '*', section: 'A' },
				{ kind: 'b', section: 'B' },
			],
			'invalidValue',
			/rule 2 is never reached/,
		],
	])('are refused %s', (_, rules, code, message) => {
		expect(() => checkFilingRules(rules)).toThrow(
			expect.objectContaining({ code, message: expect.stringMatching(message), remedy: expect.stringMatching(/\S/) }),
		);
	});
});
