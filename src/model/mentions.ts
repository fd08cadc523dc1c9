import { CrmError, shorten } from './CrmError';
import type { User } from './user';
import { emailForm } from './normalForm';

/** An `@…` in a text that means nobody, or several people. */
export interface UnclearMention {
	/** As it stands in the text, without the `@`. */
	text: string;
	/** The people it may mean; empty: nobody is called that. */
	candidates: User[];
}

export interface Mentions {
	/** In the order of the text, each once. */
	users: User[];
	unclear: UnclearMention[];
}

/**
 * The people a text mentions: `@Anna Smith` or `@anna@example.com`, upper and lower case alike. Of the names that fit the
 * longest wins, so that `@Anna Smith Jones` is not Anna Smith; of several people with that name, the one who still
 * works here. The `@` must not follow a letter or digit: that is an e-mail address. `counts` says of which indexes (in
 * the text) an `@` counts; all of them, when left out.
 */
export function findMentions(text: string, people: readonly User[], counts: (index: number) => boolean = () => true): Mentions {
	const users = new Set<User>();
	const unclear = new Map<string, UnclearMention>();
	const names = people.map((user) => ({ user, pattern: namePattern(user.name) }));
	for (const { index } of text.matchAll(AT)) {
		if (!counts(index)) continue;
		const mention = mentionAt(text.slice(index + 1), people, names);
		if (mention === undefined) continue;
		const working = mention.candidates.length > 1 ? mention.candidates.filter(({ active }) => active) : mention.candidates;
		if (working.length === 1) users.add(working[0]!);
		else unclear.set(mention.text, { text: mention.text, candidates: working.length > 0 ? working : mention.candidates });
	}
	return { users: [...users], unclear: [...unclear.values()] };
}

/** What to say of a mention that means nobody, or several people. `where` names the text. */
export function unclearMention({ text, candidates }: UnclearMention, where: string): CrmError {
	if (candidates.length === 0) {
		return new CrmError(
			'notFound',
			`"@${shorten(text)}" in ${where} mentions nobody: no user has that name or e-mail address.`,
			'Write the whole name or the e-mail address of a user after the @, or switch "Leave Unknown Mentions as Text" on.',
		);
	}
	const list = candidates.map(({ id, name, email }) => `${name} (${email ?? 'no e-mail address'}, id ${id})`).join(', ');
	return new CrmError(
		'invalidValue',
		`"@${shorten(text)}" in ${where} can mean ${candidates.length} people: ${list}.`,
		'Write the e-mail address after the @ instead, e.g. @anna@example.com, or choose the person under "Mention Names or IDs".',
	);
}

const AT = /(?<![\p{L}\p{N}_@])@(?=[\p{L}\p{N}])/gu;
/** Ends with a letter or digit: a dot after it ends the sentence. */
const EMAIL = /^[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*/u;
/** What a name that nobody has looks like: a word, and those after it that begin with a capital. */
const WORDS = /^[\p{L}\p{N}_'’-]+(?:\.[\p{L}\p{N}_'’-]+)*(?: \p{Lu}[\p{L}\p{N}_'’-]*){0,2}/u;

function mentionAt(
	rest: string,
	people: readonly User[],
	names: ReadonlyArray<{ user: User; pattern: RegExp }>,
): UnclearMention | undefined {
	const email = EMAIL.exec(rest)?.[0];
	if (email !== undefined)
		return { text: email, candidates: people.filter((user) => user.email !== null && emailForm(user.email) === emailForm(email)) };
	let best: UnclearMention | undefined;
	for (const { user, pattern } of names) {
		const name = pattern.exec(rest)?.[0];
		if (name === undefined || name.length < (best?.text.length ?? 0)) continue;
		if (name.length === best?.text.length) best.candidates.push(user);
		else best = { text: name, candidates: [user] };
	}
	if (best !== undefined) return best;
	const words = WORDS.exec(rest)?.[0];
	return words === undefined ? undefined : { text: words, candidates: [] };
}

/** The name at the beginning, however many spaces are between its words, and not as a part of a longer word. */
function namePattern(name: string): RegExp {
	const words = name
		.trim()
		.split(/\s+/)
		.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
	return new RegExp(`^${words.join('\\s+')}(?![\\p{L}\\p{N}_]|-\\p{L})`, 'iu');
}
