import { plainText } from './plainText';

/** Why something is no number that can be kept, for an error: `"0x1F" is not a number.` */
export interface NumberProblem {
	problem: string;
	remedy: string;
}

/**
 * The number that is written: decimal digits, with a point before the decimals. Hexadecimal, grouped digits and a comma are
 * none: what they mean depends on who wrote them. A text is never rounded: more digits than a number keeps are a problem.
 */
export function writtenNumber(value: unknown): number | NumberProblem {
	if (typeof value === 'number') return Number.isFinite(value) ? kept(value, isKept(value)) : NO_NUMBER;
	const text = typeof value === 'string' ? plainText(value) : typeof value === 'bigint' ? String(value) : '';
	if (!DECIMAL.test(text)) return NO_NUMBER;
	const number = Number(text);
	return Number.isFinite(number) ? kept(number, isKept(number) && digitsOf(text) === digitsOf(String(number))) : TOO_LONG;
}

const DECIMAL = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,3})?$/i;
const NO_NUMBER: NumberProblem = {
	problem: 'is not a number',
	remedy: 'Give digits with a point before the decimals, e.g. 1250.50.',
};
const TOO_LONG: NumberProblem = {
	problem: 'has more digits than a number keeps',
	remedy: 'Give at most 15 digits. An identifier with more of them belongs into a text field.',
};
const KEPT_DIGITS = 15;

function kept(number: number, exact: boolean): number | NumberProblem {
	// Of two zeros only one can be found again.
	return exact ? number || 0 : TOO_LONG;
}

/** Larger whole numbers are every second, fourth … one: what came in such a form may have been rounded before. */
function isKept(number: number): boolean {
	return !Number.isInteger(number) || Number.isSafeInteger(number) || digitsOf(String(number)).split('e')[0]!.length <= KEPT_DIGITS;
}

/** `0012.50` and `1.25e1` give `125e2`: the digits that count, and the place of the first one. */
function digitsOf(text: string): string {
	const [written = '', power = '0'] = text.toLowerCase().replace(/^[-+]/, '').split('e');
	const [whole = '', decimals = ''] = written.split('.');
	const all = whole + decimals;
	const counting = all.replace(/^0+/, '');
	const place = whole.length - (all.length - counting.length) + Number(power);
	return counting === '' ? '0' : `${counting.replace(/0+$/, '')}e${place}`;
}
