import { CrmError, shorten } from './CrmError';

/**
 * A name for expressions, made from what people read: "Support ticket" → `supportTicket`. Letters with marks lose them,
 * Cyrillic ones are written in Latin. Throws missingValue when nothing is left.
 */
export function nameFromLabel(label: string): string {
	const [first = '', ...others] = wordsOf(label);
	const name = [first, ...others.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('').replace(/^[0-9]+/, '');
	if (name !== '') return name.charAt(0).toLowerCase() + name.slice(1);
	throw new CrmError(
		'missingValue',
		`No name can be made from the label "${shorten(label)}".`,
		'Give a name: a letter, then letters and digits.',
	);
}

/**
 * The same for what an id begins with: "In progress" → `in-progress`, and the first of `-2`, `-3` … that is not taken. `otherwise`:
 * where no letter is left.
 */
export function slugFromName(name: string, taken: ReadonlySet<string>, otherwise = 'stage'): string {
	return firstFree(wordsOf(name).join('-') || otherwise, taken, '-');
}

/**
 * A name from a label that none of the others has: "Print run" → `printRun`, and then `printRun2`. `taken`: in lower case, since names
 * that differ in case alone are mixed up. `otherwise`: where no letter is left.
 */
export function freeNameFromLabel(label: string, taken: ReadonlySet<string>, otherwise: string): string {
	const name = /[a-z]/.test(wordsOf(label).join('')) ? nameFromLabel(label) : otherwise;
	return firstFree(name, { has: (candidate) => taken.has(candidate.toLowerCase()) }, '');
}

function firstFree(name: string, taken: Pick<ReadonlySet<string>, 'has'>, between: string): string {
	for (let count = 1; ; count++) {
		const candidate = count === 1 ? name : `${name}${between}${count}`;
		if (!taken.has(candidate)) return candidate;
	}
}

/** "Company" → "Companies". English, for labels in Latin letters; others stay as they are. */
export function pluralOf(label: string): string {
	if (!/[a-z]$/i.test(label)) return label;
	if (/[^aeiou]y$/i.test(label)) return `${label.slice(0, -1)}ies`;
	return /(s|x|z|ch|sh)$/i.test(label) ? `${label}es` : `${label}s`;
}

function wordsOf(text: string): string[] {
	const latin = [...text.toLowerCase()].map((letter) => OTHER_LETTERS[letter] ?? letter).join('');
	return latin
		.normalize('NFD')
		.replace(/[\u0300-\u036f]/g, '')
		.split(/[^a-z0-9]+/)
		.filter((word) => word !== '');
}

const CYRILLIC =
	'а:a б:b в:v г:g д:d е:e ё:e ж:zh з:z и:i й:i к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:kh ц:ts ч:ch ш:sh щ:shch ъ: ы:y ь: э:e ю:yu я:ya';
const OTHER_LETTERS: Record<string, string> = {
	ł: 'l',
	ø: 'o',
	æ: 'ae',
	ß: 'ss',
	"'": '',
	'’': '',
	...Object.fromEntries(CYRILLIC.split(' ').map((pair) => pair.split(':') as [string, string])),
};
