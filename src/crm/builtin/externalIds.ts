import { sql } from 'kysely';
import type { SqlDatabase } from '../../ledger/sql/SqlDatabase';
import { CrmError } from '../../model/CrmError';
import type { CrmRecord } from '../../model/record';
import type { CrmTables } from './tables';

/**
 * Runs a write of records of one type. When the database refuses it because an external id is taken, says which one,
 * by which record, and which draft wanted it.
 */
export async function explainTakenExternalId(database: SqlDatabase<CrmTables>, records: readonly CrmRecord[], write: () => Promise<unknown>, offset = 0): Promise<void> {
	try {
		await write();
	} catch (error) {
		if (error instanceof CrmError && error.code === 'conflict') await throwTaken(database, records, offset, error);
		throw error;
	}
}

async function throwTaken(database: SqlDatabase<CrmTables>, records: readonly CrmRecord[], offset: number, cause: unknown): Promise<void> {
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
				{ cause, index: offset + index },
			);
		}
		seen.add(externalId);
	}
}
