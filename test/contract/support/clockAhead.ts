import { systemClock, type Clock } from '../../../src/model/clock';

/** The computer's clock, that many milliseconds ahead. */
export function clockAhead(milliseconds: number): Clock {
	return {
		now: () => new Date(systemClock.now().getTime() + milliseconds),
		wait: async (until, signal) => await systemClock.wait(new Date(until.getTime() - milliseconds), signal),
	};
}
