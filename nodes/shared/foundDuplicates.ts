import type { IDataObject } from 'n8n-workflow';
import type { RecordRef } from '../../src/model/record';

/** A group of records that are probably the same. */
export interface FoundDuplicates {
	/** The one to keep. */
	master: RecordRef;
	/** Ids of the others; none where a record has no duplicates. */
	others: string[];
}

/** The group in an item of Find Duplicates. */
export function duplicatesIn({ type, masterId, duplicateIds }: IDataObject): FoundDuplicates | undefined {
	if (typeof type !== 'string' || typeof masterId !== 'string' || masterId === '' || !Array.isArray(duplicateIds)) return undefined;
	return { master: { type, id: masterId }, others: duplicateIds.map(String) };
}
