/**
 * What each letter is sorted as, upper case too: so that texts of these, compared by their bytes, have the order of
 * `Intl.Collator`, case and accents left aside. Letters that are not in it are sorted as they are.
 */
export function letterKeys(language: string): Map<string, string> {
	const collator = new Intl.Collator(language, { sensitivity: 'base', usage: 'sort' });
	const latin = inOrder(LATIN, collator);
	const alphabetOf = (letter: string) => (isOf(letter, 'Greek') ? GREEK : isOf(letter, 'Cyrillic') ? CYRILLIC : latin);
	const own = new Map<string, string[]>();
	const keys = new Map<string, string>();
	let last = '';
	for (const letter of smallLetters().sort((a, b) => collator.compare(a, b) || (a < b ? -1 : 1))) {
		const same = [last, ...writtenAs(letter)].find((other) => collator.compare(letter, other) === 0);
		last = letter;
		if (alphabetOf(letter).includes(letter)) continue;
		if (same !== undefined) keys.set(letter, keys.get(same) ?? same);
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
	ŀ: 'l·',
	ς: 'σ',
};

function smallLetters(): string[] {
	const others = OTHER_LETTERS.map((letter) => letter.toLowerCase()).filter((letter) => [...letter].length === 1);
	return [...new Set([...LATIN, ...GREEK, ...CYRILLIC, ...others])];
}

function between(first: number, last: number): string[] {
	return Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index));
}

function writtenAs(letter: string): string[] {
	const [plain = letter] = letter.normalize('NFD');
	return [plain, ALSO_WRITTEN[letter] ?? ''].filter((other) => other !== '' && other !== letter);
}

/** Estonian has its Z after S, Lithuanian its Y beside I: these are letters of their own there. */
function inOrder(letters: readonly string[], { compare }: Intl.Collator): string[] {
	return letters.reduce<string[]>((kept, letter) => (compare(kept.at(-1) ?? '', letter) < 0 ? [...kept, letter] : kept), []);
}

function isOf(letter: string, script: 'Greek' | 'Cyrillic'): boolean {
	return (script === 'Greek' ? /\p{Script=Greek}/u : /\p{Script=Cyrillic}/u).test(letter);
}
