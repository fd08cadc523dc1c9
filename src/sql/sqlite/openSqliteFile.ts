import { access, chmod, constants, mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { CrmError } from '../../model/CrmError';
import type { DatabaseMark } from '../DatabaseMark';
import { KyselySqlite, LOCK_WAIT_MS, whileLocked } from './KyselySqlite';
import { loadNodeSqlite, NodeSqliteDatabase } from './nodeSqlite';
import { OpenFile } from './OpenFile';
import { isNotADatabase, readOnly, sqliteError } from './sqliteErrors';

/** SQLite's own waiting blocks the event loop, so it is short; longer waiting is done between tries. */
const BUSY_TIMEOUT_MS = 5;
/** Room for the pages of a large import, in KiB, so that none is written twice. Taken only when used. */
const CACHE_KIB = 16_000;

export interface SqliteFileOptions {
	path: string;
	/** What people know it by, for errors. */
	name: string;
	mark: DatabaseMark;
	/** The newest form of the tables this package knows. */
	schemaVersion: number;
	/** Default 10 s. */
	lockWaitMs?: number;
	/** How often it is looked whether it is still the same file, in milliseconds. Default 2 s. */
	lookEveryMs?: number;
	/** Nobody else knows the file until it is whole: it has no log, need not survive a power cut, and is not watched. */
	unseen?: boolean;
}

export interface SqliteFile<Tables> {
	kysely: Kysely<Tables>;
	handle: DatabaseSync;
	/** Whether it is still the file that was opened; absent for one that is not watched. */
	file: OpenFile | undefined;
	/** The form the tables have now; 0: none yet. */
	schemaVersion: number;
	/** Statements that mark the file as ours and its tables as of our version. Run them with the migrations. */
	markStatements: string[];
}

/**
 * Opens or creates a database file, private to the user. Throws storage for a file that is not ours, is newer than
 * this package, damaged or read-only; unavailable when another process holds it too long.
 */
export async function openSqliteFile<Tables>(options: SqliteFileOptions): Promise<SqliteFile<Tables>> {
	const { DatabaseSync } = loadNodeSqlite();
	await prepareFile(options);
	const { lockWaitMs = LOCK_WAIT_MS, unseen = false } = options;
	const journal = unseen
		? 'pragma journal_mode = memory; pragma synchronous = off'
		: 'pragma journal_mode = wal; pragma synchronous = normal';
	let handle: DatabaseSync | undefined;
	try {
		const opened = (handle = new DatabaseSync(options.path, { timeout: BUSY_TIMEOUT_MS }));
		const schemaVersion = await whileLocked(lockWaitMs, () => {
			const version = checkOwner(opened, options);
			// The first read opens the files of SQLite's own, which are watched too.
			opened.exec(`${journal}; pragma foreign_keys = on; pragma cache_size = -${CACHE_KIB}; select 1 from sqlite_schema`);
			return version;
		});
		const file = unseen ? undefined : await OpenFile.watch({ ...options, handle: opened });
		const database = new NodeSqliteDatabase(opened, file);
		return {
			kysely: new Kysely<Tables>({ dialect: new KyselySqlite({ database, file: options.name, lockWaitMs }) }),
			handle: opened,
			file,
			schemaVersion,
			markStatements: [`pragma application_id = ${options.mark.applicationId}`, `pragma user_version = ${options.schemaVersion}`],
		};
	} catch (error) {
		handle?.close();
		throw isNotADatabase(error) ? notOurs(options, 'is not a SQLite database', error) : sqliteError(error, options.name);
	}
}

async function prepareFile({ path, name }: Pick<SqliteFileOptions, 'path' | 'name'>): Promise<void> {
	try {
		await mkdir(dirname(path), { recursive: true, mode: 0o700 });
		const existing = await stat(path).catch(() => undefined);
		if (existing === undefined) {
			await (await open(path, 'a', 0o600)).close();
		} else if (existing.isFile() && existing.size === 0) {
			await chmod(path, 0o600).catch(() => undefined);
		}
		if (existing !== undefined && !existing.isFile()) throw notOurs({ path, name }, 'is not a file', undefined);
	} catch (error) {
		if (error instanceof CrmError) throw error;
		throw new CrmError(
			'storage',
			`The folder of the database "${name}" cannot be written: ${reason(error)}.`,
			`Give the user n8n runs as the right to write ${dirname(path)}.`,
			{ cause: error },
		);
	}
	// The folder must be writable too: SQLite keeps its log beside the file.
	for (const fileOrFolder of [path, dirname(path)]) {
		await access(fileOrFolder, constants.W_OK).catch((error: unknown) => {
			throw readOnly(name, error);
		});
	}
}

/** The version of the tables, 0 for an empty file. Throws storage when the file belongs to somebody else or is newer. */
export function checkOwner(handle: DatabaseSync, options: Pick<SqliteFileOptions, 'path' | 'name' | 'mark' | 'schemaVersion'>): number {
	const version = versionIn(handle, options);
	if (version > options.schemaVersion) {
		throw new CrmError(
			'storage',
			`The database "${options.name}" was written by a newer version of this package (its tables have version ${version}, this package knows ${options.schemaVersion}).`,
			'Update n8n-nodes-crmflow in this n8n, put a backup of before the update in its place (crmflow restore … --replace), or choose another database name.',
		);
	}
	return version;
}

/** As `checkOwner`, for tables of any version. */
export function versionIn(handle: DatabaseSync, options: Pick<SqliteFileOptions, 'path' | 'name' | 'mark'>): number {
	const application = pragma(handle, 'application_id');
	if (application === options.mark.applicationId) return pragma(handle, 'user_version');
	const tables = Number(handle.prepare('select count(*) as count from sqlite_schema').get()?.count ?? 0);
	if (application !== 0 || tables > 0) throw notOurs(options, 'belongs to another program', undefined);
	return 0;
}

function pragma(handle: DatabaseSync, name: string): number {
	return Number(handle.prepare(`pragma ${name}`).get()?.[name] ?? 0);
}

function notOurs({ name, path }: Pick<SqliteFileOptions, 'name' | 'path'>, problem: string, cause: unknown): CrmError {
	return new CrmError(
		'storage',
		`The database "${name}" cannot be used: ${path} ${problem}.`,
		'Choose another database name, or move that file away.',
		{ cause },
	);
}

function reason(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
