/**
 * A text as it is kept: what was typed, with composed letters (NFC) and ordinary spaces, without signs that nobody sees, and
 * without spaces around it. Two texts that look the same are then the same.
 */
export function plainText(text: string): string {
	return ALREADY_PLAIN.test(text) ? text : visibleText(text).trim();
}

/** The same of a part of a text, in which spaces at the ends mean something. */
export function visibleText(text: string): string {
	// What stood between a letter and its accent may be gone now: they are one sign then.
	return text.replace(INVISIBLE, '').replace(LOOSE_JOINERS, '').replace(OTHER_SPACES, ' ').normalize('NFC');
}

/** Most texts: letters without accents, digits, signs and single lines. */
const ALREADY_PLAIN = /^(?:[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)?$/;
/** Control signs but tab and line breaks, soft hyphens, spaces without width, marks of direction, byte order marks. */
const INVISIBLE =
	// eslint-disable-next-line no-control-regex
	/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]/gu;
/** Joiners make emoji and letters of Arabic or Indian scripts what they are; elsewhere, and at the end of a word, they show nothing. */
const LOOSE_JOINERS =
	/(?<=(?:^|[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Nd}\p{P}\s])[\p{M}\u200c\u200d]*)[\u200c\u200d]+|[\u200c\u200d]+(?=\s|$)/gu;
const OTHER_SPACES = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/gu;
