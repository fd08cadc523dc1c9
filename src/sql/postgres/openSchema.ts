import { CompiledQuery } from 'kysely';
import { CrmError } from '../../model/CrmError';
import type { DatabaseMark } from '../DatabaseMark';
import type { SqlDatabase } from '../SqlDatabase';
import { databaseName, quoted, type PostgresAddress } from './PostgresAddress';

export interface SchemaOptions {
	address: PostgresAddress;
	mark: DatabaseMark;
	/** The newest form of the tables this package knows. */
	version: number;
	/** Brings the tables to that form. Runs in a transaction that nobody else runs at the same time. */
	migrate(): Promise<void>;
}

/**
 * Makes the schema and its tables where there are none, and brings older ones up to date: once, however many processes
 * start together. Throws storage for a schema that is another program's or newer than this package, and where rights are
 * missing.
 */
export async function openSchema<Tables>(database: SqlDatabase<Tables>, options: SchemaOptions): Promise<void> {
	if ((await presentVersion(database, options)) === options.version) return;
	await database.transaction(async () => {
		const { schema } = options.address;
		// The others wait here, for as long as it takes, and then find nothing to do.
		await execute(database, 'set local lock_timeout to 0');
		await execute(database, 'set local statement_timeout to 0');
		await database.takeTurns('migration');
		const present = await presentVersion(database, options);
		if (present === options.version) return;
		if (present === undefined) await execute(database, `create schema ${quoted(schema)}`);
		await options.migrate();
		await markVersion(database, options);
	});
}

/** Undefined: there is no schema; 0: it is empty. Throws storage where it is not ours to use, or newer than this package. */
export async function presentVersion<Tables>(
	database: SqlDatabase<Tables>,
	options: Omit<SchemaOptions, 'migrate'>,
): Promise<number | undefined> {
	const { address, version } = options;
	const present = await versionInSchema(database, options);
	if (present === undefined || present <= version) return present;
	throw new CrmError(
		'storage',
		`The schema "${address.schema}" in the database ${databaseName(address)} was written by a newer version of this package (its tables have version ${present}, this package knows ${version}).`,
		'Update n8n-nodes-crmflow in this n8n, put a backup of before the update in its place (crmflow restore … --replace), or give another schema in the credential.',
	);
}

/** As `presentVersion`, for tables of any version. */
export async function versionInSchema<Tables>(
	database: SqlDatabase<Tables>,
	{ address, mark }: Pick<SchemaOptions, 'address' | 'mark'>,
): Promise<number | undefined> {
	const [found] = await database.run<{ relations: number; ours: boolean }>(
		`select count(c.oid) as relations, coalesce(bool_or(c.relname = $2), false) as ours
			from pg_catalog.pg_namespace n left join pg_catalog.pg_class c on c.relnamespace = n.oid where n.nspname = $1 group by n.oid`,
		[address.schema, mark.table],
	);
	if (found === undefined) return undefined;
	if (found.relations === 0) return 0;
	const rows = found.ours
		? await database.run<{ value: string }>(`select value from ${quoted(mark.table)} where name = $1`, [mark.row])
		: [];
	const present = Number(rows[0]?.value);
	if (!Number.isInteger(present)) {
		throw new CrmError(
			'storage',
			`The schema "${address.schema}" in the database ${databaseName(address)} belongs to another program: it has tables that are not ours.`,
			'Give another schema in the credential; one that does not exist yet is made on first use.',
		);
	}
	return present;
}

/** Writes down which form the tables have now. */
export async function markVersion<Tables>(
	database: SqlDatabase<Tables>,
	{ mark, version }: Pick<SchemaOptions, 'mark' | 'version'>,
): Promise<void> {
	await database.run(
		`insert into ${quoted(mark.table)} (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value`,
		[mark.row, String(version)],
	);
}

async function execute<Tables>(database: SqlDatabase<Tables>, statement: string): Promise<void> {
	await database.db().executeQuery(CompiledQuery.raw(statement));
}
