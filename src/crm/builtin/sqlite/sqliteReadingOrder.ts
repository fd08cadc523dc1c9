import type { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import type { ReadingOrder } from '../ReadingOrder';

const READING = 'crmflow_reading';

/**
 * SQLite knows no languages, so a function of ours says what a text is sorted by. No index can be made of it: other programs
 * write these tables too, and do not have the function.
 */
export function sqliteReadingOrder(language: string): ReadingOrder {
	return { language, of: (form) => sql`${sql.raw(READING)}(${form})` };
}

export function addReadingFunction(handle: DatabaseSync, language: string): void {
	// Not before something is sorted: the rules of all languages take some megabytes.
	let keys: ReadonlyMap<string, string> | undefined;
	handle.function(READING, { deterministic: true }, (text) => {
		if (typeof text !== 'string' || A_TO_Z.test(text)) return text;
		keys ??= letterKeys(language);
		let key = '';
		for (const letter of text) key += keys.get(letter) ?? letter;
		return key;
	});
}

const A_TO_Z = /^[\x20-\x7e]*$/;

/** What each letter is sorted as, upper case too: SQLite makes small letters of A to Z only. */
export function letterKeys(language: string): Map<string, string> {
	const collator = new Intl.Collator(language, { sensitivity: 'base', usage: 'sort' });
	const own = new Map<string, string[]>();
	const keys = new Map<string, string>();
	const letters = [...new Set(OTHER_LETTERS.map((letter) => letter.toLowerCase()))].filter((letter) => [...letter].length === 1);
	for (const letter of letters.sort((a, b) => collator.compare(a, b) || (a < b ? -1 : 1))) {
		if (alphabetOf(letter).includes(letter)) continue;
		const same = writtenAs(letter).find((other) => collator.compare(letter, other) === 0);
		if (same !== undefined) keys.set(letter, same);
		else {
			// A letter of its own comes after all words that begin with the letter before it.
			const before = alphabetOf(letter).findLast((other) => collator.compare(other, letter) < 0);
			if (before === undefined) continue;
			const ranks = own.get(before) ?? [];
			own.set(before, [...ranks, letter]);
			keys.set(letter, `${before}${AFTER_ALL}${RANKS[ranks.length] ?? letter}`);
		}
	}
	for (const letter of OTHER_LETTERS) {
		const small = letter.toLowerCase();
		if (small !== letter && [...small].length === 1) keys.set(letter, keys.get(small) ?? small);
	}
	return keys;
}

/** Sorts after every letter. */
const AFTER_ALL = '\ue000';
const RANKS = 'abcdefghijklmnopqrstuvwxyz';

/** Letters with accents of the alphabets that people write in most: Latin, Greek, Cyrillic. */
const OTHER_LETTERS: readonly string[] = [
	...between(0xc0, 0x17f),
	...between(0x218, 0x21b),
	...between(0x386, 0x3ce),
	...between(0x400, 0x45f),
	...between(0x490, 0x491),
	'ẞ',
].filter((letter) => /^\p{L}$/u.test(letter));
const LATIN = [...'abcdefghijklmnopqrstuvwxyz'];
const GREEK = between(0x3b1, 0x3c9).filter((letter) => letter !== 'ς');
const CYRILLIC = between(0x430, 0x44f);

/** Letters that are written as two, or as a plain one with a stroke, where the language does not have them as its own. */
const ALSO_WRITTEN: Readonly<Record<string, string>> = {
	ß: 'ss',
	æ: 'ae',
	œ: 'oe',
	ĳ: 'ij',
	þ: 'th',
	ø: 'o',
	đ: 'd',
	ħ: 'h',
	ł: 'l',
	ı: 'i',
};

function between(first: number, last: number): string[] {
	return Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index));
}

function writtenAs(letter: string): string[] {
	const [plain = letter] = letter.normalize('NFD');
	return [plain, ALSO_WRITTEN[letter] ?? ''].filter((other) => other !== '' && other !== letter);
}

function alphabetOf(letter: string): readonly string[] {
	if (/\p{Script=Greek}/u.test(letter)) return GREEK;
	return /\p{Script=Cyrillic}/u.test(letter) ? CYRILLIC : LATIN;
}
