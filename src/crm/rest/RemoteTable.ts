import type { Condition } from '../../model/query';
import type { WriteContext } from '../../model/write';

/**
 * The things of one kind, as the API of a CRM gives and takes them: one record type, the tasks, the history. Everything that is
 * the same for all CRMs over REST (what is checked, compared, put in order) is done around it, so that this is all that differs.
 * Every method may throw a CrmError: `unavailable` (for a write: whether it was done is not known), `forbidden`, what the API
 * refuses.
 */
export interface RemoteTable<Thing extends { id: string }, Parts extends object> {
	/**
	 * Pages of what meets the conditions, by the names of the fields of the type. More may come: what the API cannot compare as
	 * `meets` does is compared by who asks. In no certain order; each thing once, and none is left out that is there from the first
	 * page to the last. So pages go on after the last id, not at a position, which moves with every thing that is made or removed.
	 */
	pages(conditions: readonly Condition[]): AsyncIterable<readonly Thing[]>;
	/** Those that exist, in no certain order. */
	byIds(ids: readonly string[]): Promise<Thing[]>;
	/** What was created under these keys; see KeySearch. Absent where the CRM cannot be searched for them. */
	byKeys?(keys: readonly string[]): Promise<Map<string, Thing>>;
	insert(parts: Parts, write: WriteContext): Promise<Thing>;
	/** Sets these parts only; at least one differs. Throws notFound, and conflict when `ifVersion` does not hold. */
	patch(id: string, parts: Partial<Parts>, ifVersion: string | undefined, write: WriteContext): Promise<Thing>;
	/** Throws notFound. */
	delete(id: string): Promise<void>;
}

/** All pages, one thing after the other. */
export async function* thingsOf<Thing>(pages: AsyncIterable<readonly Thing[]>): AsyncGenerator<Thing> {
	for await (const page of pages) yield* page;
}

/** Things by their ids; without those that do not exist. */
export async function thingsById<Thing extends { id: string }>(
	table: Pick<RemoteTable<Thing, never>, 'byIds'>,
	ids: readonly string[],
): Promise<Map<string, Thing>> {
	return new Map((ids.length === 0 ? [] : await table.byIds([...new Set(ids)])).map((thing) => [thing.id, thing]));
}
