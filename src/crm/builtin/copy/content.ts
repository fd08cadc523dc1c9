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
	// Grows with the first change of types, fields, pipelines or people.
	const furnished = (await one('select version as number from "reference_version"')) === 1;
	return {
		name,
		state: furnished && Object.keys(counts).length === 0 ? 'empty' : 'filled',
		outdated: version < presentVersionNumber(),
		counts,
	};
}

/** Numbers of changes that were removed, where that can only be told from those that are left. */
export function prunedBefore(oldest: number | null, last: number): number {
	return oldest === null ? last : oldest - 1;
}
