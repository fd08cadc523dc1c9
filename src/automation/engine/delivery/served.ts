import type { StoredSubscription } from '../../../ledger/Ledger';
import { isGone } from './owner';

/** How often each process says which triggers it serves, in milliseconds. */
export const SERVED_EVERY_MS = 15 * 60_000;

/** A trigger that nobody speaks of for that long is served by nobody, in milliseconds: each process speaks twice in it. */
const SERVED_MS = 2 * SERVED_EVERY_MS;

/**
 * Whether a process of n8n serves the trigger: it said so lately, has not given it back since, and is not seen to be gone. Of one
 * on another machine that was killed, only the time tells.
 */
export function isServed({ state, servedBy, servedAt }: Pick<StoredSubscription, 'state' | 'servedBy' | 'servedAt'>, now: Date): boolean {
	const until = new Date(Date.parse(servedAt) + SERVED_MS);
	if (state !== 'open' || !(until > now)) return false;
	return servedBy === null || !isGone({ owner: servedBy, aliveUntil: until.toISOString() }, now);
}
