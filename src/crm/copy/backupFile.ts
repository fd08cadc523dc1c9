import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { CrmError } from '../../model/CrmError';
import { cutOff, linesOf, partsOf } from './backupLines';
import type { CopyPart } from './DatabaseCopy';

/**
 * Writes a backup to a file (gzip, private to the user). It has its name only when it is whole and on the disk: a kill
 * leaves `….part-<number>`. Throws conflict when there is a file of that name and it is not to be replaced, and storage.
 */
export async function writeBackupFile(path: string, parts: AsyncIterable<CopyPart>, { replace }: { replace: boolean }): Promise<void> {
	if (!replace && (await stat(path).catch(() => undefined)) !== undefined) throw taken(path);
	const unfinished = `${path}.part-${process.pid}`;
	try {
		await writeBackup(createWriteStream(unfinished, { mode: 0o600 }), parts);
		await sync(unfinished);
		await rename(unfinished, path);
		await sync(dirname(path));
	} catch (error) {
		throw fileError(error, path);
	} finally {
		await rm(unfinished, { force: true });
	}
}

/**
 * Writes a backup to a stream, for example another program. Whoever reads it sees the end of the stream whether it is whole or not:
 * the error says that it is not, and a restore refuses it. Throws storage, unavailable.
 */
export async function writeBackupTo(target: Writable, parts: AsyncIterable<CopyPart>): Promise<void> {
	try {
		await writeBackup(target, parts);
	} catch (error) {
		const explained = codeOf(error) === 'EPIPE' ? readerGone(error) : fileError(error, 'the standard output');
		if (!(explained instanceof CrmError)) throw error;
		const { code, message, remedy, cause } = explained;
		throw new CrmError(code, `${message} What was written is no whole backup.`, `${remedy} Delete what was written.`, { cause });
	}
}

async function writeBackup(target: Writable, parts: AsyncIterable<CopyPart>): Promise<void> {
	await pipeline(Readable.from(linesOf(parts)), createGzip(), target);
}

function readerGone(cause: unknown): CrmError {
	return new CrmError('storage', 'The program that the backup was written to has ended.', 'See why it ended, then take the backup again.', {
		cause,
	});
}

/** The parts of a backup file. Throws notFound, storage. */
export async function* readBackupFile(path: string): AsyncGenerator<CopyPart> {
	yield* readBackup(createReadStream(path), `"${basename(path)}"`, path);
}

/** `name`: what the backup is called in errors. */
export async function* readBackup(source: Readable, name: string, path = name): AsyncGenerator<CopyPart> {
	const text = createGunzip();
	source.on('error', (error) => text.destroy(error));
	source.pipe(text).setEncoding('utf8');
	let begun = false;
	try {
		for await (const part of partsOf(text as AsyncIterable<string>, name)) {
			begun = true;
			yield part;
		}
	} catch (error) {
		throw readError(error, begun, name, path);
	} finally {
		source.destroy();
		text.destroy();
	}
}

/** Writes to the disk what is still in the system's memory. */
async function sync(path: string): Promise<void> {
	const handle = await open(path, 'r');
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}

/** `begun`: its beginning was that of a backup. */
function readError(error: unknown, begun: boolean, name: string, path: string): unknown {
	const code = codeOf(error);
	if (code === 'Z_BUF_ERROR') return cutOff(name);
	if (code?.startsWith('Z_') === true) {
		if (!begun)
			return new CrmError('storage', `${name} is not a backup of CRMflow.`, 'Give a file that "crmflow backup" has written.', {
				cause: error,
			});
		return new CrmError('storage', `${name} is damaged.`, 'Take another backup. The database is as it was.', { cause: error });
	}
	return fileError(error, path);
}

function fileError(error: unknown, path: string): unknown {
	if (error instanceof CrmError) return error;
	const options = { cause: error };
	switch (codeOf(error)) {
		case 'ENOENT':
			return new CrmError(
				'notFound',
				`There is no file or folder "${path}".`,
				'Check the name. In Docker it is the name inside the container.',
				options,
			);
		case 'EEXIST':
			return taken(path);
		case 'EISDIR':
			return new CrmError('storage', `"${path}" is a folder.`, 'Give the name of a file.', options);
		case 'EACCES':
		case 'EPERM':
		case 'EROFS':
			return new CrmError(
				'storage',
				`"${path}" may not be read or written by this user.`,
				'Give another folder, or the user the right to it.',
				options,
			);
		case 'ENOSPC':
			return new CrmError('storage', `There is no space left for "${path}".`, 'Free some disk space, or give another folder.', options);
		default:
			return error;
	}
}

function taken(path: string): CrmError {
	return new CrmError('conflict', `There is a file "${path}" already.`, 'Give another name, or --overwrite to replace it.');
}

function codeOf(error: unknown): string | undefined {
	return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
