import { forDraft, recordNotFound } from '../model/CrmError';
import type { RecordRef } from '../model/record';
import type { Reference } from './Reference';

/** A record that a draft names. */
export interface NamedRecord extends RecordRef {
	/** Index of the draft among those of the call. */
	index: number;
	/** Where it was named: `field "Company"`. */
	where: string;
}

/** Those of the ids that exist among the records of a type. */
export type ExistingIds = (type: string, ids: ReadonlySet<string>) => Promise<ReadonlySet<string>>;

/** Checks that records exist: asks once per record type, however many are named. Throws notFound. */
export async function requireNamed(reference: Reference, named: readonly NamedRecord[], existingIds: ExistingIds): Promise<void> {
	for (const [type, links] of Map.groupBy(named, (link) => link.type)) {
		const { label } = forDraft(links[0]!.index, () => reference.type(type));
		const existing = await existingIds(type, new Set(links.map(({ id }) => id)));
		const missing = links.find(({ id }) => !existing.has(id));
		if (missing === undefined) continue;
		throw recordNotFound(label, missing.id, { where: `(${missing.where})`, index: missing.index });
	}
}
