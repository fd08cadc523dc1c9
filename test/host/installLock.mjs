import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { elapsed } from './progress.mjs';

const beat = 5_000;
const staleAfter = 60_000;

/**
 * Runs `work` in one process at a time. The lock is a folder with the holder's pid; the holder touches
 * it every few seconds, so that the lock of one that was killed (or runs in another container) is known
 * to be stale, and is taken over.
 */
export async function withInstallLock(folder, work) {
	await take(folder);
	const release = () => rmSync(folder, { recursive: true, force: true });
	process.once('exit', release);
	const timer = setInterval(() => touch(folder), beat);
	try {
		return await work();
	} finally {
		clearInterval(timer);
		process.off('exit', release);
		release();
	}
}

async function take(folder) {
	mkdirSync(dirname(folder), { recursive: true });
	const started = Date.now();
	let told = 0;
	while (!tryToTake(folder)) {
		if (isStale(folder)) {
			remove(folder);
			continue;
		}
		if (Date.now() - told >= 15_000) {
			told = Date.now();
			console.log(`Waiting for another process (${holder(folder)?.pid ?? 'starting'}) that installs n8n … ${elapsed(started)}`);
		}
		await sleep(500);
	}
}

function tryToTake(folder) {
	try {
		mkdirSync(folder);
	} catch (error) {
		if (error.code === 'EEXIST') return false;
		throw error;
	}
	writeFileSync(join(folder, 'holder.json'), JSON.stringify({ pid: process.pid, host: hostname() }));
	return true;
}

function isStale(folder) {
	const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
	if (age > staleAfter) return true;
	const { pid, host } = holder(folder) ?? {};
	if (!pid || host !== hostname()) return false;
	try {
		process.kill(pid, 0);
		return false;
	} catch (error) {
		return error.code === 'ESRCH';
	}
}

/** By renaming first: of several that find the lock stale, one removes it. */
function remove(folder) {
	const aside = `${folder}.stale-${process.pid}`;
	try {
		renameSync(folder, aside);
	} catch {
		return;
	}
	rmSync(aside, { recursive: true, force: true });
}

function holder(folder) {
	try {
		return JSON.parse(readFileSync(join(folder, 'holder.json'), 'utf8'));
	} catch {
		return undefined;
	}
}

function touch(folder) {
	try {
		utimesSync(folder, new Date(), new Date());
	} catch {
		// Removed by hand: then there is nothing to keep.
	}
}
