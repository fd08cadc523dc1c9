import { systemClock, type Clock } from '../../../model/clock';
import { isOutage } from './outage';

/** How long a step waits for a CRM that cannot be reached, and between two attempts; in milliseconds. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 500;

/**
 * Does the work again while the CRM cannot be reached, for a minute: a database that is started again must not end the
 * runs that are under way. For work whose writes go through `runEffects`: what an attempt has done is not done twice.
 * Throws what the last attempt threw; `cancelled` ends the waiting.
 */
export async function withPatience<T>(work: () => Promise<T>, cancelled?: AbortSignal, clock: Clock = systemClock): Promise<T> {
	for (const limit = performance.now() + PATIENCE_MS; ; await pause(clock, cancelled)) {
		try {
			return await work();
		} catch (error) {
			if (!isOutage(error) || cancelled?.aborted === true || performance.now() > limit) throw error;
		}
	}
}

async function pause(clock: Clock, cancelled: AbortSignal | undefined): Promise<void> {
	await clock.wait(new Date(clock.now().getTime() + PAUSE_MS), cancelled).catch(() => undefined);
}
