import { isEmpty } from './conditions';
import { phoneForms } from './phoneNumber';
import type { FieldValue } from './record';
import type { Field, FieldKind } from './recordType';

/**
 * What must be equal for two values of a field to count as the same: without regard to case and spaces, of an e-mail
 * address without what the user adds behind a plus sign, of a phone number without signs and country code, of a web
 * address only the domain. Several forms where a value can be read in several ways; none for an empty value.
 */
export function matchForms(kind: FieldKind, value: FieldValue | undefined): string[] {
	if (isEmpty(value)) return [];
	if (Array.isArray(value)) return [[...value].sort().join('\n')];
	const text = String(value);
	switch (kind) {
		case 'phone':
			return phoneForms(text);
		case 'email':
			return present(emailForm(text));
		case 'url':
			return present(domainOf(text));
		default:
			return present(plainForm(text));
	}
}

/** The fields to compare when a person chooses none: what tells people and companies apart. */
export function usualMatchFields(fields: readonly Field[]): string[] {
	return fields
		.filter(({ name, kind }) => name === 'title' || kind === 'email' || kind === 'phone' || kind === 'url')
		.map(({ name }) => name);
}

/** In one case, with single spaces and composed letters. */
function plainForm(text: string): string {
	return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}

function emailForm(text: string): string {
	return text
		.normalize('NFKC')
		.toLowerCase()
		.replace(/\s+/g, '')
		.replace(/^mailto:/, '')
		.replace(/^([^@+]+)\+[^@]*@/, '$1@');
}

/** `https://www.acme.com/en?x=1` → `acme.com` */
function domainOf(text: string): string {
	return text
		.normalize('NFKC')
		.toLowerCase()
		.trim()
		.replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
		.replace(/[/?#].*$/, '')
		.replace(/^[^@]*@/, '')
		.replace(/:\d+$/, '')
		.replace(/^www\d*\./, '')
		.replace(/\.$/, '');
}

function present(form: string): string[] {
	return form === '' ? [] : [form];
}
