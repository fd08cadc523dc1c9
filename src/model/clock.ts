/** The one source of time. Injected everywhere; tests move it. */
export interface Clock {
	now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
