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
