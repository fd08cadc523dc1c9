import { plainText } from './plainText';

/**
 * The e-mail address in what people and other programs write for one: `Anna Berg <anna@example.com>`, `mailto:anna@example.com`,
 * `(anna@example.com),`. Undefined where there is none, or more than one.
 */
export function emailAddress(text: string): string | undefined {
	const plain = plainText(text);
	const address = withoutSigns((NAMED.exec(plain)?.[1] ?? plain).replace(/^mailto:/i, ''));
	return EMAIL.test(address) ? address : undefined;
}

/** The web address in what was written, `example.com` and `<https://example.com/en>,` too. Undefined where there is none. */
export function webAddress(text: string): string | undefined {
	const address = withoutSigns(plainText(text));
	return URL_LIKE.test(address) ? address : undefined;
}

/** As mail programs copy an address: a name, then the address in brackets. */
const NAMED = /^[^<>@]*<([^<>]+)>[.,;]?$/;
/** Source: the `dot-atom` of RFC 5322, 3.4.1, with letters of every alphabet (RFC 6531). */
const EMAIL = /^[^\s@<>()[\]{},;:"\\]+@[\p{L}\p{M}\p{N}_-]+(?:\.[\p{L}\p{M}\p{N}_-]+)*$/u;
const URL_LIKE = /^([a-z][a-z0-9+.-]*:\/\/[^\s/]+|[^\s/:]+\.[^\s/:.]+)(:\d+)?([/?#]\S*)?$/i;

const BEFORE: ReadonlySet<string | undefined> = new Set([' ', '<', '(', '[', '"', "'"]);
const BEHIND: ReadonlySet<string | undefined> = new Set([' ', '>', ']', '"', "'", '.', ',', ';']);

/** Without the brackets, quotes and marks of a sentence around it. A web address may end with the bracket that it opened. */
function withoutSigns(text: string): string {
	let start = 0;
	let end = text.length;
	while (start < end && BEFORE.has(text[start])) start++;
	const opened = text.indexOf('(', start) >= 0;
	while (end > start && (BEHIND.has(text[end - 1]) || (!opened && text[end - 1] === ')'))) end--;
	return text.slice(start, end);
}
