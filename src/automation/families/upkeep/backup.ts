import type { Readable, Writable } from 'node:stream';
import { copyableDatabase, type CopyableOptions } from '../../../crm/backends';
import { readBackup, readBackupFile, writeBackupFile, writeBackupTo } from '../../../crm/copy/backupFile';
import type { CopyPart, CopyableDatabase, DatabaseContent, WrittenCopy } from '../../../crm/copy/DatabaseCopy';
import { CrmError } from '../../../model/CrmError';

export type { DatabaseContent, WrittenCopy } from '../../../crm/copy/DatabaseCopy';
export { passwordOf, postgresOfEnvironment, postgresOfUrl, type CopyableOptions as Connection } from '../../../crm/backends';

/** A file, or a stream such as the standard input or output. */
export type BackupTarget = { file: string; overwrite: boolean } | { stream: Writable };
export type BackupSource = { file: string } | { stream: Readable };

/** Told of rows as they go by. */
export type Progress = (rows: number, table: string) => void;

export type RowCounts = Readonly<Record<string, number>>;

/**
 * Writes the whole database, the CRM and the ledger, as of one moment to a backup; n8n may go on working. Returns the
 * number of rows by table. Throws notFound, conflict (there is such a file), storage, unavailable.
 */
export async function backUp(from: CopyableOptions, to: BackupTarget, progress: Progress): Promise<RowCounts> {
	const database = await copyableDatabase(from);
	const counts: Record<string, number> = {};
	const parts = watched(database.read({ alone: false }), (rows, table) => {
		counts[table] = (counts[table] ?? 0) + rows;
		progress(rows, table);
	});
	if ('stream' in to) await writeBackupTo(to.stream, parts);
	else await writeBackupFile(to.file, parts, { replace: to.overwrite });
	return counts;
}

/** What a backup holds. */
export interface BackupContent {
	/** ISO 8601, UTC: of which moment it is. */
	at: string;
	counts: RowCounts;
}

/** Reads a backup to its end. Throws notFound; storage for one that is damaged, cut off, or something else. */
export async function checkBackup(from: BackupSource, progress: Progress): Promise<BackupContent> {
	const content = { at: '', counts: {} as Record<string, number> };
	for await (const part of watched(partsOf(from), progress)) {
		if (part.kind === 'head') content.at = part.head.at;
		else if (part.kind === 'rows') content.counts[part.table] = (content.counts[part.table] ?? 0) + part.rows.length;
		else requireSame(content.counts, part.counts);
	}
	return content;
}

function partsOf(from: BackupSource): AsyncGenerator<CopyPart> {
	return 'stream' in from ? readBackup(from.stream, 'The backup') : readBackupFile(from.file);
}

function requireSame(counts: RowCounts, expected: RowCounts): void {
	const differing = Object.keys({ ...expected, ...counts }).find((table) => (expected[table] ?? 0) !== (counts[table] ?? 0));
	if (differing === undefined) return;
	throw new CrmError(
		'storage',
		`The backup is damaged: it has ${counts[differing] ?? 0} rows of "${differing}" instead of ${expected[differing] ?? 0}.`,
		'Take another backup.',
	);
}

/** Whether there is a backup in the file, by its beginning. Throws notFound, storage. */
export async function requireBackup(file: string): Promise<void> {
	for await (const _ of readBackupFile(file)) return;
}

/** What is in a database now. Throws storage for one that is damaged, not ours or newer than this package; unavailable. */
export async function databaseContent(options: CopyableOptions): Promise<DatabaseContent> {
	return await (await copyableDatabase(options)).content();
}

/**
 * Makes a database what a backup says: all of it, or nothing. `replace`: also when there is something in it, which is
 * gone then. Throws notFound, conflict (it is not empty), storage (the backup is damaged, cut off, newer or something
 * else), unavailable (n8n is running).
 */
export async function restore(
	from: BackupSource,
	to: CopyableOptions,
	{ replace }: { replace: boolean },
	progress: Progress,
): Promise<WrittenCopy> {
	return await write(await copyableDatabase(to), partsOf(from), replace, progress);
}

export interface Moved extends WrittenCopy {
	/** Number of rows by table that were read. */
	read: RowCounts;
	/** Changes that waited for a run, or were in one: they are run on the new database. */
	open: number;
}

/**
 * Copies a database as it is to another one, which becomes the one to work with. The one it came from is left as it was, but for a
 * mark: nothing runs there any more, so that what waits is not done twice. `whileRunning`: n8n may work with it meanwhile, for a
 * rehearsal; what it does after the first moment is not in the copy, and there is no mark. Throws as `restore` does.
 */
export async function move(
	from: CopyableOptions,
	to: CopyableOptions,
	options: { replace: boolean; whileRunning: boolean },
	progress: Progress,
): Promise<Moved> {
	const [source, target] = [await copyableDatabase(from), await copyableDatabase(to)];
	if (source.address === target.address) {
		throw new CrmError('invalidValue', `${source.name} is both where to move from and where to move to.`, 'Name two different databases.');
	}
	const { open } = await source.content();
	const read: Record<string, number> = {};
	const parts = watched(source.read({ alone: !options.whileRunning }), (rows, table) => (read[table] = (read[table] ?? 0) + rows));
	const written = await write(target, parts, options.replace, progress);
	const differing = Object.keys(written.counts).find((table) => written.counts[table] !== (read[table] ?? 0));
	if (differing !== undefined)
		throw new CrmError(
			'storage',
			`The table "${differing}" has ${written.counts[differing]} rows in the copy instead of ${read[differing] ?? 0}.`,
			'Go on with the database you had, and report this message.',
		);
	if (!options.whileRunning) await source.markMoved(target.name);
	return { ...written, read, open };
}

async function write(
	database: CopyableDatabase,
	parts: AsyncGenerator<CopyPart>,
	replace: boolean,
	progress: Progress,
): Promise<WrittenCopy> {
	if (!replace) {
		const { state, counts } = await database.content();
		if (state === 'filled') throw filled(database.name, counts);
	}
	return await database.write(watched(parts, progress), { replace });
}

async function* watched(parts: AsyncGenerator<CopyPart>, progress: Progress): AsyncGenerator<CopyPart> {
	for await (const part of parts) {
		yield part;
		if (part.kind === 'rows') progress(part.rows.length, part.table);
	}
}

function filled(name: string, counts: RowCounts): CrmError {
	const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
	return new CrmError(
		'conflict',
		`The database ${name} is not empty: it has ${rows} rows.`,
		'Choose another database, or take a backup of this one and let it be replaced (--replace).',
	);
}
