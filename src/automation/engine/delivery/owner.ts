import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { StoredDelivery } from '../../../ledger/Ledger';
import type { Scope } from '../Scope';
import { testSeam } from '../testSeam';

/** How long a process is believed alive after its last sign of life, in milliseconds. */
export const ALIVE_MS = testSeam.aliveMs() ?? 60_000;
/** How often it gives one, in milliseconds. */
export const RENEW_MS = ALIVE_MS / 4;

const SLOT = Symbol.for('crmflow.process');

/**
 * Names this process in the ledger: host, process number, and a part that no other process ever has. It is the same for
 * all copies of this module: n8n loads the package anew when it is updated, while old triggers still run.
 */
export const thisProcess: string = ((globalThis as { [SLOT]?: string })[SLOT] ??=
	`${hostname()}|${process.pid}|${randomUUID().slice(0, 8)}`);

/** A sign of life, for the ledger: until when this process is believed alive from now on (ISO 8601). */
export function signOfLife({ clock }: Pick<Scope, 'clock'>): string {
	return new Date(clock.now().getTime() + ALIVE_MS).toISOString();
}

/**
 * Whether the process that holds a delivery is gone: it gave no sign of life for `ALIVE_MS`, or it ran on this host and no
 * process has its number now. Where another program got that number, only the time tells. For what this process holds itself
 * ask the heartbeat, which knows what is in hand.
 */
export function isGone({ owner, aliveUntil }: Pick<StoredDelivery, 'owner' | 'aliveUntil'>, now: Date): boolean {
	if (owner === null || aliveUntil === null) return true;
	if (owner === thisProcess) return false;
	if (aliveUntil <= now.toISOString()) return true;
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
