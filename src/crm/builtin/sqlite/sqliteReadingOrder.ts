import type { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import type { ReadingOrder } from '../ReadingOrder';
import { letterKeys } from './letterKeys';
import { TitleKeys } from './TitleKeys';

const READING = 'crmflow_reading';

export interface SqliteReadingOrder extends ReadingOrder {
	readonly titles: TitleKeys;
}

/**
 * SQLite knows no languages, so a function of ours says what a text is sorted by. No index can be made of it: other programs
 * write these tables too, and do not have the function. So titles of records have what it gives in a column beside them.
 */
export function addReadingOrder(handle: DatabaseSync, language: string): SqliteReadingOrder {
	const letters = new Letters(language);
	handle.function(READING, { deterministic: true }, (text) => (typeof text === 'string' ? letters.keyOf(text) : text));
	const of: ReadingOrder['of'] = (form) => sql`${sql.raw(READING)}(${form})`;
	return { language, of, titles: new TitleKeys(letters, of) };
}

/** What texts are sorted by in one language. */
class Letters {
	private readonly language: string;
	private known: { keys: ReadonlyMap<string, string>; arePlain: boolean } | undefined;

	constructor(language: string) {
		this.language = language;
	}

	/** Of a text in any case, with single spaces. */
	keyOf(text: string): string {
		const { keys, arePlain } = this.rules();
		const small = text.toLowerCase();
		if (arePlain && A_TO_Z.test(small)) return small;
		let key = '';
		for (const letter of small) key += keys.get(letter) ?? letter;
		return key;
	}

	/** Another one wherever keys might be others; known without the rules. */
	get rulesName(): string {
		return `${this.language}.${process.versions.icu}.${FORM}`;
	}

	/** Not before a key is asked for: Node.js then loads the rules of all languages, some megabytes. */
	private rules() {
		if (this.known !== undefined) return this.known;
		const keys = letterKeys(this.language);
		return (this.known = { keys, arePlain: ![...keys.keys()].some((letter) => A_TO_Z.test(letter)) });
	}
}

/** Grows with every change of what keys are like. */
const FORM = 1;
const A_TO_Z = /^[\x20-\x7e]*$/;
