import type { Clock } from '../../../src/model/clock';

/** A clock that stands still until it is moved. */
export class MovableClock implements Clock {
	private moment = Date.parse('2026-03-02T09:00:00.000Z');

	now(): Date {
		return new Date(this.moment);
	}

	/** ISO 8601, UTC. */
	get text(): string {
		return this.now().toISOString();
	}

	/** Moves it on and returns the new moment, ISO 8601 in UTC. */
	advance(milliseconds = 1000): string {
		this.moment += milliseconds;
		return this.text;
	}
}
