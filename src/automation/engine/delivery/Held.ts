import type { StoredDelivery } from '../../../ledger/Ledger';
import { later } from '../../../model/clock';
import type { Connection } from './Connection';
import { ALIVE_MS } from './owner';

/** What became of a delivery that somebody else had. */
export type HeldEnd =
	/** It is finished, or gone. */
	| 'over'
	/** Its run ended; nobody has said so in the ledger yet. */
	| 'ended'
	/** No run has it. */
	| 'free'
	/** Its run was cut off: the process that had it is gone. */
	| 'interrupted';

/** What is known of a delivery that is held. */
export type HeldBecause =
	/** Another run has it. */
	| 'taken'
	/** No run has it: it is free at the next look. */
	| 'unstarted'
	/** Another run has it, and n8n has said that the run ended: nobody but a process in trouble keeps it for long. */
	| 'toldEnded';

/** How long a sign of life, or the end of a run, is waited for, in milliseconds. */
const PATIENCE_MS = ALIVE_MS * 1.25;
/** How often they are looked at, in milliseconds. */
const LOOK_MS = 1000;

interface HeldDelivery {
	delivery: StoredDelivery;
	because: HeldBecause;
	/** When it came here, on this process's own clock. */
	added: number;
	/** It does not keep its lane busy any more. */
	late: boolean;
	/** `aliveUntil` as it was first seen, and when that was on this process's own clock. */
	aliveUntil: string | null;
	since: number;
}

/**
 * Deliveries of a trigger that a run has which its dispatcher cannot watch: on a worker, or started by a process of
 * before. They are looked at from time to time, all in one read, while there are any.
 *
 * `aliveUntil` is a moment of the wall clock, which can be set back. So an owner counts as gone too when it has not put that
 * moment further for longer than it is believed alive after a sign of life, measured on this process's own clock.
 */
export class Held {
	private readonly connection: Connection;
	private readonly onEnd: (deliveries: readonly StoredDelivery[], end: HeldEnd) => Promise<void>;
	private readonly onLate: (delivery: StoredDelivery) => void;
	private readonly report: (error: unknown) => void;
	private readonly limitMs: number;
	private readonly held = new Map<string, HeldDelivery>();
	private timer: (() => void) | undefined;
	private closed = false;

	/** `onLate` is told of those that are here for longer than `limitMs`. */
	constructor({
		connection,
		onEnd,
		onLate,
		report,
		limitMs,
	}: {
		connection: Connection;
		onEnd: (deliveries: readonly StoredDelivery[], end: HeldEnd) => Promise<void>;
		onLate: (delivery: StoredDelivery) => void;
		report: (error: unknown) => void;
		limitMs: number;
	}) {
		this.connection = connection;
		this.onEnd = onEnd;
		this.onLate = onLate;
		this.report = report;
		this.limitMs = limitMs;
	}

	add(delivery: StoredDelivery, because: HeldBecause = 'taken'): void {
		const now = performance.now();
		this.held.set(delivery.id, { delivery, because, added: now, late: false, aliveUntil: delivery.aliveUntil, since: now });
		this.lookLater();
	}

	close(): void {
		this.closed = true;
		this.timer?.();
	}

	private lookLater(): void {
		if (this.timer !== undefined || this.closed || this.held.size === 0) return;
		this.timer = later(this.connection.scope.clock, LOOK_MS, () => {
			void this.look()
				.catch(this.report)
				.finally(() => {
					this.timer = undefined;
					this.lookLater();
				});
		});
	}

	private async look(): Promise<void> {
		// What comes in the meantime was not asked for: it is looked at next time.
		const looked = [...this.held];
		const rows = await this.connection.scope.ledger.deliveries.getMany(looked.map(([id]) => id));
		const ends = Map.groupBy(looked, ([id, held]) => this.endOf(held, rows.get(id)));
		for (const [, held] of ends.get(undefined) ?? []) this.noteLate(held);
		ends.delete(undefined);
		for (const [end, ended] of ends) {
			if (this.closed) return;
			// Those of one run together: they leave it together.
			await this.onEnd(
				ended.map(([id, { delivery }]) => rows.get(id) ?? delivery),
				end!,
			);
			// Unless it came back: somebody took it while its end was written down.
			for (const [id, held] of ended) if (this.held.get(id) === held) this.held.delete(id);
		}
	}

	private noteLate(held: HeldDelivery): void {
		if (held.late || performance.now() - held.added <= this.limitMs) return;
		held.late = true;
		this.onLate(held.delivery);
	}

	private endOf(held: HeldDelivery, row: StoredDelivery | undefined): HeldEnd | undefined {
		if (row === undefined || row.finishedAt !== null) return 'over';
		if (row.state === 'waiting' || (held.because === 'unstarted' && row.state === 'inFlight')) return 'free';
		if (row.endedAt !== null) return 'ended';
		const overdue = held.because === 'toldEnded' && performance.now() - held.added > PATIENCE_MS;
		if (!overdue && !this.connection.heartbeat.isGone(row) && !isStale(held, row)) return undefined;
		return row.state === 'claimed' ? 'interrupted' : 'free';
	}
}

function isStale(held: HeldDelivery, { aliveUntil }: StoredDelivery): boolean {
	if (aliveUntil !== held.aliveUntil) {
		held.aliveUntil = aliveUntil;
		held.since = performance.now();
	}
	return performance.now() - held.since > PATIENCE_MS;
}
