import { versionOf } from '../../../sql/migrate';
import type { DatabaseContent } from '../../copy/DatabaseCopy';
import { databaseParts } from '../databaseParts';
import { sqliteCrmDialect } from '../sqlite/sqliteCrmDialect';
import { REFERENCE_TABLES } from '../migrations/referenceTables';
import type { KnownTable } from './knownTables';

/** Tables that have rows in a new database already. */
const FURNISHED = new Set([...REFERENCE_TABLES, 'reference_version', 'ledger_meta', 'lease']);

/** The form of the tables that this package knows. */
export function presentVersionNumber(): number {
	return versionOf(databaseParts(sqliteCrmDialect, ''));
}

/** What is in the tables. `one` runs a statement that gives one number. */
export async function contentOf(
	name: string,
	version: number,
	tables: readonly KnownTable[],
	one: (statement: string) => number | Promise<number>,
): Promise<DatabaseContent> {
	const counts: Record<string, number> = {};
	for (const { name: table } of tables) {
		const count = await one(`select count(*) as number from "${table}"`);
		if (count > 0 && !FURNISHED.has(table)) counts[table] = count;
	}
	const open = await one(openText(tables));
	// Grows with the first change of types, fields, pipelines or people.
	const furnished = (await one('select version as number from "reference_version"')) === 1;
	return {
		name,
		state: furnished && Object.keys(counts).length === 0 ? 'empty' : 'filled',
		outdated: version < presentVersionNumber(),
		counts,
		open,
	};
}

/** The end of a delivery that is in a run stands at the run, since there are runs. */
function openText(tables: readonly KnownTable[]): string {
	if (!tables.some(({ name }) => name === 'run'))
		return `select count(*) as number from "delivery" where "state" in ('waiting', 'inFlight', 'claimed')`;
	return `select count(*) as number from "delivery" d left join "run" r on r."id" = d."run_id"
		where d."state" = 'waiting' or (d."state" = 'inRun' and r."finished_at" is null)`;
}

/** Numbers of changes that were removed, where that can only be told from those that are left. */
export function prunedBefore(oldest: number | null, last: number): number {
	return oldest === null ? last : oldest - 1;
}
