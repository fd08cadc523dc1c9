import { checkDocumentName, checkSection } from '../../../src/model/documentNames';

const refused = (code: string, words: RegExp) =>
	expect.objectContaining({ code, message: expect.stringMatching(words), remedy: expect.stringMatching(/\S/) });

describe('a document name', () => {
	it.each([
		['Contract.pdf', 'Contract.pdf'],
		[' Umowa Łódź (2).pdf ', 'Umowa Łódź (2).pdf'],
		['A\u0308rger.txt', 'Ärger.txt'],
		['.env', '.env'],
		['...', '...'],
		['日本語 🚀', '日本語 🚀'],
	])('%p is kept as %p', (given, kept) => {
		expect(checkDocumentName(given)).toBe(kept);
	});

	it.each([
		['empty', ' ', 'missingValue', /no name/],
		['a path', 'a/b.pdf', 'invalidValue', /path/],
		['a path of Windows', 'C:\\b.pdf', 'invalidValue', /path/],
		['the folder above', '..', 'invalidValue', /no file name/],
		['with a break', 'a\nb.pdf', 'invalidValue', /"a·b\.pdf" has a control character/],
		['with a zero', 'a\u0000.pdf', 'invalidValue', /control/],
		['that looks like another', 'invoice\u202efdp.exe', 'invalidValue', /control/],
		['too long', 'a'.repeat(256), 'invalidValue', /255/],
	])('%s is refused', (_, given, code, words) => {
		expect(() => checkDocumentName(given)).toThrow(refused(code, words));
	});
});

describe('a section', () => {
	it.each([
		['Contracts', 'Contracts'],
		[' Contracts / 2026 ', 'Contracts/2026'],
	])('%p is kept as %p', (given, kept) => {
		expect(checkSection(given)).toBe(kept);
	});

	it.each([
		['empty', '', 'missingValue', /empty/],
		['that leads out', 'Contracts/../..', 'invalidValue', /without a name/],
		['that begins at the root', '/etc', 'invalidValue', /without a name/],
		['with a backslash', 'a\\b', 'invalidValue', /backslash/],
		['with a control character', 'a\tb', 'invalidValue', /control/],
		['too long', 'a'.repeat(201), 'invalidValue', /200/],
	])('%s is refused', (_, given, code, words) => {
		expect(() => checkSection(given)).toThrow(refused(code, words));
	});
});
