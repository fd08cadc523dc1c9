import type { HandOver, StoredDelivery } from '../../../ledger/Ledger';
import type { Connection } from '../hub';
import { leaseFrom } from './Heartbeat';
import { thisProcess } from './owner';

export type { HandOver };

/** The run that claims. */
export interface ClaimingRun {
	/** n8n's number of the execution. */
	executionId: string | null;
	workflowVersion: string | null;
}

export interface Claimed {
	/** Ids of the deliveries that the run got. */
	ids: ReadonlySet<string>;
	/** Must be called when the run has ended; the connection must stay open until `released` was called. */
	ended: () => Promise<void>;
}

/**
 * Claims deliveries for the run that calls it: of several runs that n8n started for one delivery, only one gets it and
 * may go on. That is always a run of the last hand-over, whose process is alive or which takes over from a run whose
 * process died: n8n itself starts executions again that were queued or running when it was killed, and such a one would
 * be running still when the run that was started in its place ends and the delivery is marked as done.
 *
 * Where another process started the run, as main does for a worker, this one keeps the claim alive until the run has
 * ended, and writes that down. `released` is called when nothing is left to do.
 */
export async function claimDeliveries(
	connection: Connection,
	handOvers: readonly HandOver[],
	run: ClaimingRun,
	released: () => void,
): Promise<Claimed> {
	const { scope, heartbeat, runs } = connection;
	const { deliveries } = scope.ledger;
	const claim = { ...run, owner: thisProcess, leaseUntil: leaseFrom(scope), at: scope.clock.now().toISOString() };
	// What this process handed over needs no look before the claim.
	const ownHandOvers = handOvers.filter(({ id }) => heartbeat.holds(id)).map((handOver) => ({ ...handOver, handedBy: thisProcess }));
	const startedHere = new Set(ownHandOvers.length === 0 ? [] : await deliveries.claim(ownHandOvers, claim));
	const others = handOvers.filter(({ id }) => !startedHere.has(id));
	const rows = await deliveries.getMany(others.map(({ id }) => id));
	const free = others.flatMap((handOver) => claimable(connection, handOver, rows.get(handOver.id)));
	const taken = new Set(free.length === 0 ? [] : await deliveries.claim(free, claim));
	const startedElsewhere = free.filter(({ id }) => taken.has(id) && rows.get(id)!.owner !== thisProcess);
	const ids = [...startedHere, ...taken];
	const endedHere = runs.began(ids);
	if (startedElsewhere.length > 0) {
		const tellOthers = heartbeat.runForOthers(startedElsewhere, both(endedHere, released));
		return { ids: new Set(ids), ended: tellOthers };
	}
	released();
	return { ids: new Set(ids), ended: async () => endedHere() };
}

/** A function of its own, so that what the heartbeat keeps does not keep the answer that n8n's run alone must keep. */
function both(first: () => void, second: () => void): () => void {
	return () => {
		first();
		second();
	};
}

/** The hand-over as it may be claimed; nothing when it may not. */
function claimable({ heartbeat }: Connection, { id, attempts }: HandOver, row: StoredDelivery | undefined): HandOver[] {
	if (row === undefined || row.attempts !== attempts) return [];
	const gone = heartbeat.isGone(row);
	if (row.state === 'inFlight') return gone ? [] : [{ id, attempts }];
	return row.state === 'claimed' && gone && row.owner !== null ? [{ id, attempts, from: row.owner }] : [];
}
