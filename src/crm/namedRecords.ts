import { forDraft, recordNotFound } from '../model/CrmError';
import type { NamedRecord } from '../model/record';
import type { RecordType } from '../model/recordType';

/** What must be known of a CRM to look for records that are named. */
export interface NamedIn {
	/** Throws notFound. */
	type(name: string): RecordType | Promise<RecordType>;
	existingIds: ExistingIds;
}

/** Those of the ids that exist among the records of a type. */
export type ExistingIds = (type: string, ids: ReadonlySet<string>) => Promise<ReadonlySet<string>>;

/** Checks that records exist: asks once per record type, however many are named. Throws notFound. */
export async function requireNamed(named: readonly NamedRecord[], { type, existingIds }: NamedIn): Promise<void> {
	for (const [name, links] of Map.groupBy(named, (link) => link.type)) {
		const { label } = await Promise.resolve(name)
			.then(type)
			.catch((error: unknown) => thrownFor(links[0]!.index, error));
		const existing = await existingIds(name, new Set(links.map(({ id }) => id)));
		const missing = links.find(({ id }) => !existing.has(id));
		if (missing !== undefined) throw recordNotFound(label, missing.id, { where: `(${missing.where})`, index: missing.index });
	}
}

/** The error, which says which draft it is about. */
export function thrownFor(index: number, error: unknown): never {
	return forDraft(index, () => {
		throw error;
	});
}
