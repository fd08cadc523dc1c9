/**
 * What can go wrong, in the words a user understands. `code` is for programs, `message` says what happened,
 * `remedy` says what to do; the node shows both and adds the index of the item.
 */
export type CrmErrorCode =
	/** A record type, field, stage, user, template … of that name does not exist. */
	| 'notFound'
	/** A value has the wrong type, or is not one of the allowed ones. */
	| 'invalidValue'
	/** A required value is missing. */
	| 'missingValue'
	/** Somebody else changed the record in the meantime, or a name is taken. */
	| 'conflict'
	/** The same step was already done with other content. */
	| 'effectMismatch'
	/** Workflows start each other without end. */
	| 'loop'
	/** A gate of a stage keeps the record where it is; see GateClosed. */
	| 'gateClosed'
	/** The role of the user on whose behalf it happens does not allow it; see AccessRefused. */
	| 'forbidden'
	/** This CRM cannot do that. */
	| 'unsupported'
	/** The database or the CRM cannot be reached or is locked: trying again later can help. */
	| 'unavailable'
	/** The database is not ours, newer than this package, read-only, or its name is not allowed. */
	| 'storage';

export class CrmError extends Error {
	readonly code: CrmErrorCode;
	/** A sentence for the user: what to do now. */
	readonly remedy: string;
	/** Which of the drafts of one call was refused, counted from 0; absent when it is not about one of them. */
	readonly index?: number;

	constructor(code: CrmErrorCode, message: string, remedy: string, options?: { cause?: unknown; index?: number }) {
		super(readable(message), options);
		this.name = 'CrmError';
		this.code = code;
		this.remedy = readable(remedy);
		if (options?.index !== undefined) this.index = options.index;
	}
}

/** Runs the check of one draft of a call; an error of it says which draft it was. */
export function forDraft<T>(index: number, check: () => T): T {
	try {
		return check();
	} catch (error) {
		if (!(error instanceof CrmError) || error.index !== undefined) throw error;
		throw new CrmError(error.code, error.message, error.remedy, { cause: error.cause, index });
	}
}

/** "Stage "Engagin" does not exist in pipeline "Sales"." with the existing names, nearest first, as the remedy. */
export function notFound(what: string, given: string, existing: readonly string[], where = ''): CrmError {
	const suffix = where === '' ? '' : ` ${where}`;
	const remedy =
		existing.length === 0
			? `There is no ${what}${suffix} yet: create one first.`
			: `Choose one of: ${nearest(given, existing).slice(0, 8).join(', ')}${existing.length > 8 ? ', …' : ''}.`;
	return new CrmError('notFound', `${capitalise(what)} "${shorten(given)}" does not exist${suffix}.`, remedy);
}

/**
 * `Deal "12" does not exist.` `what`: the record type, by name or label; `where` says who named it: `(parent task)`;
 * `index` is that of the draft.
 */
export function recordNotFound(what: string, id: string, { where = '', index }: { where?: string; index?: number } = {}): CrmError {
	const suffix = where === '' ? '' : ` ${where}`;
	const message = `${capitalise(what)} "${shorten(id)}" does not exist${suffix}.`;
	return new CrmError('notFound', message, 'Check the id: it may have been deleted in the meantime.', { index });
}

/** Names that begin alike come first, so that a typing mistake is answered with the right name. */
export function nearest(given: string, existing: readonly string[]): string[] {
	const wanted = given.toLowerCase();
	const alike = (name: string) => {
		const other = name.toLowerCase();
		let length = 0;
		while (length < wanted.length && length < other.length && wanted[length] === other[length]) length++;
		return length;
	};
	return [...existing].sort((a, b) => alike(b) - alike(a));
}

/** A value as a message quotes it, whatever kind of value an expression gave. */
export function quoted(value: unknown): string {
	if (value === undefined || value === null || value === '') return 'nothing';
	return `"${shorten(typeof value === 'object' ? JSON.stringify(value) : String(value))}"`;
}

/** Longer than that, nobody reads a message, and n8n keeps it with every execution. */
const LONGEST_MESSAGE = 600;

/** What was given may be a whole document: it is named by its beginning. */
function readable(text: string): string {
	if (text.length <= LONGEST_MESSAGE) return text;
	return shorten(
		text.replace(/"[^"]{80,}"/g, (quotation) => `"${shorten(quotation.slice(1, -1))}"`),
		LONGEST_MESSAGE,
	);
}

/** At most that many UTF-16 units, the sign for what is left out among them; no sign is cut, however many units it has. */
export function shorten(text: string, length = 80): string {
	if (text.length <= length) return text;
	let end = 0;
	for (const { index, segment } of new Intl.Segmenter().segment(text)) {
		if (index + segment.length >= length) break;
		end = index + segment.length;
	}
	return `${text.slice(0, end)}…`;
}

function capitalise(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
