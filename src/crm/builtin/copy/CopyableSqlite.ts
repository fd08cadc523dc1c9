import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { forgetFeedMark, markedFeed } from '../../../feed/sqlite/FeedMark';
import { knownFeeds } from '../../../feed/feedIdentity';
import { feedIdentityOf } from '../../../ledger/stores/feedIds';
import { MOVED_TO, movedTo } from '../../../ledger/stores/movedTo';
import { SqlDatabase } from '../../../sql/SqlDatabase';
import { whileLocked } from '../../../sql/sqlite/KyselySqlite';
import { loadNodeSqlite } from '../../../sql/sqlite/nodeSqlite';
import { checkOwner, openSqliteFile, versionIn, type SqliteFileOptions } from '../../../sql/sqlite/openSqliteFile';
import { sqliteDialect } from '../../../sql/sqlite/sqliteDialect';
import { isBusy, isDamaged, readOnly, sqliteError } from '../../../sql/sqlite/sqliteErrors';
import { CrmError } from '../../../model/CrmError';
import type { BuiltInSqlite } from '../sqlite/descriptor';
import type { CopyHead, CopyPart, CopyableDatabase, CopyValue, DatabaseContent, WrittenCopy } from '../../copy/DatabaseCopy';
import { BUILT_IN_MARK } from '../databaseParts';
import { sqliteFile } from '../openBuiltIn';
import { addFoldFunction } from '../sqlite/sqliteCrmDialect';
import type { CrmTables } from '../tables';
import { contentOf, presentVersionNumber, prunedBefore } from './content';
import { knownTables, type KnownTable } from './knownTables';
import { RowBatch } from './rowBatches';
import { giveToOwnerOf, makeFolderOf, removeFiles, removeLeftOvers, replaceFile, sync } from './sqliteFiles';
import { SqliteTarget } from './SqliteTarget';
import { execute, writeCopy } from './writeCopy';

/** How long a file that others have open is waited for, in milliseconds: who is about to close it needs no longer. */
const ALONE_WAIT_MS = 2_000;
const LOCK_WAIT_MS = 10_000;

/** A SQLite file as a whole. */
export class CopyableSqlite implements CopyableDatabase {
	readonly name: string;
	readonly address: string;
	private readonly path: string;

	constructor(options: BuiltInSqlite) {
		const { path, name } = sqliteFile(options);
		this.path = path;
		this.address = resolve(path);
		this.name = name;
	}

	async content(): Promise<DatabaseContent> {
		if (!(await this.exists())) return { name: this.name, state: 'missing', outdated: false, counts: {}, open: 0 };
		const handle = await this.open({ alone: false });
		try {
			return await this.contentIn(handle);
		} catch (error) {
			throw sqliteError(error, this.name);
		} finally {
			handle.close();
		}
	}

	async *read({ alone }: { alone: boolean }): AsyncGenerator<CopyPart> {
		if (!(await this.exists())) throw await this.missing();
		const handle = await this.open({ alone });
		try {
			// The rows of one moment: others write on, and this connection does not see it.
			handle.exec('begin');
			const tables = await this.tables(handle);
			if (tables === undefined) throw await this.missing();
			yield { kind: 'head', head: headOf(handle, tables) };
			const counts: Record<string, number> = {};
			for (const table of tables.known) {
				counts[table.name] = 0;
				for (const rows of rowsOf(handle, table)) {
					counts[table.name]! += rows.length;
					yield { kind: 'rows', table: table.name, rows };
				}
			}
			yield { kind: 'end', counts };
		} catch (error) {
			throw sqliteError(error, this.name);
		} finally {
			handle.close();
		}
	}

	/** Into a file of its own, which then replaces the present one: a kill leaves the one or the other. */
	async write(parts: AsyncIterable<CopyPart>, { replace }: { replace: boolean }): Promise<WrittenCopy> {
		const restoring = `${this.path}.restoring-${process.pid}`;
		let present: Present | undefined;
		try {
			await makeFolderOf(this.path);
			await removeLeftOvers(this.path);
			if (await this.exists()) present = await this.hold(replace);
			const written = await this.fill(restoring, parts, await this.feedsOf(present));
			await giveToOwnerOf(dirname(this.path), restoring);
			await sync(restoring);
			const kept = await this.putInstead(restoring, present);
			return kept === undefined ? written : { ...written, kept: basename(kept) };
		} catch (error) {
			throw isDenied(error) ? readOnly(this.name, error) : sqliteError(error, this.name);
		} finally {
			present?.handle?.close();
			await removeFiles(restoring, ['', '-wal', '-shm', '-journal']).catch(() => undefined);
		}
	}

