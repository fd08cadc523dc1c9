import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { StoredDelivery } from '../../../ledger/Ledger';
import { testSeam } from '../testSeam';

/** How long a process is believed alive after its last sign of life, in milliseconds. */
export const LEASE_MS = testSeam.leaseMs() ?? 60_000;
/** How often it gives one, in milliseconds. */
export const RENEW_MS = LEASE_MS / 4;

const SLOT = Symbol.for('crmflow.process');

/**
 * Names this process in the ledger: host, process number, and a part that no other process ever has. It is the same for
 * all copies of this module: n8n loads the package anew when it is updated, while old triggers still run.
 */
export const thisProcess: string = ((globalThis as { [SLOT]?: string })[SLOT] ??=
	`${hostname()}|${process.pid}|${randomUUID().slice(0, 8)}`);

/**
 * Whether the process that holds a delivery is gone: its lease is over, or it ran on this host and its number is free.
 * A number used again by another program only means waiting for the lease. What this process holds itself is asked of
 * the heartbeat, which knows what is in hand.
 */
export function isGone({ owner, leaseUntil }: Pick<StoredDelivery, 'owner' | 'leaseUntil'>, now: Date): boolean {
	if (owner === null || leaseUntil === null) return true;
	if (owner === thisProcess) return false;
	if (leaseUntil <= now.toISOString()) return true;
	const [host, pid] = owner.split('|');
	// In a container every process has the same small number: there our own number proves nothing either way.
	if (host !== hostname()) return false;
	return Number(pid) === process.pid || !isRunning(Number(pid));
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
