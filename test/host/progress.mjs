import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npmProgram } from './npmProgram.mjs';

/** A line every so often, because a log without a terminal shows nothing in between. */
const every = 15_000;
const guard = fileURLToPath(new URL('parentGuard.cjs', import.meta.url));
const windows = process.platform === 'win32';
const running = new Set();

// A program that ends by Ctrl-C must not leave npm or a compiler behind; see `endOnSignals`.
process.on('exit', () => {
	for (const child of running) endGroup(child);
});

/**
 * Runs one long step of npm: its output goes to a log file, a line with the time gone by (and the size
 * of `folder`, where given) to the console.
 * @throws Error with the last lines of the log and its path
 */
export async function runNpmStep(title, args, { node = process.execPath, cwd, env, log, folder }) {
	mkdirSync(dirname(log), { recursive: true });
	const started = Date.now();
	const output = openSync(log, 'a');
	console.log(`${title} …`);
	const timer = setInterval(() => console.log(`${title} … ${elapsed(started)}${size(folder)}`), every);
	const result = await runNode(node, [npmProgram(), ...args], { cwd, env, stdio: ['ignore', output, output] });
	closeSync(output);
	clearInterval(timer);
	if (result !== 0) throw new Error(`${title} failed (${typeof result === 'number' ? `exit code ${result}` : result}). ${lastLines(log)}`);
	console.log(`${title}: done in ${elapsed(started)}${size(folder)}`);
}

/**
 * Runs a program under Node in a process group of its own, which ends when this program ends, however it
 * ends. Its output goes to the console, where `stdio` does not say otherwise.
 * @returns its exit code, or the reason why there is none
 */
export async function runNode(node, args, { stdio = ['ignore', 'inherit', 'inherit'], ...options }) {
	const child = spawn(node, ['--require', guard, ...args], { ...options, stdio: [...stdio, 'pipe'], detached: !windows });
	running.add(child);
	const result = await new Promise((resolve) => {
		child.once('error', (error) => resolve(error.message));
		child.once('exit', (code, signal) => resolve(signal ?? code));
	});
	running.delete(child);
	return result;
}

/** Time since `started` (milliseconds of the epoch), for people: `8 s`, `3 min 05 s`. */
export function elapsed(started) {
	const seconds = Math.round((Date.now() - started) / 1000);
	return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** Makes Ctrl-C and SIGTERM end this program through `exit`, so that what it started is ended too. */
export function endOnSignals() {
	for (const [signal, code] of [
		['SIGINT', 130],
		['SIGTERM', 143],
		['SIGHUP', 129],
	])
		process.once(signal, () => process.exit(code));
	if (process.env.npm_lifecycle_event) endWithParent();
}

/** npm runs scripts through a shell, and a SIGTERM to npm ends that shell without reaching this program. */
function endWithParent() {
	const parent = process.ppid;
	const timer = setInterval(() => {
		if (process.ppid === parent) return;
		clearInterval(timer);
		process.kill(process.pid, 'SIGTERM');
	}, 500);
	timer.unref();
}

function endGroup(child) {
	try {
		process.kill(windows ? child.pid : -child.pid, 'SIGKILL');
	} catch {
		// It has ended by itself.
	}
}

function size(folder) {
	if (!folder || windows || !existsSync(folder)) return '';
	const kilobytes = Number.parseInt(spawnSync('du', ['-sk', folder], { encoding: 'utf8' }).stdout, 10);
	return Number.isFinite(kilobytes) ? `, ${(kilobytes / 1_000_000).toFixed(2)} GB` : '';
}

function lastLines(log) {
	const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
	return `The last lines of ${log}:\n${lines.slice(-20).join('\n')}`;
}
