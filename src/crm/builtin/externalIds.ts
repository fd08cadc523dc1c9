import { sql } from 'kysely';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import { CrmError } from '../../model/CrmError';
import type { CrmRecord } from '../../model/record';
import type { CrmTables } from './tables';

/** The database refused to write these records of one type: something about them must be unique and is not. */
class RefusedRecords extends Error {
	readonly records: readonly CrmRecord[];
	/** Index of the first one among all of the call. */
	readonly offset: number;

	constructor(records: readonly CrmRecord[], offset: number, cause: unknown) {
		super('The database refused records.', { cause });
		this.records = records;
		this.offset = offset;
	}
}

/** Runs a write of these records; for `explainTakenExternalId` around the transaction. */
export async function writeRecords(records: readonly CrmRecord[], write: () => Promise<unknown>, offset = 0): Promise<void> {
	try {
		await write();
	} catch (error) {
		throw error instanceof CrmError && error.code === 'conflict' ? new RefusedRecords(records, offset, error) : error;
	}
}

/**
 * Runs a transaction with `writeRecords` in it. When the database refuses records because an external id is taken, says
 * which one, by which record, and which draft wanted it. That is looked up when the transaction is over: after a
 * refusal some databases answer nothing in it any more. `indexOf` gives the index of a record among the drafts, where
 * it is not the order of the records.
 */
export async function explainTakenExternalId<T>(
	database: SqlDatabase<CrmTables>,
	write: () => Promise<T>,
	indexOf?: (record: CrmRecord) => number,
): Promise<T> {
	try {
		return await write();
	} catch (error) {
		if (!(error instanceof RefusedRecords)) throw error;
		await throwTaken(database, error, indexOf);
		throw error.cause;
	}
}

async function throwTaken(
	database: SqlDatabase<CrmTables>,
	{ records, offset, cause }: RefusedRecords,
	indexOf?: (record: CrmRecord) => number,
): Promise<void> {
	const ids = records.map((record) => record.values.externalId).filter((id) => typeof id === 'string');
	const holders = await database
		.db()
		.selectFrom('record')
		.select(['id', 'external_id'])
		.where('type', '=', records[0]?.type ?? '')
		.where(database.dialect.isOneOf(sql.ref('external_id'), ids))
		.execute();
	const holderOf = new Map(holders.map(({ id, external_id }) => [external_id, String(id)]));
	const seen = new Set<unknown>();
	for (const [index, record] of records.entries()) {
		const { externalId } = record.values;
		if (typeof externalId !== 'string') continue;
		const holder = holderOf.get(externalId);
		const twice = seen.has(externalId);
		if (twice || (holder !== undefined && holder !== record.id)) {
			const taken = twice ? 'twice among the given records' : `by ${record.type} ${holder}`;
			throw new CrmError(
				'conflict',
				`External ID "${externalId}" is used ${taken}.`,
				'Give another External ID, or update the record that has it (upsert does both).',
				{ cause, index: indexOf?.(record) ?? offset + index },
			);
		}
		seen.add(externalId);
	}
}
