import { open, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { CrmError } from '../../model/CrmError';

/** How often the open file is compared with the one on the disk, in milliseconds. */
const LOOK_EVERY_MS = 2_000;

/** The database, and the two files that SQLite has beside it as long as it is open. */
const ENDINGS = ['', '-wal', '-shm'] as const;
type Ending = (typeof ENDINGS)[number];

/** What happened to the files. `logGone`: one of SQLite's own; `logReplaced`: another program has made a new one since. */
type Loss = 'gone' | 'replaced' | 'logGone' | 'logReplaced';

export interface OpenFileOptions {
	path: string;
	/** What people know it by, for errors. */
	name: string;
	handle: DatabaseSync;
	/** Default 2 s. */
	lookEveryMs?: number;
}

/**
 * The system lets anybody delete, move or replace a file that a program has open. The program does not notice: it goes on with a file
 * that has no name any more, and all that it writes is gone when it ends. So the files behind the handle are compared with those on
 * the disk by the number of their inode, as SQLite does where it has a rollback journal (`fileHasMoved` in its os_unix.c).
 *
 * While they differ, every statement is refused. What the handle still holds is kept first: what is in a deleted log is
 * written into the database, and what is in a database that is gone into a file beside it.
 */
export class OpenFile {
	private readonly options: OpenFileOptions;
	/** As they were opened. */
	private readonly inodes = new Map<Ending, bigint>();
	private timer: NodeJS.Timeout | undefined;
	private looking: Promise<void> | undefined;
	private loss: Loss | undefined;
	/** Where its content was kept; null: it could not be. */
	private kept: string | null | undefined;

	private constructor(options: OpenFileOptions) {
		this.options = options;
	}

	/** From now on until `close`. The handle must have read something: only then does SQLite open its own files. */
	static async watch(options: OpenFileOptions): Promise<OpenFile> {
		const file = new OpenFile(options);
		await file.look();
		file.timer = setInterval(() => {
			file.looking ??= file.look().finally(() => (file.looking = undefined));
		}, options.lookEveryMs ?? LOOK_EVERY_MS).unref();
		return file;
	}

	get isLost(): boolean {
		return this.loss !== undefined;
	}

	/** Throws storage while the files are not those that were opened. */
	requireThere(): void {
		if (this.loss !== undefined) throw this.error(this.loss);
	}

	close(): void {
		clearInterval(this.timer);
	}

	/** One that was moved back is as good as before. */
	private async look(): Promise<void> {
		const loss = await this.compare();
		if (!this.options.handle.isOpen) return;
		if (loss !== this.loss) this.kept = undefined;
		this.loss = loss;
		if (loss !== undefined && this.kept === undefined) this.kept = await this.keepContent(loss);
	}

	private async compare(): Promise<Loss | undefined> {
		let loss: Loss | undefined;
		for (const ending of ENDINGS) {
			const opened = this.inodes.get(ending);
			const present = await inodeOf(`${this.options.path}${ending}`);
			// Whoever may not look just now has not lost anything.
			if (present === 'unknown' || present === opened) continue;
			if (opened === undefined) this.inodes.set(ending, present!);
			else if (ending === '') return present === undefined ? 'gone' : 'replaced';
			else loss = present === undefined ? (loss ?? 'logGone') : 'logReplaced';
		}
		return loss;
	}

	/** Undefined: not yet, a transaction is open. Null: it cannot be kept. */
	private async keepContent(loss: Loss): Promise<string | null | undefined> {
		const { handle, path } = this.options;
		if (handle.isTransaction) return undefined;
		const target = loss === 'logGone' ? path : rescuePath(path, new Date());
		try {
			if (loss === 'logGone') handle.exec('pragma wal_checkpoint(truncate)');
			else await copyInto(target, handle);
			return target;
		} catch {
			// The folder is gone too, or the disk is full.
			return null;
		}
	}

	private error(loss: Loss): CrmError {
		const { name } = this.options;
		const { kept } = this;
		if (loss === 'logGone')
			return new CrmError(
				'storage',
				`A file that belongs to the database "${name}" was deleted while it was open (${name}-wal or ${name}-shm).${kept ? ' Everything written before is in the database.' : ''}`,
				'Start n8n again. Leave these two files alone while n8n runs.',
			);
		const happened = {
			gone: `The file of the database "${name}" was deleted or moved while it was open.`,
			replaced: `Another file was put in the place of the database "${name}" while it was open.`,
			logReplaced: `Files that belong to the database "${name}" were deleted while it was open, and another program has opened it since.`,
		}[loss];
		if (!kept)
			return new CrmError(
				'storage',
				`${happened} Nothing more is read or written.`,
				`Stop n8n, put the file or a backup back in its place (crmflow restore), and start n8n again.`,
			);
		const rescued = basename(kept);
		return new CrmError(
			'storage',
			`${happened} Nothing more is read or written; all that was in it is kept in "${rescued}", in the same folder.`,
			`Stop n8n, give ${rescued} the name ${name} (or put the file or a backup back), and start n8n again.`,
		);
	}
}

/** Undefined: there is no such file. */
async function inodeOf(path: string): Promise<bigint | 'unknown' | undefined> {
	try {
		return (await stat(path, { bigint: true })).ino;
	} catch (error) {
		return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '') ? undefined : 'unknown';
	}
}

/** A new file, private to the user from its beginning. */
async function copyInto(target: string, handle: DatabaseSync): Promise<void> {
	await (await open(target, 'wx', 0o600)).close();
	try {
		handle.prepare('vacuum into ?').run(target);
	} catch (error) {
		await rm(target, { force: true });
		throw error;
	}
}

/** Its name can be that of a database: `crm-rescued-20261128-143005.sqlite`. */
function rescuePath(path: string, now: Date): string {
	const moment = now.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
	return join(dirname(path), `${basename(path, '.sqlite')}-rescued-${moment}.sqlite`);
}
