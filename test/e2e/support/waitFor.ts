import { setTimeout as sleep } from 'node:timers/promises';
import { PATIENCE_MS } from '../../host/patience.ts';

/**
 * Looks again and again, and returns the first value that is neither undefined nor false.
 * @throws Error that says what did not come in time
 */
export async function waitFor<T>(
	what: string,
	look: () => T | undefined | false | Promise<T | undefined | false>,
	timeout = PATIENCE_MS,
): Promise<T> {
	for (const limit = Date.now() + timeout; ; await sleep(25)) {
		const found = await look();
		if (found !== undefined && found !== false) return found;
		if (Date.now() > limit) throw new Error(`Waited ${timeout / 1000} s in vain: ${what}.`);
	}
}
