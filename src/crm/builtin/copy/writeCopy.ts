import { randomUUID } from 'node:crypto';
import { CompiledQuery, sql } from 'kysely';
import { insertRows } from '../../../sql/bulk';
import { ledgerMigrations } from '../../../ledger/stores/ledgerMigrations';
import { migrate } from '../../../sql/migrate';
import type { SqlDatabase } from '../../../sql/SqlDatabase';
import { CrmError } from '../../../model/CrmError';
import type { CopyHead, CopyPart, WrittenCopy } from '../../copy/DatabaseCopy';
import type { CrmDialect } from '../CrmDialect';
import { crmMigrations } from '../migrations/crmMigrations';
import type { CrmTables } from '../tables';
import { chosen, knownTables, type KnownTable } from './knownTables';
import { startNewFeed } from './startNewFeed';

/** What a database does in its own way while it is filled. */
export interface CopyTarget {
	database: SqlDatabase<CrmTables>;
	dialect: CrmDialect;
	/** Switches triggers off while rows are written: the changes are in the copy already. Returns what switches them on again. */
	switchOffTriggers(tables: readonly string[]): Promise<() => Promise<void>>;
	/** The next row of the table gets the number after this one. */
	setLastNumber(table: string, number: number): Promise<void>;
	/** Changes up to this number are not there any more. */
	setPruned(change: number): Promise<void>;
}

/**
 * Fills a database that has no tables. Must run inside one transaction, or in a file that nobody sees yet: an error may
 * come at any row. The tables are made as they were in the copied database; then the migrations that came later do with
 * the rows what they did in every database. `replaced`: the feed ids of the database that was there before.
 */
export async function writeCopy(target: CopyTarget, parts: AsyncIterable<CopyPart>, replaced: readonly string[]): Promise<WrittenCopy> {
	const reader = parts[Symbol.asyncIterator]();
	try {
		return await writeFrom(target, reader, replaced);
	} finally {
		// What they are read from is closed by this.
		await reader.return?.();
	}
}

async function writeFrom(target: CopyTarget, reader: AsyncIterator<CopyPart>, replaced: readonly string[]): Promise<WrittenCopy> {
	const { database, dialect } = target;
	const first = await reader.next();
	if (first.done === true || first.value.kind !== 'head') throw damaged('it does not begin as a backup does');
	const { head } = first.value;
	const tables = await knownTables(head.migrations);
	const migrations = { ledger: ledgerMigrations(dialect.sql, head.feedId), crm: crmMigrations(dialect, head.at) };

	await migrate(database, 'ledger', chosen(migrations.ledger, head.migrations.ledger));
	await migrate(database, 'crm', chosen(migrations.crm, head.migrations.crm));
	const names = tables.map(({ name }) => name);
	const switchOn = await target.switchOffTriggers(names);
	for (const name of [...names].reverse()) await execute(database, `delete from "${name}"`);
	const counts = await fill(database, reader, tables, head);
	await compareCounts(database, counts);
	for (const { name, numbered } of tables) if (numbered) await target.setLastNumber(name, head.lastNumbers[name] ?? 0);
	await target.setPruned(head.prunedChanges);
	await switchOn();

	await migrate(database, 'ledger', migrations.ledger);
	await migrate(database, 'crm', migrations.crm);
	const feedId = randomUUID();
	const lastChange = head.lastNumbers.change_feed ?? 0;
	await startNewFeed(database, { from: head.feedId, to: feedId, lastChange, replaced, at: head.at });
	return { counts, feedId };
}

async function fill(
	database: SqlDatabase<CrmTables>,
	reader: AsyncIterator<CopyPart>,
	tables: readonly KnownTable[],
	head: CopyHead,
): Promise<Record<string, number>> {
	const columns = new Map(head.tables.map((table) => [table.name, columnsOf(table, tables)]));
	const counts: Record<string, number> = Object.fromEntries(tables.map(({ name }) => [name, 0]));
	for (;;) {
		const { value: part, done } = await reader.next();
		if (done === true || part.kind === 'head') throw damaged('its end is missing');
		if (part.kind === 'end') {
			const differing = Object.keys({ ...part.counts, ...counts }).find((name) => part.counts[name] !== counts[name]);
			if (differing === undefined) return counts;
			throw damaged(`it has ${counts[differing] ?? 0} rows of "${differing}" instead of ${part.counts[differing] ?? 0}`);
		}
		const { table, rows } = part;
		const wanted = columns.get(table);
		if (wanted === undefined) throw damaged(`it has rows of a table "${table}" that it does not name at its beginning`);
		await insert(database, table, wanted, rows).catch(async (error: unknown) => {
			if (!(error instanceof CrmError) || !['unavailable', 'storage'].includes(error.code)) await readToEnd(reader);
			throw error;
		});
		counts[table] = (counts[table] ?? 0) + rows.length;
	}
}

/** What a row says wrongly may come from damage that only the checksum at the end tells of. Throws storage then. */
async function readToEnd(reader: AsyncIterator<CopyPart>): Promise<void> {
	while ((await reader.next()).done !== true);
}

async function insert(
	database: SqlDatabase<CrmTables>,
	table: string,
	columns: readonly string[],
	rows: Parameters<typeof insertRows>[3],
): Promise<void> {
	const wrong = rows.find((row) => row.length !== columns.length);
	if (wrong !== undefined) throw damaged(`a row of "${table}" has ${wrong.length} values instead of ${columns.length}`);
	try {
		await insertRows(
			database,
			table,
			columns.map((name) => ({ name, type: 'text' })),
			rows,
		);
	} catch (error) {
		if (!(error instanceof CrmError) || error.code === 'unavailable') throw error;
		const from = String(rows[0]?.[0]);
		throw new CrmError(
			error.code,
			`A row of the table "${table}" cannot be written (from ${columns[0]} ${from} on): ${error.message}`,
			error.remedy,
			{ cause: error },
		);
	}
}

/** Throws storage for a table or a column that this form of the tables does not have. */
function columnsOf(given: { name: string; columns: readonly string[] }, tables: readonly KnownTable[]): readonly string[] {
	const known = tables.find(({ name }) => name === given.name);
	const unknown = known === undefined ? given.name : given.columns.find((column) => !known.columns.includes(column));
	if (unknown !== undefined) throw damaged(`it has "${unknown}", which is not in tables of that form`);
	return given.columns;
}

async function compareCounts(database: SqlDatabase<CrmTables>, counts: Readonly<Record<string, number>>): Promise<void> {
	for (const [table, expected] of Object.entries(counts)) {
		const found = await countRows(database, table);
		if (found !== expected)
			throw new CrmError(
				'storage',
				`The table "${table}" has ${found} rows instead of ${expected}.`,
				'Nothing was changed. Report this message.',
			);
	}
}

async function countRows(database: SqlDatabase<CrmTables>, table: string): Promise<number> {
	const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(database.db());
	return rows[0]!.count;
}

export async function execute(database: SqlDatabase<CrmTables>, statement: string): Promise<void> {
	await database.db().executeQuery(CompiledQuery.raw(statement));
}

function damaged(how: string): CrmError {
	return new CrmError('storage', `The backup is damaged or cut off: ${how}.`, 'Take another backup. The database is as it was.');
}
