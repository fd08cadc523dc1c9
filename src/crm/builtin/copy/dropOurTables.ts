import type { SqlDatabase } from '../../../sql/SqlDatabase';
import { quoted } from '../../../sql/postgres/PostgresAddress';
import { CrmError } from '../../../model/CrmError';
import type { CrmTables } from '../tables';
import { knownTables, type KnownTable } from './knownTables';
import { execute } from './writeCopy';

/** Tables that PostgreSQL has beside the known ones. */
const OTHERS = ['feed_state', 'ledger_migration', 'ledger_migration_lock', 'crm_migration', 'crm_migration_lock'];

/**
 * Drops the tables and functions of ours in a schema, and leaves the schema and what others have put into it: who made the
 * schema for us may not have given us the right to make it again. Throws storage when something of others needs them.
 */
export async function dropOurTables(database: SqlDatabase<CrmTables>, schema: string, tables: readonly KnownTable[]): Promise<void> {
	const all = [...tables.map(({ name }) => name), ...OTHERS].map((name) => `${quoted(schema)}."${name}"`).join(', ');
	await execute(database, `drop table ${all}`).catch((error: unknown) => {
		throw needed(error, schema);
	});
	const functions = await database.run<{ signature: string }>(
		`select cast(cast(p.oid as regprocedure) as text) as signature from pg_catalog.pg_proc p
			where p.pronamespace = cast($1 as regnamespace) and (p.prorettype = cast('trigger' as regtype) or p.proname in ('feed_page', 'fold'))`,
		[schema],
	);
	for (const { signature } of functions) await execute(database, `drop function ${signature}`);
}

/**
 * The tables in a schema of ours. Undefined where one of them is missing, or where it was made by a newer version: nobody can tell
 * then what is ours in it.
 */
export async function ourTables(database: SqlDatabase<CrmTables>, schema: string): Promise<KnownTable[] | undefined> {
	const names = async (part: string) =>
		(await database.run<{ name: string }>(`select name from ${part}_migration order by name`, [])).map(({ name }) => name);
	try {
		// A part that can fail: the transaction goes on.
		return await database.transaction(async () => {
			const tables = await knownTables({ ledger: await names('ledger'), crm: await names('crm') });
			const present = await database.run<{ name: string }>('select tablename as name from pg_catalog.pg_tables where schemaname = $1', [
				schema,
			]);
			const found = new Set(present.map(({ name }) => name));
			return [...tables.map(({ name }) => name), ...OTHERS].every((name) => found.has(name)) ? tables : undefined;
		});
	} catch (error) {
		if (error instanceof CrmError && error.code === 'storage') return undefined;
		throw error;
	}
}

const DEPENDENT_OBJECTS = '2BP01';

function needed(error: unknown, schema: string): unknown {
	const cause = error instanceof CrmError ? (error.cause as { code?: unknown; detail?: unknown } | undefined) : undefined;
	if (cause?.code !== DEPENDENT_OBJECTS) return error;
	return new CrmError(
		'storage',
		`The tables in the schema ${schema} cannot be replaced, because other things depend on them: ${String(cause.detail ?? '')}`,
		'Drop those (a view, for example), restore, and make them again. Nothing was changed.',
		{ cause: error },
	);
}
