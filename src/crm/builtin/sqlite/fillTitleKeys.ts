import { sql, type RawBuilder } from 'kysely';
import { CrmError } from '../../../model/CrmError';
import { updateRows } from '../../../sql/bulk';
import type { SqlDatabase } from '../../../sql/SqlDatabase';
import type { CrmTables } from '../tables';
import type { TitleKeys } from './TitleKeys';

/** Records in one transaction: others that write wait for no more. */
const BATCH = 2_000;

/**
 * Gives a key to all records that have none of these rules: after an upgrade or a copy, in another language, and where other
 * programs wrote. Costs one look-up per type where there are none. A database that others keep locked is left as it is.
 */
export async function fillTitleKeys(database: SqlDatabase<CrmTables>, titles: TitleKeys): Promise<void> {
	const types = await database.db().selectFrom('record_type').select('name').execute();
	try {
		for (const { name } of types) for (const other of titles.others()) await fill(database, titles, name, other);
	} catch (error) {
		if (!(error instanceof CrmError) || error.code !== 'unavailable') throw error;
	}
}

async function fill(database: SqlDatabase<CrmTables>, titles: TitleKeys, type: string, other: RawBuilder<boolean>): Promise<void> {
	const without = async (limit: number) =>
		await sql<{ id: number; title: string }>`
			select id, title from record where type = ${type} and ${other} limit ${limit}`.execute(database.db());
	while ((await without(1)).rows.length > 0) {
		await database.transaction(async () => {
			const { rows } = await without(BATCH);
			const keys = rows.map(({ id, title }): [number, string] => [id, titles.keyOf(title)]);
			await updateRows(database, 'record', [titles.column], keys);
		});
	}
}