	async markMoved(to: string): Promise<void> {
		const handle = await this.open({ alone: true });
		try {
			handle
				.prepare('insert into ledger_meta (name, value) values (?, ?) on conflict (name) do update set value = excluded.value')
				.run(MOVED_TO, movedTo(to, new Date().toISOString()));
		} catch (error) {
			throw sqliteError(error, this.name);
		} finally {
			handle.close();
		}
	}

	/** The present file, alone. `replace`: also one that cannot be read, or is of a newer version. */
	private async hold(replace: boolean): Promise<Present> {
		const handle = await this.open({ alone: true, anyVersion: replace }).catch((error: unknown) => {
			if (replace && isDamaged(error)) return undefined;
			throw error;
		});
		const readable = handle !== undefined && (await this.isReadable(handle));
		return { handle, readable };
	}

	private async isReadable(handle: DatabaseSync): Promise<boolean> {
		return await this.contentIn(handle).then(
			() => true,
			() => false,
		);
	}

	/** What is still in the log beside the old file is taken in: it must not meet the new file. */
	private async putInstead(restoring: string, present: Present | undefined): Promise<string | undefined> {
		try {
			present?.handle?.exec('pragma journal_mode = delete');
		} catch (error) {
			if (present?.readable) throw error;
		}
		const kept = await replaceFile(this.path, restoring, { keep: present?.readable === false });
		await forgetFeedMark(this.path);
		return kept;
	}

	/** The ids under which workflows may know what is or was there. */
	private async feedsOf(present: Present | undefined): Promise<string[]> {
		const marked = await markedFeed(this.path);
		const identity = feedIdentityOf(metaRows(present?.handle));
		return [...(marked === undefined ? [] : [marked]), ...(identity === undefined ? [] : knownFeeds(identity))];
	}

	private async fill(path: string, parts: AsyncIterable<CopyPart>, replaced: readonly string[]): Promise<WrittenCopy> {
		const file = await openSqliteFile<CrmTables>({ ...this.form(), path, unseen: true });
		addFoldFunction(file.handle);
		const database = new SqlDatabase(file.kysely, sqliteDialect);
		try {
			return await database.transaction(async () => {
				const written = await writeCopy(new SqliteTarget(database, file.handle), parts, replaced);
				for (const statement of file.markStatements) await execute(database, statement);
				return written;
			});
		} finally {
			await database.close();
		}
	}

	private form(): SqliteFileOptions {
		return { path: this.path, name: this.name, mark: BUILT_IN_MARK, schemaVersion: presentVersionNumber() };
	}

	private async exists(): Promise<boolean> {
		return ((await stat(this.path).catch(() => undefined))?.size ?? 0) > 0;
	}

	private async contentIn(handle: DatabaseSync): Promise<DatabaseContent> {
		const tables = await this.tables(handle);
		if (tables === undefined) return { name: this.name, state: 'empty', outdated: true, counts: {}, open: 0 };
		return await contentOf(this.name, tables.version, tables.known, (statement) => numberIn(handle, statement));
	}

	/** `alone`: nobody else has it open, and nobody can open it until it is closed. `anyVersion`: also a newer one. */
	private async open({ alone, anyVersion = false }: { alone: boolean; anyVersion?: boolean }): Promise<DatabaseSync> {
		const { DatabaseSync } = loadNodeSqlite();
		let handle: DatabaseSync | undefined;
		try {
			const opened = (handle = new DatabaseSync(this.path, { timeout: 5 }));
			// Opened as read-only, it would leave its log behind.
			opened.exec(alone ? 'pragma locking_mode = exclusive' : 'pragma query_only = on');
			await whileLocked(alone ? ALONE_WAIT_MS : LOCK_WAIT_MS, () => {
				if (anyVersion) versionIn(opened, this.form());
				else checkOwner(opened, this.form());
				if (alone) opened.exec('begin immediate; rollback');
			});
			return opened;
		} catch (error) {
			handle?.close();
			throw alone && isBusy(error) ? this.inUse(error) : sqliteError(error, this.name);
		}
	}

