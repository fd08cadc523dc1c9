import type { CountryCode, PhoneNumber } from 'libphonenumber-js/min';
import { plainText } from './plainText';

type Library = typeof import('libphonenumber-js/min');

/**
 * The normal form of a phone number: `+49301234567`, and `;ext=12` behind it for a line within a company. A number without a
 * country code is one of the company's country (ISO 3166, `DE`; undefined: nothing is known of it). What can be no phone number
 * is itself, without signs between. Source of the rules: libphonenumber's data, by which phones themselves read numbers.
 */
export function phoneForm(text: string, country: string | undefined): string {
	const kept = phoneText(text);
	const number = parsed(kept, country);
	if (number === undefined) return withoutSigns(kept);
	return number.ext === undefined ? number.number : `${number.number};ext=${number.ext}`;
}

/** A phone number as it is kept. */
export function phoneText(text: string): string {
	return plainText(text).replace(/^tel:\s*/i, '');
}

/** Signs that people put between digits; a database that compares leaves out the same ones. */
export const PHONE_SIGNS: readonly string[] = [' ', '-', '(', ')', '.', '/', '\u2013', '\u2011'];

/** How a number of that form may be kept, without the signs between: for databases, which know nothing of phone numbers. */
export function keptPhones(form: string, country: string | undefined): string[] {
	const number = parsed(form, country);
	if (number === undefined) return [form];
	const { countryCallingCode: code, nationalNumber, ext } = number;
	const dialled = withoutSigns(number.formatNational().replace(/[^\d]*(?:ext|x|#).*$/i, ''));
	const numbers = [nationalNumber, dialled].flatMap((digits) => [digits, ...INTERNATIONAL.map((prefix) => `${prefix}${code}${digits}`)]);
	const all = ext === undefined ? numbers : numbers.flatMap((digits) => EXTENSIONS.map((sign) => `${digits}${sign}${ext}`));
	return [...new Set(all)].filter((kept) => phoneForm(kept, country) === form);
}

/** What goes before a country code. */
const INTERNATIONAL = ['+', '00', '011', ''];
/** What goes before the line within a company. */
const EXTENSIONS = [';ext=', 'ext', 'extn', 'x', '#', '\u0434\u043e\u0431'];

let library: Library | undefined;

/** The data of all countries is loaded with the first phone number: most processes never read one. */
function parsed(text: string, country: string | undefined): PhoneNumber | undefined {
	// eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it at the start, or not be in time
	library ??= require('libphonenumber-js/min') as Library;
	const number = library.parsePhoneNumberFromString(text, { defaultCountry: country as CountryCode | undefined, extract: false });
	return number?.isPossible() === true ? number : undefined;
}

function withoutSigns(text: string): string {
	return PHONE_SIGNS.reduce((rest, sign) => rest.replaceAll(sign, ''), text.toLowerCase());
}
