import type { Scope } from '../Scope';
import { LEASE_MS, RENEW_MS, thisProcess } from './owner';

/** When the lease that a process takes now will be over: ISO 8601. */
export function leaseFrom(scope: Scope): string {
	return new Date(scope.clock.now().getTime() + LEASE_MS).toISOString();
}

/**
 * Keeps the leases of this process alive while it has deliveries in hand, one timer for all of a connection.
 * Idle costs nothing: the timer runs only between `hold` and the last `release`.
 */
export class Heartbeat {
	private readonly scope: Scope;
	private inHand = 0;
	private timer: NodeJS.Timeout | undefined;

	constructor(scope: Scope) {
		this.scope = scope;
	}

	hold(): void {
		this.inHand++;
		this.timer ??= setInterval(() => void this.beat(), RENEW_MS).unref();
	}

	release(): void {
		this.inHand--;
		if (this.inHand <= 0) this.stop();
	}

	stop(): void {
		clearInterval(this.timer);
		this.timer = undefined;
	}

	/** A beat that fails is not the end: the next one comes well before the lease is over. */
	private async beat(): Promise<void> {
		await this.scope.ledger.deliveries.renew(thisProcess, leaseFrom(this.scope)).catch(() => undefined);
	}
}
