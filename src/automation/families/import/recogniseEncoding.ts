import { decode } from 'iconv-lite';
import { ENCODINGS, type EncodingName } from './encodings';
import { ALPHABETS, type SingleByte } from './alphabets';

/**
 * The encoding of a text without a mark at its beginning. UTF-16 has a zero beside each ordinary letter; UTF-8 has rules that no
 * other text keeps by chance; between the Windows encodings the letters decide: whatever makes most words look like words of
 * one language. Where nothing tells them apart it is Windows-1252.
 */
export function recogniseEncoding(bytes: Uint8Array): EncodingName {
	return wideEncoding(bytes) ?? (isUtf8(bytes) ? 'UTF-8' : singleByteEncoding(bytes));
}

/** That much of a file tells enough. */
const SAMPLE_BYTES = 256 * 1024;
const MOST_WORDS = 5000;

/** Whether there are zeros other than those of UTF-16, as in pictures and programs. */
export function isBinary(bytes: Uint8Array): boolean {
	const [first, second] = zerosOf(bytes);
	return Math.max(first, second) > 0 && Math.min(first, second) * 10 > Math.max(first, second);
}

function wideEncoding(bytes: Uint8Array): EncodingName | undefined {
	const [first, second] = zerosOf(bytes);
	if (first === second) return undefined;
	return second > first ? 'UTF-16LE' : 'UTF-16BE';
}

/** How many pairs of bytes have a zero in the first, and in the second place. */
function zerosOf(bytes: Uint8Array): [first: number, second: number] {
	const pairs = Math.floor(Math.min(bytes.length, SAMPLE_BYTES) / 2);
	let first = 0;
	let second = 0;
	for (let pair = 0; pair < pairs; pair++) {
		if (bytes[2 * pair] === 0) first++;
		if (bytes[2 * pair + 1] === 0) second++;
	}
	return [first, second];
}

/** Also a file in which a few bytes are broken: read as anything else, every accented letter of it would be wrong. */
function isUtf8(bytes: Uint8Array): boolean {
	try {
		new TextDecoder('utf-8', { fatal: true }).decode(bytes);
		return true;
	} catch {
		const text = new TextDecoder('utf-8').decode(bytes);
		const broken = text.match(/\ufffd/g)?.length ?? 0;
		const accented = text.match(/[^\p{ASCII}\ufffd]/gu)?.length ?? 0;
		return broken * 10 <= accented;
	}
}

function singleByteEncoding(bytes: Uint8Array): EncodingName {
	const words = accentedWords(bytes);
	const scores = (Object.keys(ALPHABETS) as SingleByte[]).map((encoding) => ({ encoding, score: scoreOf(encoding, words) }));
	// The first of equal ones: the most common encoding stands first.
	return scores.reduce((best, other) => (other.score > best.score ? other : best)).encoding;
}

/** Each once, as Latin-1, which keeps the bytes. */
function accentedWords(bytes: Uint8Array): string[] {
	const sample = Buffer.from(bytes.subarray(0, SAMPLE_BYTES)).toString('latin1');
	const words = new Set<string>();
	for (const [word] of sample.matchAll(/[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*/g)) {
		words.add(word);
		if (words.size === MOST_WORDS) break;
	}
	return [...words];
}

/** How many words can be of one language that is written in the encoding; half for each that can only be of another one. */
function scoreOf(encoding: SingleByte, words: readonly string[]): number {
	const text = decode(Buffer.from(words.join('\n'), 'latin1'), ENCODINGS[encoding]);
	const pieces = text.split('\n').map(lettersOf);
	const byLanguage = ALPHABETS[encoding].map((isWord) => pieces.map((own) => own.length > 0 && own.every((piece) => isWord.test(piece))));
	const single = Math.max(...byLanguage.map((fits) => fits.filter(Boolean).length));
	const any = pieces.filter((_, index) => byLanguage.some((fits) => fits[index])).length;
	return single + (any - single) / 2;
}

/** The parts of a word with accented letters, without the signs that stand right at words, such as quotation marks. */
function lettersOf(word: string): string[] {
	return word.split(/[‘’‚“”„«»‹›–—…•·€™®©°§\u00a0]+/).filter((piece) => /[^\p{ASCII}]/u.test(piece));
}
