import { chown, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Writes to the disk what is still in the system's memory. */
export async function sync(path: string): Promise<void> {
	const file = await open(path, 'r');
	try {
		await file.sync();
	} finally {
		await file.close();
	}
}

export async function removeFiles(path: string, endings: readonly string[]): Promise<void> {
	for (const ending of endings) await rm(`${path}${ending}`, { force: true });
}

/** Makes the folder of a file. What root makes, it gives to whoever has the folder above: n8n runs as somebody else. */
export async function makeFolderOf(path: string): Promise<void> {
	const folder = dirname(path);
	const first = await mkdir(folder, { recursive: true, mode: 0o700 });
	if (first === undefined) return;
	for (let made = folder; made.length >= first.length; made = dirname(made)) await giveToOwnerOf(dirname(first), made);
}

/** Only root can give a file away, and only root needs to. */
export async function giveToOwnerOf(folder: string, path: string): Promise<void> {
	if (process.getuid?.() !== 0) return;
	const { uid, gid } = await stat(folder);
	await chown(path, uid, gid);
}

/**
 * Puts a file in the place of another, at once. `keep`: the other one stays, with its log, under a new name, which is
 * returned.
 */
export async function replaceFile(path: string, by: string, { keep }: { keep: boolean }): Promise<string | undefined> {
	const kept = keep ? keptPath(path, new Date()) : undefined;
	if (kept !== undefined) {
		await rename(`${path}-wal`, `${kept}-wal`).catch(ignoreMissing);
		// Both names at once where the disk can do that, so that there is a database at any moment.
		await link(path, kept).catch(async () => await rename(path, kept));
	}
	await removeFiles(path, ['-shm', '-journal']);
	await rename(by, path);
	await sync(dirname(path));
	return kept;
}

/** Its name can be that of a database: `crm-replaced-20261128-143005.sqlite`. */
function keptPath(path: string, now: Date): string {
	const moment = now.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
	return join(dirname(path), `${basename(path, '.sqlite')}-replaced-${moment}.sqlite`);
}

function ignoreMissing(error: unknown): void {
	if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}

/** Of a restore that was killed. One that runs now is left alone. */
export async function removeLeftOvers(path: string): Promise<void> {
	const prefix = `${basename(path)}.restoring-`;
	for (const file of await readdir(dirname(path))) {
		const pid = file.startsWith(prefix) ? Number(/^\d+/.exec(file.slice(prefix.length))?.[0]) : NaN;
		if (!Number.isNaN(pid) && !isRunning(pid)) await rm(join(dirname(path), file), { force: true });
	}
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
