import type { StoredDelivery } from '../../../ledger/Ledger';
import type { Connection } from '../hub';
import { LEASE_MS, thisProcess } from './owner';

/** The longest that a run may take to begin before it is started again, in milliseconds. */
const LONGEST_BEGIN_MS = 15 * 60_000;
/** So long n8n may take to tell how a run ended, in milliseconds. */
const TELL_MS = LEASE_MS / 4;

/**
 * Resolves when the ledger shows that nothing is to be expected of a run any more, although n8n has not said how it
 * ended: when n8n's own database or queue goes away at the wrong moment, it never does. That is so when the run of each
 * delivery is over, or its process is gone, or no run has claimed it for longer and longer with each attempt (workers
 * may only be busy; a run that begins late claims nothing). Never resolves while a run goes on; rejects when `end` says
 * that nobody waits.
 */
export async function silenceOf(connection: Connection, deliveries: readonly StoredDelivery[], end: AbortSignal): Promise<void> {
	const ids = deliveries.map(({ id }) => id);
	const attempts = Math.max(...deliveries.map((delivery) => delivery.attempts));
	const beginMs = Math.min(LEASE_MS * 2 ** (attempts - 1), LONGEST_BEGIN_MS);
	const started = performance.now();
	const { clock } = connection.scope;
	for (;;) {
		await clock.wait(new Date(clock.now().getTime() + LEASE_MS / 2), end);
		const mayStillBegin = performance.now() - started < beginMs;
		const rows = await connection.scope.ledger.deliveries.getMany(ids).catch(() => undefined);
		if (rows !== undefined && ids.every((id) => isOver(connection, rows.get(id), mayStillBegin))) return;
	}
}

function isOver({ heartbeat, runs, scope }: Connection, row: StoredDelivery | undefined, mayStillBegin: boolean): boolean {
	if (row === undefined || row.finishedAt !== null) return true;
	if (row.state !== 'claimed') return !mayStillBegin;
	if (row.endedAt !== null) return scope.clock.now().getTime() - new Date(row.endedAt).getTime() > TELL_MS;
	return row.owner === thisProcess ? !runs.has(row.id) : heartbeat.isGone(row);
}
