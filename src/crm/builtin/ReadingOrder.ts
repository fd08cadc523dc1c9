import type { RawBuilder } from 'kysely';
import type { TitleKeys } from './sqlite/TitleKeys';

/** How texts are sorted as people read: whatever the case, letters with accents where the language has them. */
export interface ReadingOrder {
	/** In the name of the index: `sv`. */
	readonly language: string;
	/** What a text, in its normal form, is sorted by. */
	of(form: RawBuilder<unknown>): RawBuilder<unknown>;
	/** Where the database can make no index of that, so that titles have it in a column. */
	readonly titles?: TitleKeys;
}
