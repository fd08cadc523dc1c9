import { fillMergeFields, mergeFieldsIn } from '../../../src/model/mergeFields';

const VALUES = new Map([
	['paper', 'matte'],
	['record.title', 'Acme {{paper}}'],
	['empty', ''],
]);

describe('merge fields', () => {
	it('finds each name once, with or without blanks', () => {
		expect(mergeFieldsIn('{{paper}} for {{ record.title }}, {{paper}}; { {no} } {{}}')).toEqual(['paper', 'record.title', '']);
	});

	it('fills in, and does not look at what it filled in again', () => {
		expect(fillMergeFields('{{ paper }}/{{record.title}}/{{empty}}.', VALUES, 'the title')).toBe('matte/Acme {{paper}}/.');
	});

	it('leaves text without fields alone, dollars and braces too', () => {
		expect(fillMergeFields('$1 { } {x} $& \n', VALUES, 'the title')).toBe('$1 { } {x} $& \n');
		expect(fillMergeFields('{{paper}}', new Map([['paper', '$& $1']]), 'the title')).toBe('$& $1');
	});

	it('leaves braces after a backslash as they are, without the backslash', () => {
		const text = String.raw`\{{paper}} is {{paper}}; \{{ unknown }} \ {{paper}}`;
		expect(mergeFieldsIn(text)).toEqual(['paper']);
		expect(fillMergeFields(text, VALUES, 'the title')).toBe(String.raw`{{paper}} is matte; {{ unknown }} \ matte`);
	});

	it('names the nearest field first for a typing mistake', () => {
		expect(() => fillMergeFields('{{record.titel}}', VALUES, 'x')).toThrow(
			expect.objectContaining({ remedy: expect.stringMatching(/^Use one of: {{record\.title}}, /) }),
		);
	});

	it('names an unknown field and where it is used, and says what there is', () => {
		expect(() => fillMergeFields('{{papr}}', VALUES, 'the title of task "print"')).toThrow(
			'Merge field {{papr}} in the title of task "print" is not known.',
		);
		expect(() => fillMergeFields('{{papr}}', VALUES, 'x')).toThrow(
			expect.objectContaining({ code: 'invalidValue', remedy: expect.stringContaining('{{paper}}') }),
		);
	});

	it('says that a record is missing when there is none', () => {
		expect(() => fillMergeFields('{{record.title}}', new Map([['paper', 'matte']]), 'x')).toThrow(
			expect.objectContaining({ remedy: expect.stringContaining('Choose a record for this step') }),
		);
	});
});
