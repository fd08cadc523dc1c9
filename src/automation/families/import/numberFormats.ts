import { isUnclear, otherSign, plainNumber, shownDecimalSign, takeApart, type DecimalSign, type NoNumber } from './writtenNumber';

/** How the numbers of a file can be written, as people know it; by the sign before the decimals. */
export const NUMBER_FORMATS: Readonly<Record<DecimalSign, string>> = { '.': '1,234.56', ',': '1.234,56' };

/** What the numbers of a column, and of the whole file, show of how they are written. */
export interface NumberClues {
	/** A person said it. */
	chosen?: DecimalSign;
	/** By the numbers of the column; absent: they show nothing, or different things. */
	column?: DecimalSign;
	/** By all numbers of the file. */
	file?: DecimalSign;
	/** By what stands between the cells of a text: who separates by semicolons writes decimals with a comma. */
	separator?: DecimalSign;
}

/** What texts show of how numbers are written. */
export interface SeenNumbers {
	signs: Set<DecimalSign>;
	/** The signs of those that can be read in two ways, such as `1.234`. */
	unclear: Set<DecimalSign>;
	currencies: Set<string>;
}

/** Looks through the texts; adds to what was seen before. */
export function lookAtNumbers(texts: Iterable<string>, seen: SeenNumbers): void {
	for (const text of texts) {
		const number = takeApart(text);
		if ('problem' in number) continue;
		const sign = shownDecimalSign(number);
		if (sign !== undefined) seen.signs.add(sign);
		if (isUnclear(number)) seen.unclear.add(number.body.includes('.') ? '.' : ',');
		if (number.currency !== undefined) seen.currencies.add(number.currency);
	}
}

export function decimalSignOf(separator: string | undefined): DecimalSign | undefined {
	return separator === ';' ? ',' : separator === ',' ? '.' : undefined;
}

/**
 * A number as programs write it: `1250.5`. What can be read in two ways, such as `1.234`, is read as chosen, or as the file shows;
 * it never becomes a thousandth of itself on a guess: as decimals it is taken only where other numbers of its column show so, and
 * never as an amount of money.
 */
export function readNumberText(text: string, clues: NumberClues, isMoney: boolean): string | NoNumber {
	const number = takeApart(text);
	if ('problem' in number) return number;
	const sign = isUnclear(number) ? clearedSign(number.body, clues, isMoney) : (clues.chosen ?? shownDecimalSign(number) ?? '.');
	if (sign === undefined) return unclear(number.body);
	return plainNumber(number, sign) ?? notInFormat(clues.chosen);
}

function clearedSign(body: string, { chosen, column, file, separator }: NumberClues, isMoney: boolean): DecimalSign | undefined {
	if (chosen !== undefined) return chosen;
	const written: DecimalSign = body.includes('.') ? '.' : ',';
	const thousands = otherSign(written);
	const known = column ?? file;
	if (known === thousands || (known === undefined && separator === thousands)) return thousands;
	return column === written && !isMoney ? written : undefined;
}

function unclear(body: string): NoNumber {
	const [first, last] = body.split(/[.,]/) as [string, string];
	return {
		problem: `can be ${first}${last} or ${first}.${last}`,
		remedy: 'Choose under "Number Format" how the numbers of the file are written.',
	};
}

function notInFormat(chosen: DecimalSign | undefined): NoNumber {
	return chosen === undefined
		? { problem: 'is no number', remedy: 'Write digits, such as 1250.50 or 1.250,50.' }
		: {
				problem: `is no number of the format ${NUMBER_FORMATS[chosen]}`,
				remedy: 'Correct it, or choose another "Number Format".',
			};
}
