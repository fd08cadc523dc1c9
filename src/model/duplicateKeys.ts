import { isEmpty } from './conditions';
import { comparing, emailForm, normalForm, textForm, type ComparedField } from './normalForm';
import { phoneForms } from './phoneNumber';
import type { FieldValue } from './record';
import type { Field } from './recordType';

/**
 * What must be equal for two values of a field to be probably the same: whatever has the same normal form (see `normalForm`),
 * and more: of an e-mail address without what the user adds behind a plus sign, of a phone number without signs and country
 * code, of a web address only the domain. Several forms where a value can be read in several ways; none for an empty value.
 */
export function matchForms(field: ComparedField, value: FieldValue | undefined): string[] {
	if (isEmpty(value)) return [];
	if (Array.isArray(value)) return [[...value].sort().join('\n')];
	const text = String(value);
	switch (field.kind) {
		case 'phone':
			return phoneForms(text, field.country);
		case 'email':
			return present(mailboxOf(text));
		case 'url':
			return present(domainOf(text));
		default:
			return present(comparing(field) === 'text' ? textForm(text.normalize('NFKC').replace(/\s+/g, ' ')) : normalForm(field, text));
	}
}

/** The fields to compare when a person chooses none: what tells people and companies apart. */
export function usualMatchFields(fields: readonly Field[]): string[] {
	return fields
		.filter(({ name, kind }) => name === 'title' || kind === 'email' || kind === 'phone' || kind === 'url')
		.map(({ name }) => name);
}

/** Without what the user adds behind a plus sign, to tell apart where an address was given. */
function mailboxOf(text: string): string {
	return emailForm(text.normalize('NFKC'))
		.replace(/\s+/g, '')
		.replace(/^([^@+]+)\+[^@]*@/, '$1@');
}

/** `https://www.acme.com/en?x=1` → `acme.com` */
function domainOf(text: string): string {
	return normalForm({ name: '', kind: 'url' }, text.normalize('NFKC'))
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
