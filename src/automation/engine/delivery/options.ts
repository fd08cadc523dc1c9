/** How the changes of a trigger are put into runs. */
export type RunMode =
	/** A run for each change, at once; up to `parallel` at the same time. */
	| { kind: 'single'; parallel: number }
	/** Up to `most` changes in one run, which starts when there are that many, or `waitMs` after the first. */
	| { kind: 'batch'; most: number; waitMs: number }
	/** Collected, and run every N minutes of the clock: with 15, at 00, 15, 30 and 45. Up to `most` in one run. */
	| { kind: 'background'; everyMinutes: number; most: number };

/** How a trigger's deliveries are made. */
export interface DeliveryOptions {
	mode: RunMode;
	/** After that time a run no longer holds its records and its slot among the runs; in milliseconds. */
	runLimitMs: number;
	/** How often the run of a change is made again when it fails; then the change is set aside. */
	retries: number;
	/** Wait before the first of these, in milliseconds; it doubles each time, up to an hour. */
	retryAfterMs: number;
	/** A run that was cut off because its process died is set aside instead of being made again. */
	leaveInterrupted: boolean;
}

export const DEFAULT_DELIVERY: DeliveryOptions = {
	mode: { kind: 'single', parallel: 20 },
	runLimitMs: 15 * 60_000,
	retries: 0,
	retryAfterMs: 60_000,
	leaveInterrupted: false,
};

/** The longest wait between two runs of a change, in milliseconds. */
const LONGEST_WAIT_MS = 60 * 60_000;

/** How long a change waits after that many failed runs (1 or more), in milliseconds. */
export function waitAfter(failures: number, { retryAfterMs }: Pick<DeliveryOptions, 'retryAfterMs'>): number {
	return Math.min(retryAfterMs * 2 ** (failures - 1), LONGEST_WAIT_MS);
}

/** A change that is to wait for others for longer than that is not in the hands of a process meanwhile; in milliseconds. */
const SOON_MS = 5000;

/** Whether a change may start its run within moments of being seen. */
export function startsSoon(mode: RunMode): boolean {
	return mode.kind === 'single' || (mode.kind === 'batch' && mode.waitMs <= SOON_MS);
}

/** How many changes at most go into one run. */
export function mostTogether(mode: RunMode): number {
	return mode.kind === 'single' ? 1 : mode.most;
}

/** How many runs of the trigger go on at the same time. */
export function mostRuns(mode: RunMode): number {
	return mode.kind === 'single' ? mode.parallel : 1;
}
