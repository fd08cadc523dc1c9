import type { RawBuilder } from 'kysely';

/** How texts are sorted as people read: whatever the case, letters with accents where the language has them. */
export interface ReadingOrder {
	/** In the name of the index: `sv`. */
	readonly language: string;
	/** What a text, in its normal form, is sorted by. */
	of(form: RawBuilder<unknown>): RawBuilder<unknown>;
}
