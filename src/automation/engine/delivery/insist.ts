import type { Clock } from '../../../model/clock';

/** Waits between attempts, in milliseconds; the last one repeats. */
const WAITS_MS = [200, 1000, 3000, 10_000];

/**
 * Book-keeping that must not be lost: tried until it works, however long the database cannot be reached. Each failure is
 * reported. Throws the last one when `end` says that nobody waits for it any more.
 */
export async function insist<T>(clock: Clock, work: () => Promise<T>, report: (error: unknown) => void, end: AbortSignal): Promise<T> {
	for (let attempt = 0; ; attempt++) {
		try {
			return await work();
		} catch (error) {
			report(error);
			if (end.aborted) throw error;
			const wait = WAITS_MS[Math.min(attempt, WAITS_MS.length - 1)]!;
			await clock.wait(new Date(clock.now().getTime() + wait), end).catch(() => undefined);
		}
	}
}
