import { emailAddress } from './addresses';
import { phoneForm } from './phoneForm';
import { plainText, visibleText } from './plainText';
import type { FieldKind } from './recordType';

/** How the values of a field are compared. `exact`: as they are kept. */
export type Comparing = 'exact' | 'text' | 'email' | 'url' | 'phone';

/** A field, as far as the comparison of its values depends on it. */
export interface ComparedField {
	name: string;
	kind?: FieldKind;
	/** Of phone numbers: see `Field`. */
	country?: string;
}

/**
 * Two values of a field are the same where their normal forms are equal: for conditions, upsert, duplicates, links and checks
 * of what is there once. What is kept stays as it was typed; see `plainText`. A database that compares does it by the same
 * forms: `formExpression` of the built-in CRM.
 */
export function normalForm(field: ComparedField, value: string): string {
	switch (comparing(field)) {
		case 'exact':
			return plainText(value);
		case 'url':
			return urlForm(value);
		case 'email':
			return emailForm(value);
		case 'phone':
			return phoneForm(value, field.country);
		case 'text':
			return textForm(value);
	}
}

/**
 * What people write is compared without regard to case, what they choose is not. External ids belong to other programs,
 * some of which tell ids apart by nothing but the case of a letter.
 */
export function comparing({ name, kind }: ComparedField): Comparing {
	if (name === 'externalId') return 'exact';
	if (kind === 'url' || kind === 'email' || kind === 'phone') return kind;
	return kind === 'string' || kind === 'text' ? 'text' : 'exact';
}

/** Without regard to case, and to how many spaces are between words. Names are compared by it too. */
export function textForm(text: string): string {
	return plainText(text).toLowerCase().replace(/ {2,}/g, ' ');
}

/** Of a part of a text, in which spaces at the ends mean something. */
export function partForm(text: string): string {
	return visibleText(text).toLowerCase().replace(/ {2,}/g, ' ');
}

/** Of an address alone: `Anna Berg <Anna@example.com>` is `anna@example.com`. */
export function emailForm(text: string): string {
	return textForm(emailAddress(text) ?? text);
}

/** Upper and lower case, and spaces, do not tell names apart. */
export function sameName(a: string, b: string): boolean {
	return textForm(a) === textForm(b);
}

/** Whether a text has a part, as people look for it in a list; the empty part is in every text. */
export function containsText(text: string, part: string | undefined): boolean {
	return textForm(text).includes(textForm(part ?? ''));
}

/** `https://www.Acme.com/` is `acme.com`. */
function urlForm(text: string): string {
	const address = textForm(text).replaceAll('https://', '').replaceAll('http://', '');
	return `//${address}`.replaceAll('//www.', '//').replace(/\/+$/, '').slice('//'.length);
}
