import { normalForm, sameName } from '../../../src/model/normalForm';
import { plainText } from '../../../src/model/plainText';
import type { FieldKind } from '../../../src/model/recordType';

describe('a text is kept', () => {
	test.each([
		['spaces around it', '  Acme GmbH\t', 'Acme GmbH'],
		['a space that does not break', '\u00a0Acme\u00a0GmbH\u00a0', 'Acme GmbH'],
		['letters composed of two signs', 'Zoe\u0308 Cafe\u0301', 'Zoë Café'],
		['spaces without width', 'Ac\u200bme\ufeff', 'Acme'],
		['a soft hyphen', 'Donau\u00addampf', 'Donaudampf'],
		['marks of direction', '\u202a+49 30 123\u202c', '+49 30 123'],
		['a joiner that joins nothing', 'Ac\u200dme\u200c', 'Acme'],
		['control signs', 'Ac\u0000me\u0007', 'Acme'],
		['a sign between a letter and its accent', 'Cafe\u200b\u0301', 'Café'],
		['a joiner behind an accent', 'Cafe\u0301\u200d', 'Café'],
		['joiners around an accent', 'Cafe\u200d\u0301\u200dx', 'Caféx'],
		['a joiner at the end of a word', 'می\u200c خواهم', 'می خواهم'],
		['nothing but what nobody sees', '\u200b \u00a0\ufeff', ''],
	])('without %s', (_, typed, kept) => {
		expect(plainText(typed)).toBe(kept);
		expect(plainText(kept)).toBe(kept);
	});

	test.each([
		['several lines', 'one\n\n  two\tthree'],
		['several spaces between words', 'Acme  GmbH'],
		['an emoji of several parts', '👩‍👩‍👧 and 🏳️‍🌈'],
		['letters that joiners shape', 'می‌خواهم'],
		['the letters of a language', 'Łódź Ωmega Москва 東京'],
	])('with %s', (_, typed) => expect(plainText(typed)).toBe(typed));
});

describe('two values of a field are the same', () => {
	test.each<[FieldKind, string, string]>([
		['string', 'ACME gmbh', ' Acme  GmbH '],
		['string', 'ÉLAN', 'e\u0301lan'],
		['string', 'ŁÓDŹ', 'łódź'],
		['text', 'One Two', 'one\u00a0two'],
		['email', 'Anna@Example.com ', 'anna@example.com'],
		['email', 'mailto:anna@example.com', 'Anna Berg <anna@example.com>'],
		['email', '\u200banna@example.com,', 'anna@example.com'],
		['url', 'https://www.acme.com/', 'http://Acme.com'],
		['url', 'acme.com/en/', 'https://acme.com/en'],
		['phone', '+49 30 123 ', '+49  30 123'],
	])('%s: %j and %j', (kind, one, other) =>
		expect(normalForm({ name: 'field', kind }, one)).toBe(normalForm({ name: 'field', kind }, other)),
	);

	test.each<[FieldKind, string, string]>([
		['string', 'Acme', 'Acme Inc'],
		['string', 'resume', 'résumé'],
		['email', 'anna@example.com', 'anna+crm@example.com'],
		['url', 'acme.com', 'shop.acme.com'],
		['url', 'acme.com/en', 'acme.com/de'],
		['choice', 'New', 'new'],
	])('but not %s: %j and %j', (kind, one, other) =>
		expect(normalForm({ name: 'field', kind }, one)).not.toBe(normalForm({ name: 'field', kind }, other)),
	);

	it('an external id with the case of its letters, which is all that some programs tell ids apart by', () => {
		const form = (id: string) => normalForm({ name: 'externalId', kind: 'string' }, id);
		expect(form(' 0015g00000AbC\u200b')).toBe(form('0015g00000AbC'));
		expect(form('0015g00000AbC')).not.toBe(form('0015g00000aBc'));
	});

	it('and names, whatever their case and spaces', () => {
		expect(sameName(' inside  SALES', 'Inside Sales')).toBe(true);
		expect(sameName('Inside Sales', 'InsideSales')).toBe(false);
	});
});
