import { fork } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../../host/hostFolder.cjs';
import type { FamilyName } from '../figureList.ts';
import type { Bench } from './Bench.ts';
import type { Measurements } from './measurement.ts';

/** What the process of a family says at its end. */
export type FamilyAnswer = { measurements: Measurements } | { error: string };

/** How long the figures of one family may take, in milliseconds. */
const LIMIT_MS = 10 * 60_000;

/**
 * Measures a family in a process of its own: what one figure left in memory, or how the engine compiled its code, is of
 * no weight for the next one. What it prints goes to standard error.
 * @throws Error with what went wrong there
 */
export async function measureInProcess(family: FamilyName, bench: Bench): Promise<Measurements> {
	const child = fork(join(projectRoot, 'test', 'bench', 'familyProcess.ts'), [family, JSON.stringify(bench)], {
		execArgv: ['--expose-gc'],
		// Keeps what JSON has no word for.
		serialization: 'advanced',
		stdio: ['ignore', 2, 2, 'ipc'],
	});
	const limit = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
	try {
		const answer = await new Promise<FamilyAnswer>((resolve, reject) => {
			child.once('message', (message) => resolve(message as FamilyAnswer));
			child.once('error', reject);
			child.once('exit', (code, signal) =>
				reject(new Error(`Its process ended before it had a result (${signal ?? `exit code ${code}`}).`)),
			);
		});
		if ('error' in answer) throw new Error(answer.error);
		return answer.measurements;
	} finally {
		clearTimeout(limit);
		await ended(child);
	}
}

/** It ends by itself when we let go of it. */
async function ended(child: ReturnType<typeof fork>): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const exit = new Promise((resolve) => child.once('exit', resolve));
	if (child.connected) child.disconnect();
	await exit;
}
