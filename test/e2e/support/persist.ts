import { setTimeout as sleep } from 'node:timers/promises';
import { errors } from 'playwright-core';
import { PATIENCE_MS } from '../../host/patience.ts';

/** Longer than any answer of the editor takes, in milliseconds. */
const REACTION_MS = 15_000;

/**
 * Does something in the editor, and does it again where nothing comes of it: n8n closes an open list, and draws a field anew,
 * when what they depend on has only just arrived, which on a slow machine may be after the click.
 * @param act gives up with a TimeoutError of Playwright after the milliseconds it is given
 */
export async function persist(act: (timeout: number) => Promise<void>): Promise<void> {
	for (const limit = Date.now() + PATIENCE_MS; ;) {
		try {
			return await act(REACTION_MS);
		} catch (error) {
			if (!(error instanceof errors.TimeoutError) || Date.now() > limit) throw error;
		}
	}
}

/**
 * Waits until the editor shows that it has taken what was done.
 * @param what in words, for the error
 * @throws TimeoutError of Playwright, so that `persist` does it again
 */
export async function holds(what: string, look: () => Promise<boolean>, timeout = PATIENCE_MS): Promise<void> {
	for (const limit = Date.now() + timeout; !(await look()); await sleep(25)) {
		if (Date.now() > limit) throw new errors.TimeoutError(`Waited ${timeout / 1000} s in vain: ${what}.`);
	}
}
