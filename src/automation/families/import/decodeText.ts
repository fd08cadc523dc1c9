import { decode } from 'iconv-lite';
import { CrmError } from '../../../model/CrmError';
import { ENCODINGS, type EncodingName } from './encodings';
import { recogniseEncoding } from './recogniseEncoding';

export interface DecodedText {
	text: string;
	encoding: EncodingName;
}

/**
 * The text of a file. The mark at its beginning (BOM) tells the encoding; otherwise it is as chosen, or recognised. What no sign
 * of the encoding stands for becomes U+FFFD: see `hasUnreadableSign`. Throws invalidValue.
 */
export function decodeText(bytes: Uint8Array, chosen?: string): DecodedText {
	const encoding = byteOrderMark(bytes) ?? (chosen === undefined ? recogniseEncoding(bytes) : knownEncoding(chosen));
	return { text: decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), ENCODINGS[encoding]), encoding };
}

/** Whether a text has a sign that could not be read: the replacement sign, or a control sign that only a wrong encoding gives. */
export function hasUnreadableSign(text: string): boolean {
	return UNREADABLE.test(text);
}

const UNREADABLE = /[\ufffd\u0080-\u009f]/;

function knownEncoding(name: string): EncodingName {
	if (Object.hasOwn(ENCODINGS, name)) return name as EncodingName;
	throw new CrmError('invalidValue', `"${name}" is no encoding of text files.`, `Choose one of: ${Object.keys(ENCODINGS).join(', ')}.`);
}

function byteOrderMark([first, second, third]: Uint8Array): EncodingName | undefined {
	if (first === 0xef && second === 0xbb && third === 0xbf) return 'UTF-8';
	if (first === 0xff && second === 0xfe) return 'UTF-16LE';
	return first === 0xfe && second === 0xff ? 'UTF-16BE' : undefined;
}
