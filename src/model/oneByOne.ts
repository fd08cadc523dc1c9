import { CrmError } from './CrmError';

/** Of a list of writes the first ones are done and stay, and one is not. */
export class HalfDone extends CrmError {
	/** What the writes before it gave, in their order. */
	readonly done: readonly unknown[];

	constructor(error: CrmError, done: readonly unknown[]) {
		const stay = done.length === 1 ? 'The one before it is done and stays.' : `The ${done.length} before it are done and stay.`;
		super(error.code, `${error.message} ${stay}`, error.remedy, { cause: error, index: done.length });
		this.done = done;
	}
}

/**
 * Writes a list to a CRM that takes one thing at a time. Throws HalfDone when one of them fails after others were done. An error
 * says which of them it is about.
 */
export async function oneByOne<Draft, Thing>(drafts: readonly Draft[], write: (draft: Draft) => Promise<Thing>): Promise<Thing[]> {
	const done: Thing[] = [];
	for (const draft of drafts) {
		try {
			done.push(await write(draft));
		} catch (error) {
			if (!(error instanceof CrmError)) throw error;
			if (done.length > 0) throw new HalfDone(error, done);
			throw error.code === 'unavailable' || error.index !== undefined
				? error
				: new CrmError(error.code, error.message, error.remedy, { cause: error, index: 0 });
		}
	}
	return done;
}
