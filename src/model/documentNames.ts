import { isBlank } from './coercion';
import { CrmError, shorten } from './CrmError';

/** Longer names are refused by most file systems. */
const LONGEST_NAME = 255;
const LONGEST_SECTION = 200;

/** Control characters, and those that turn the direction of writing: with them a name can look like another one. */
const UNSAFE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** A file name as it is stored. Throws missingValue, invalidValue for what would be a path or cannot be shown. */
export function checkDocumentName(name: unknown): string {
	if (isBlank(name)) throw new CrmError('missingValue', 'The document has no name.', 'Give a file name such as Contract.pdf.');
	const plain = String(name).normalize('NFC').trim();
	const refuse = (what: string) =>
		new CrmError('invalidValue', `The document name "${shown(plain)}" ${what}.`, 'Give a plain file name such as Contract.pdf.');
	if (UNSAFE.test(plain)) throw refuse('has a control character');
	if (/[\\/]/.test(plain)) throw refuse('has a path in it');
	if (isDots(plain)) throw refuse('is no file name');
	if (plain.length > LONGEST_NAME) throw refuse(`is longer than ${LONGEST_NAME} characters`);
	return plain;
}

/** A section as it is stored: `Contracts/2026`. Throws missingValue, invalidValue. */
export function checkSection(section: unknown): string {
	if (isBlank(section))
		throw new CrmError('missingValue', 'The section of the document is empty.', 'Give the name of a section such as Contracts.');
	const given = String(section).normalize('NFC');
	const refuse = (what: string) =>
		new CrmError('invalidValue', `The section "${shown(given)}" ${what}.`, 'Give a name such as Contracts or Contracts/2026.');
	if (UNSAFE.test(given)) throw refuse('has a control character');
	if (given.includes('\\')) throw refuse('has a backslash in it');
	const parts = given
		.trim()
		.split('/')
		.map((part) => part.trim());
	if (parts.some((part) => part === '' || isDots(part))) throw refuse('has a part without a name');
	const plain = parts.join('/');
	if (plain.length > LONGEST_SECTION) throw refuse(`is longer than ${LONGEST_SECTION} characters`);
	return plain;
}

function isDots(name: string): boolean {
	return /^\.{1,2}$/.test(name);
}

/** As it can be read in an error. */
function shown(text: string): string {
	return shorten(text.replace(new RegExp(UNSAFE, 'gu'), '·'));
}
