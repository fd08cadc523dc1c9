import type { Readable, Writable } from 'node:stream';
import { copyableDatabase, type CopyableOptions } from '../../../crm/backends';
import { readBackup, readBackupFile, writeBackup, writeBackupFile } from '../../../crm/copy/backupFile';
import type { CopyPart, CopyableDatabase, DatabaseContent, WrittenCopy } from '../../../crm/copy/DatabaseCopy';
import { CrmError } from '../../../model/CrmError';

export type { DatabaseContent, WrittenCopy } from '../../../crm/copy/DatabaseCopy';
export type { CopyableOptions as Connection } from '../../../crm/backends';

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
	if ('stream' in to) await writeBackup(to.stream, parts);
	else await writeBackupFile(to.file, parts, { replace: to.overwrite });
	return counts;
}

/** What is in a database now. */
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
	const parts = 'stream' in from ? readBackup(from.stream, 'The backup') : readBackupFile(from.file);
	return await write(await copyableDatabase(to), parts, replace, progress);
}

export interface Moved extends WrittenCopy {
	/** Number of rows by table that were read. */
	read: RowCounts;
}

/**
 * Copies a database as it is to another one, which becomes the one to work with; the one it came from is left as it
 * was. `whileRunning`: n8n may work with it meanwhile, for a rehearsal; what it does after the first moment is not in the
 * copy. Throws as `restore` does.
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
	const read: Record<string, number> = {};
	const parts = watched(source.read({ alone: !options.whileRunning }), (rows, table) => (read[table] = (read[table] ?? 0) + rows));
	const written = await write(target, parts, options.replace, progress);
	const differing = Object.keys(written.counts).find((table) => written.counts[table] !== (read[table] ?? 0));
	if (differing === undefined) return { ...written, read };
	throw new CrmError(
		'storage',
		`The table "${differing}" has ${written.counts[differing]} rows in the copy instead of ${read[differing] ?? 0}.`,
		'Go on with the database you had, and report this message.',
	);
}

async function write(
	database: CopyableDatabase,
	parts: AsyncGenerator<CopyPart>,
	replace: boolean,
	progress: Progress,
): Promise<WrittenCopy> {
	const { state, counts } = await database.content();
	if (state === 'filled' && !replace) throw filled(database.name, counts);
	return await database.write(watched(parts, progress));
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
