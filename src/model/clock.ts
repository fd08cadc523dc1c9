/** The one source of time. Injected everywhere; tests move it. */
export interface Clock {
	now(): Date;
	/**
	 * Resolves when the clock shows the moment: at once when it is past, and at the latest when as much time has gone by as
	 * lay before it at the call, so that a clock that was set back stops nobody. Any distance is allowed. Rejects with the
	 * signal's reason when that is aborted first. A wait keeps no process alive.
	 */
	wait(until: Date, signal?: AbortSignal): Promise<void>;
}

/** Longer timers of Node end at once (2^31 ms); and the clock may be set forward meanwhile, as after a computer slept. */
const LONGEST_TIMER_MS = 3600_000;

/** The clock of the computer. */
export const systemClock: Clock = {
	now: () => new Date(),
	async wait(until, signal) {
		const distance = () => until.getTime() - systemClock.now().getTime();
		const end = performance.now() + distance();
		for (;;) {
			signal?.throwIfAborted();
			const left = Math.min(end - performance.now(), distance());
			if (left <= 0) return;
			await pause(Math.min(left, LONGEST_TIMER_MS), signal);
		}
	},
};

/** One for all: making an error for each costs more than the timer itself. */
const CALLED_OFF = new Error('Called off.');

/** Calls the work once, after that many milliseconds, unless the returned function is called before. Calling that twice is harmless. */
export function later(clock: Clock, milliseconds: number, work: () => void): () => void {
	const ending = new AbortController();
	const moment = new Date(clock.now().getTime() + milliseconds);
	void clock.wait(moment, ending.signal).then(
		() => {
			if (!ending.signal.aborted) work();
		},
		() => undefined,
	);
	return () => ending.abort(CALLED_OFF);
}

/** Calls the work again and again, that many milliseconds apart, until the returned function is called. */
export function every(clock: Clock, milliseconds: number, work: () => void): () => void {
	let stop = (): void => undefined;
	let stopped = false;
	const next = (): void => {
		if (stopped) return;
		stop = later(clock, milliseconds, () => {
			work();
			next();
		});
	};
	next();
	return () => {
		stopped = true;
		stop();
	};
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		const abort = () => {
			clearTimeout(timer);
			reject(signal?.reason as Error);
		};
		const timer = setTimeout(() => {
			signal?.removeEventListener('abort', abort);
			resolve();
		}, milliseconds).unref();
		signal?.addEventListener('abort', abort, { once: true });
	});
}
