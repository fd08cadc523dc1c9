import { emailAddress, webAddress } from '../../../src/model/addresses';
import type { Field } from '../../../src/model/recordType';
import { checkValue } from '../../../src/model/validateValue';

test.each([
	['anna@example.com', 'anna@example.com'],
	['Anna.Berg+crm@Example.co.uk', 'Anna.Berg+crm@Example.co.uk'],
	["o'neil@example.com", "o'neil@example.com"],
	['anna@exämple.de', 'anna@exämple.de'],
	[' <anna@example.com> ', 'anna@example.com'],
	['Anna Berg <anna@example.com>', 'anna@example.com'],
	['"Berg, Anna" <anna@example.com>;', 'anna@example.com'],
	['mailto:anna@example.com', 'anna@example.com'],
	['anna@example.com.', 'anna@example.com'],
	['anna@example.com,', 'anna@example.com'],
	['(anna@example.com)', 'anna@example.com'],
	['[anna@example.com];', 'anna@example.com'],
	["'anna@example.com'", 'anna@example.com'],
])('%j is the address %s', (written, address) => expect(emailAddress(written)).toBe(address));

test.each([
	'anna',
	'anna@',
	'@example.com',
	'anna@example..com',
	'anna@.com',
	'anna@@example.com',
	'anna berg@example.com',
	'a@example.com; b@example.com',
	'a@example.com, b@example.com',
	'a@example.com b@example.com',
	'A <a@example.com>, B <b@example.com>',
])('%j is no address, and refused by name', (written) => {
	const field: Field = { name: 'email', label: 'Email', kind: 'email', required: false, system: false };
	expect(emailAddress(written)).toBeUndefined();
	expect(() => checkValue(field, written)).toThrow('"Email"');
});

test.each([
	['https://example.com/en?x=1', 'https://example.com/en?x=1'],
	['example.com', 'example.com'],
	['<https://example.com>', 'https://example.com'],
	['https://example.com/en.', 'https://example.com/en'],
	['www.example.com,', 'www.example.com'],
	['https://en.wikipedia.org/wiki/Foo_(bar)', 'https://en.wikipedia.org/wiki/Foo_(bar)'],
])('%j is the web address %s', (written, address) => expect(webAddress(written)).toBe(address));

test.each(['not a site', 'example', 'https://', 'http:///x'])('%j is no web address', (written) =>
	expect(webAddress(written)).toBeUndefined(),
);

it('a long text is read at once', () => {
	expect(emailAddress(`${'a.'.repeat(50_000)}@${'b-'.repeat(50_000)}!`)).toBeUndefined();
	expect(webAddress(`x${'.'.repeat(100_000)}`)).toBeUndefined();
});
