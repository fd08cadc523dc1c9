import type { Claimer, StoredRun } from '../../../ledger/Ledger';
import type { Connection } from './Connection';
import { signOfLife, thisProcess } from './owner';

/** The run in n8n that claims. */
export interface ClaimingRun {
	/** n8n's number of the execution. */
	executionId: string | null;
	workflowVersion: string | null;
}

export interface Claimed {
	/** Whether it got its deliveries; if not, another run has them, or they were handed to n8n again. */
	got: boolean;
	/** Must be called when the run has ended; the connection must stay open until `released` was called. */
	ended: () => Promise<void>;
}

/**
 * Claims a hand-over, which is a run in the ledger with all its deliveries, for the run in n8n that calls it: of several
 * that n8n started for one hand-over, only one gets it and does the work. That is always a run of the last hand-over. It may
 * take over from a run whose process died.
 *
 * Why the last one: when n8n is killed, it starts executions again that were queued or running. Such an old execution could
 * still be running when the run that we started instead ends and the deliveries are marked as done.
 *
 * Where another process started the run, as main does for a worker, this process gives signs of life until the run has
 * ended, and then writes that down. `released` is called when nothing is left to do.
 */
export async function claimRunOf(connection: Connection, run: string, by: ClaimingRun, released: () => void): Promise<Claimed> {
	const { scope, heartbeat, runs } = connection;
	const claimer = { ...by, owner: thisProcess, aliveUntil: signOfLife(scope), at: scope.clock.now().toISOString() };
	// What this process handed over needs no look before the claim.
	if (heartbeat.holds(run) && (await scope.ledger.runs.claim({ id: run, handedBy: thisProcess }, claimer))) {
		const endedHere = runs.began(run);
		released();
		return { got: true, ended: async () => endedHere() };
	}
	const seen = await scope.ledger.runs.get(run);
	if (seen === undefined || !(await claimOther(connection, seen, claimer))) {
		released();
		return { got: false, ended: async () => undefined };
	}
	const endedHere = runs.began(run);
	if (seen.owner !== thisProcess) return { got: true, ended: heartbeat.runForOthers(run, both(endedHere, released)) };
	released();
	return { got: true, ended: async () => endedHere() };
}

/** A function of its own, so that what the heartbeat keeps does not keep the answer that n8n's run alone must keep. */
function both(first: () => void, second: () => void): () => void {
	return () => {
		first();
		second();
	};
}

/** Claims what was handed over by a process that is alive, or claimed by one that is gone. */
async function claimOther({ scope, heartbeat }: Connection, seen: StoredRun, claimer: Claimer): Promise<boolean> {
	const gone = heartbeat.isGone({ ...seen, runId: seen.id });
	if (seen.state === 'inFlight') return !gone && (await scope.ledger.runs.claim({ id: seen.id }, claimer));
	if (seen.state !== 'claimed' || !gone || seen.owner === null) return false;
	return await scope.ledger.runs.claim({ id: seen.id, from: seen.owner }, claimer);
}
