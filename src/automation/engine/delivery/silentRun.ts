import type { StoredDelivery, StoredRun } from '../../../ledger/Ledger';
import type { Connection } from '../hub';
import { LEASE_MS, thisProcess } from './owner';

/** The longest that a run may take to begin before it is started again, in milliseconds. */
const LONGEST_BEGIN_MS = 15 * 60_000;
/** So long n8n may take to tell how a run ended, in milliseconds. */
const TELL_MS = LEASE_MS / 4;

/**
 * Resolves when the ledger shows that nothing is to be expected of a run any more, although n8n has not said how it
 * ended: when n8n's own database or queue goes away at the wrong moment, it never does. That is so when the run is over,
 * or its process is gone, or no run has claimed it for longer and longer with each attempt (workers may only be busy; a
 * run that begins late claims nothing). Never resolves while a run goes on; rejects when `end` says that nobody waits.
 */
export async function silenceOf(connection: Connection, { runId, attempts }: StoredDelivery, end: AbortSignal): Promise<void> {
	const beginMs = Math.min(LEASE_MS * 2 ** (attempts - 1), LONGEST_BEGIN_MS);
	const started = performance.now();
	const { clock } = connection.scope;
	for (;;) {
		await clock.wait(new Date(clock.now().getTime() + LEASE_MS / 2), end);
		const mayStillBegin = performance.now() - started < beginMs;
		const seen = await connection.scope.ledger.runs.get(runId!).then(
			(run) => ({ run }),
			() => undefined,
		);
		if (seen !== undefined && isOver(connection, seen.run, mayStillBegin)) return;
	}
}

function isOver({ heartbeat, runs, scope }: Connection, run: StoredRun | undefined, mayStillBegin: boolean): boolean {
	if (run === undefined || run.finishedAt !== null) return true;
	if (run.state !== 'claimed') return !mayStillBegin;
	if (run.endedAt !== null) return scope.clock.now().getTime() - new Date(run.endedAt).getTime() > TELL_MS;
	return run.owner === thisProcess ? !runs.has(run.id) : heartbeat.isGone({ ...run, runId: run.id });
}
