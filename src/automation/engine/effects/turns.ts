import type { StoredIntent } from '../../../ledger/Ledger';
import { isGone, thisProcess } from '../delivery/owner';
import type { Scope } from '../Scope';

/** Between two looks whether another process has ended the step, in milliseconds. */
const LOOK_EVERY_MS = 250;

const SLOT = Symbol.for('crmflow.stepsUnderWay');
/** What this process is doing: the same for all copies of this module, see `thisProcess`. */
const underWay: Map<string, Promise<unknown>> = ((globalThis as { [SLOT]?: Map<string, Promise<unknown>> })[SLOT] ??= new Map());

/** Another run has begun the step, or done it, since it was looked up: nothing was written. */
export class StepTaken extends Error {}

/**
 * Of runs that do the same step at the same moment one does it, and the others wait until it has ended. Undefined: another run
 * was doing it; look again what has become of the step. A process that gives no sign of life is soon believed gone.
 */
export async function inTurn<T>(
	{ ledger, clock }: Scope,
	key: string,
	intent: StoredIntent | undefined,
	work: () => Promise<T>,
): Promise<T | undefined> {
	const name = `${ledger.feedId} ${key}`;
	const other = underWay.get(name);
	if (other !== undefined) {
		await other.catch(() => undefined);
		return undefined;
	}
	if (intent !== undefined && intent.owner !== thisProcess && !isGone(intent, clock.now())) {
		await clock.wait(new Date(clock.now().getTime() + LOOK_EVERY_MS));
		return undefined;
	}
	const working = work();
	underWay.set(name, working);
	try {
		return await working;
	} catch (error) {
		if (error instanceof StepTaken) return undefined;
		throw error;
	} finally {
		underWay.delete(name);
	}
}
