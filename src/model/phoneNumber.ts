import { phoneForm } from './phoneForm';

/**
 * The forms in which a phone number counts as the same: the digits without signs, international prefix, country code and
 * the zero before the area code. Two, where a number without `+` may begin with a country code. Empty for what is too
 * short to tell people apart. With the country of the company also what `phoneForm` makes of it. Source of the codes:
 * ITU-T E.164, list of assigned country codes.
 */
export function phoneForms(text: string, country?: string): string[] {
	const dialled = text.split(EXTENSION)[0]!.trim();
	const digits = dialled.replace(/\D/g, '');
	const abroad = dialled.startsWith('+') ? digits : digits.startsWith('00') ? digits.slice(2) : undefined;
	const forms = abroad === undefined ? nationalForms(digits) : [withoutTrunkZero(abroad.slice(codeLength(abroad)))];
	return [...new Set([...forms, ...ofNormalForm(phoneForm(text, country))])].filter((form) => form.length >= FEWEST_DIGITS);
}

/** What has one normal form is the same here too. */
function ofNormalForm(form: string): string[] {
	const digits = form.split(';')[0]!.slice(1);
	return form.startsWith('+') ? [withoutTrunkZero(digits.slice(codeLength(digits)))] : [];
}

/** "ext. 12", "x12", "доб. 12", "#12": the line within a company. */
const EXTENSION = /(?:ext|x|доб|wew|#|;)/i;
const FEWEST_DIGITS = 6;
/** From that many digits on, a number without `+` may be one with its country code. */
const DIGITS_WITH_CODE = 11;

function nationalForms(digits: string): string[] {
	if (digits.startsWith('0')) return [withoutTrunkZero(digits)];
	// In Russia and Kazakhstan an 8 goes before the area code, as a zero does elsewhere.
	if (digits.length === DIGITS_WITH_CODE && digits.startsWith('8')) return [digits.slice(1), digits];
	return digits.length < DIGITS_WITH_CODE ? [digits] : [digits, withoutTrunkZero(digits.slice(codeLength(digits)))];
}

function withoutTrunkZero(digits: string): string {
	return digits.replace(/^0+/, '');
}

/** Country codes are told apart by their first digits: those not among these have three. */
const ONE_DIGIT = /^[17]/;
const TWO_DIGITS = /^(?:20|27|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

function codeLength(digits: string): number {
	if (ONE_DIGIT.test(digits)) return 1;
	return TWO_DIGITS.test(digits) ? 2 : 3;
}