	/** Undefined: an empty file. */
	private async tables(handle: DatabaseSync): Promise<Tables | undefined> {
		const version = checkOwner(handle, this.form());
		if (version === 0) return undefined;
		const names = (part: string) =>
			(handle.prepare(`select name from ${part}_migration order by name`).all() as Array<{ name: string }>).map(({ name }) => name);
		const migrations = { ledger: names('ledger'), crm: names('crm') };
		return { version, migrations, known: await knownTables(migrations) };
	}

	private async missing(): Promise<CrmError> {
		const folder = dirname(this.path);
		const others = (await readdir(folder).catch(() => []))
			.filter((file) => file.endsWith('.sqlite'))
			.map((file) => file.slice(0, -'.sqlite'.length));
		const remedy =
			others.length > 0
				? `Databases there are: ${others.sort().join(', ')}.`
				: 'Give the folder of n8n with N8N_USER_FOLDER, or the file with --file.';
		return new CrmError('notFound', `There is no database "${this.name}" in ${folder}.`, remedy);
	}

	private inUse(cause: unknown): CrmError {
		return new CrmError(
			'unavailable',
			`The database "${this.name}" is in use by another program, most likely n8n.`,
			'Stop n8n (and close database editors), then try again.',
			{ cause },
		);
	}
}

/** The file that is there before a restore. */
interface Present {
	/** Absent: it is so damaged that nobody can open it. */
	handle: DatabaseSync | undefined;
	/** Otherwise it is kept beside the new one. */
	readable: boolean;
}

interface Tables {
	version: number;
	migrations: CopyHead['migrations'];
	known: KnownTable[];
}

function headOf(handle: DatabaseSync, { migrations, known }: Tables): CopyHead {
	const sequences = handle.prepare('select name, seq from sqlite_sequence').all() as Array<{ name: string; seq: number }>;
	const lastNumbers: Record<string, number> = Object.fromEntries(known.filter(({ numbered }) => numbered).map(({ name }) => [name, 0]));
	for (const { name, seq } of sequences) if (name in lastNumbers) lastNumbers[name] = seq;
	const { value: feedId } = handle.prepare("select value from ledger_meta where name = 'feedId'").get() as { value: string };
	const { oldest } = handle.prepare('select min(id) as oldest from change_feed').get() as { oldest: number | null };
	return {
		at: new Date().toISOString(),
		database: 'SQLite',
		migrations,
		feedId,
		lastNumbers,
		prunedChanges: prunedBefore(oldest, lastNumbers.change_feed ?? 0),
		tables: known.map(({ name, columns }) => ({ name, columns })),
	};
}

function* rowsOf(handle: DatabaseSync, { name, columns, order }: KnownTable) {
	const list = (names: readonly string[]) => names.map((column) => `"${column}"`).join(', ');
	const batch = new RowBatch();
	for (const row of handle.prepare(`select ${list(columns)} from "${name}" order by ${list(order)}`).iterate()) {
		const full = batch.add(Object.values(row) as CopyValue[]);
		if (full !== undefined) yield full;
	}
	const rest = batch.take();
	if (rest.length > 0) yield rest;
}

/** Nothing where there is no such table, or it cannot be read. */
function metaRows(handle: DatabaseSync | undefined): Array<{ name: string; value: string }> {
	try {
		return (handle?.prepare('select name, value from ledger_meta').all() ?? []) as Array<{ name: string; value: string }>;
	} catch {
		return [];
	}
}

function numberIn(handle: DatabaseSync, statement: string): number {
	return Number(handle.prepare(statement).get()?.number ?? 0);
}

/** The user may not write there. */
function isDenied(error: unknown): boolean {
	return typeof error === 'object' && error !== null && 'code' in error && ['EACCES', 'EPERM', 'EROFS'].includes(String(error.code));
}
