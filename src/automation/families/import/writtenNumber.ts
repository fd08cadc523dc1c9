import { isCurrency } from './currencies';

/** The sign before the decimals. */
export type DecimalSign = '.' | ',';

/** A number as somebody wrote it, taken apart. */
export interface WrittenNumber {
	negative: boolean;
	/** Digits, with the points and commas between them. */
	body: string;
	/** There were spaces or apostrophes between thousands: a point or comma is then for decimals. */
	spaced: boolean;
	currency?: string;
}

/** Why a text is no number, in words that follow it: `"5k" is no number`. */
export interface NoNumber {
	problem: string;
	remedy: string;
}

/**
 * Takes a number apart: `€ 1.234,56`, `(5)` and `5-` below zero, `1 234`, `12 USD`, `12,-`. What else stands beside the digits, as
 * in `5k` or `10 %`, changes what they mean: such a text is refused.
 */
export function takeApart(text: string): WrittenNumber | NoNumber {
	const given = text
		.replace(/[−–—‒]/g, '-')
		.replace(SPACE, ' ')
		.trim();
	if (/\d\s*%/.test(given)) return PERCENT;
	if (/^[-+]?\d[\d.,]*e[-+]?\d+$/i.test(given)) return SHORTENED;
	const inBrackets = /^[^()]*\([^()]+\)[^()]*$/.test(given);
	const whole = (inBrackets ? given.replace(/[()]/g, '') : given).replace(/(\d)[.,]-{1,2}(?=\D*$)/, '$1');
	const [, front = '', digits, back = ''] = /^(\D*?)(\d[\d.,' ’]*|[.,]\d+)(\D*)$/.exec(whole) ?? [];
	if (digits === undefined) return PLAIN;
	const beside = [front, back].join(' ');
	const minus = beside.match(/[-+]/g) ?? [];
	const words = beside.replace(/[-+]/g, ' ').trim();
	if (minus.length + (inBrackets ? 1 : 0) > 1 || (words !== '' && !isCurrency(words))) return PLAIN;
	// "kr.500" is five hundred.
	const bare = (words === '' ? digits : digits.replace(/^[.,]/, '')).replace(/[ '’.,]+$/, '');
	const spaced = SPACED.test(bare);
	const body = spaced ? bare.replace(/[ '’]/g, '') : bare;
	if (!/^[\d.,]+$/.test(body)) return PLAIN;
	return { negative: inBrackets || minus[0] === '-', body, spaced, ...(words === '' ? {} : { currency: words }) };
}

const SPACE = /[\u00a0\u202f\u2009\t]/g;
const SPACED = /^\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d*)?$/;
const PLAIN: NoNumber = { problem: 'is no number', remedy: 'Write digits, such as 1250.50 or 1.250,50.' };
const PERCENT: NoNumber = { problem: 'has a percent sign', remedy: 'Write the number as the field holds it, without the sign.' };
const SHORTENED: NoNumber = {
	problem: 'was shortened by a spreadsheet program',
	remedy: 'Format the column there as a number without decimals, and save the file once more.',
};

/** The decimal sign that a number shows by itself; undefined where it has none, or can be read in both ways: `1.234`. */
export function shownDecimalSign(number: WrittenNumber): DecimalSign | undefined {
	const signs = number.body.match(/[.,]/g) ?? [];
	const last = signs.at(-1) as DecimalSign | undefined;
	if (last === undefined || isUnclear(number)) return undefined;
	const thousandsOnly = signs.length > 1 && signs.every((sign) => sign === last);
	return thousandsOnly ? otherSign(last) : last;
}

/** One sign, and three digits behind it: thousands, or decimals. */
export function isUnclear({ body, spaced }: WrittenNumber): boolean {
	return !spaced && /^[1-9]\d{0,2}[.,]\d{3}$/.test(body);
}

/** `1250.5`, for programs. Undefined where its signs do not stand as they should: `1.23.456`. */
export function plainNumber({ negative, body }: WrittenNumber, decimalSign: DecimalSign): string | undefined {
	const [, whole = '', decimals = ''] = FORMS[decimalSign].exec(body) ?? [];
	const digits = whole.replace(/[.,]/g, '').replace(/^0+(?=\d)/, '');
	if (digits === '' && decimals === '') return undefined;
	return `${negative ? '-' : ''}${digits === '' ? '0' : digits}${decimals === '' ? '' : `.${decimals}`}`;
}

/** In India groups of two digits come before the last one of three. */
const FORMS: Readonly<Record<DecimalSign, RegExp>> = {
	'.': /^(\d*|\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3})(?:\.(\d*))?$/,
	',': /^(\d*|\d{1,3}(?:\.\d{3})+)(?:,(\d*))?$/,
};

export function otherSign(sign: DecimalSign): DecimalSign {
	return sign === '.' ? ',' : '.';
}
