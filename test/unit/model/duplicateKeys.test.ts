import { matchForms, usualMatchFields } from '../../../src/model/duplicateKeys';
import { phoneForms } from '../../../src/model/phoneNumber';
import type { FieldKind } from '../../../src/model/recordType';

const of = (kind: FieldKind) => ({ name: 'field', kind });
const same = (a: string[], b: string[]) => a.some((form) => b.includes(form));

describe('phone numbers', () => {
	test.each([
		['+46 70-123 45 67', '070 123 45 67'],
		['+46 (0)70 123 45 67', '0046 70 1234567'],
		['46701234567', '+46701234567'],
		['+48 22 123 45 67', '22 123 45 67'],
		['+48 22 123 45 67', '(22) 1234567'],
		['8 (495) 123-45-67', '+7 495 123 45 67'],
		['7 495 123 45 67', '84951234567'],
		['+1 (212) 555-0123', '212.555.0123'],
		['1 212 555 0123', '+12125550123'],
		['+44 20 7946 0958', '020 7946 0958'],
		['+353 1 234 5678', '01 234 5678'],
		['+86 138 1234 5678', '13812345678'],
		['+49 30 123456 ext. 12', '030 123456'],
		['+7 495 123-45-67 доб. 8', '+7 495 123-45-67'],
	])('%s is the same as %s', (a, b) => {
		expect(same(phoneForms(a), phoneForms(b))).toBe(true);
	});

	test.each([
		['+1 212 555 0123', '+1 312 555 0123'],
		['+46 70 123 45 67', '+46 70 123 45 68'],
		['+49 30 123456', '+49 40 123456'],
		['070 123 45 67', '070 123 45'],
	])('%s is another one than %s', (a, b) => {
		expect(same(phoneForms(a), phoneForms(b))).toBe(false);
	});

	test.each(['', '112', 'none', '+46', '000000', 'ext. 1234567'])('"%s" tells nobody apart', (text) => {
		expect(phoneForms(text)).toEqual([]);
	});
});

describe('what counts as the same value', () => {
	test.each<[FieldKind, string, string]>([
		['email', 'Anna@Example.COM', ' anna@example.com '],
		['email', 'anna+news@example.com', 'anna@example.com'],
		['email', 'mailto:anna@example.com', 'anna@example.com'],
		['url', 'https://www.acme.com/en/?a=1#x', 'ACME.com'],
		['url', 'http://acme.com:8080', 'acme.com/about'],
		['url', '//www2.acme.com'.slice(2), 'acme.com.'],
		['string', '  Acme   GmbH ', 'acme gmbh'],
		['string', 'Cafe\u0301', 'CAFÉ'],
		['string', 'ŁÓDŹ', 'łódź'],
		['text', 'One\nTwo', 'one two'],
		['string', 'Ａｃｍｅ', 'acme'],
	])('%s: "%s" and "%s"', (kind, a, b) => {
		expect(matchForms(of(kind), a)).toEqual(matchForms(of(kind), b));
		expect(matchForms(of(kind), a)).toHaveLength(1);
	});

	test.each<[FieldKind, string, string]>([
		['email', 'anna@example.com', 'anna@example.org'],
		['email', '+@example.com', 'x@example.com'],
		['url', 'shop.acme.com', 'acme.com'],
		['string', 'Acme', 'Acme 2'],
	])('%s: "%s" is another one than "%s"', (kind, a, b) => {
		expect(matchForms(of(kind), a)).not.toEqual(matchForms(of(kind), b));
	});

	test('numbers, switches and lists', () => {
		expect(matchForms(of('number'), 12.5)).toEqual(['12.5']);
		expect(matchForms(of('boolean'), false)).toEqual(['false']);
		expect(matchForms(of('multiChoice'), ['b', 'a'])).toEqual(matchForms(of('multiChoice'), ['a', 'b']));
	});

	test.each([null, undefined, '', '   ', []])('nothing in %j matches nothing', (value) => {
		for (const kind of ['string', 'email', 'phone', 'url', 'multiChoice'] as const)
			expect(matchForms(of(kind), value as never)).toEqual([]);
	});

	test('the usual fields are the title and what has an address in it', () => {
		const field = (name: string, kind: FieldKind) => ({ name, kind, label: name, required: false, system: false });
		expect(
			usualMatchFields([
				field('title', 'string'),
				field('source', 'choice'),
				field('mail', 'email'),
				field('cell', 'phone'),
				field('site', 'url'),
			]),
		).toEqual(['title', 'mail', 'cell', 'site']);
	});
});
