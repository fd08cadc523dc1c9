import type { StoredLease, TriggerIdentity } from '../../../ledger/Ledger';
import { later } from '../../../model/clock';
import { ALIVE_MS, isGone, thisProcess } from '../delivery/owner';
import type { Scope } from '../Scope';
import type { Chore, ChoreContext } from './Chore';

/** The name of its lease in the ledger. */
export const SERVICE = 'service';

/** How often the leader renews its lease, and others look who has it; in milliseconds. */
const RENEW_MS = ALIVE_MS / 2;
/** How long after a failure there is another round, in milliseconds. */
const AGAIN_MS = Math.min(30_000, RENEW_MS);

/** A chore, and what it is doing in this process. */
interface OwnChore {
	readonly chore: Chore;
	/** Present while this process does it. */
	stop?: AbortController;
	due: Date | null;
	/** The turn that is under way. */
	turn?: Promise<void>;
	/** It asked for a turn during its turn. */
	woken: boolean;
}

/**
 * The background service of one connection: it does its chores in every process that has an open trigger. Those of the leader
 * are done by one process alone, which has the lease in the ledger.
 *
 * ## off
 * No trigger is open in this process. The first that opens leads to *standing by*.
 *
 * ## standing by
 * What everyone does is done. Another process leads: when its lease is over, or it is seen to be gone, this one tries to take
 * the lease. The one that gets it is *leading*.
 *
 * ## leading
 * The leader's chores have begun here. The lease is renewed in time. When that fails, because another process has it or the
 * database cannot be reached, this one is *standing by* again.
 *
 * The last trigger that closes, or the end of the connection, leads back to *off*; the lease is given back.
 *
 * In each round the chores that are due begin their turn, side by side; none waits for another. One timer is set for the next
 * moment at which anything is due; nothing is looked for in between.
 */
export class Service {
	private readonly scope: Pick<Scope, 'ledger' | 'clock'>;
	private readonly chores: OwnChore[];
	/** By name: which, and how often it is open (while a workflow is changed, the old one and the new one are). */
	private readonly served = new Map<string, { trigger: TriggerIdentity; count: number; report: (error: unknown) => void }>();
	private cancelTimer: (() => void) | undefined;
	private round: Promise<void> | undefined;
	private wanted = false;
	private leads = false;
	/** When the lease is renewed next or, where another process has it, looked at. */
	private lookAt: Date;

	constructor(scope: Pick<Scope, 'ledger' | 'clock'>, chores: readonly Chore[]) {
		this.scope = scope;
		this.chores = chores.map((chore) => ({ chore, due: null, woken: false }));
		this.lookAt = scope.clock.now();
	}

	/**
	 * A trigger is open. `report` is told of problems. Returns the function that says that it is closed; it tells whether it is
	 * open nowhere else in this process.
	 */
	serve({ workflowId, nodeId }: TriggerIdentity, report: (error: unknown) => void): () => boolean {
		const name = JSON.stringify([workflowId, nodeId]);
		const serving = this.served.get(name) ?? { trigger: { workflowId, nodeId }, count: 0, report };
		this.served.set(name, serving);
		serving.count++;
		serving.report = report;
		if (this.served.size === 1 && serving.count === 1) this.wake();
		let open = true;
		return () => {
			if (!open) return false;
			open = false;
			if (--serving.count > 0) return false;
			this.served.delete(name);
			if (this.served.size === 0) this.stop();
			return true;
		};
	}

	/** Resolves when what was due at the call has been done. */
	async settled(): Promise<void> {
		for (;;) {
			const turns = this.chores.flatMap(({ turn }) => (turn === undefined ? [] : [turn]));
			if (this.round === undefined && turns.length === 0) return;
			await Promise.all([this.round, ...turns]);
		}
	}

	/** Resolves when nothing runs any more and the lease is given back. */
	async close(): Promise<void> {
		this.served.clear();
		this.stop();
		await this.round;
	}

	private stop(): void {
		for (const { stop } of this.chores) stop?.abort();
		this.wake();
	}

	/** A round now, or right after the one that is under way. */
	private wake(): void {
		this.wanted = true;
		this.round ??= this.rounds().finally(() => {
			this.round = undefined;
			if (this.wanted) this.wake();
		});
	}

	private async rounds(): Promise<void> {
		while (this.wanted) {
			this.wanted = false;
			this.cancelTimer?.();
			if (this.served.size === 0) await this.goOff();
			else await this.goRound();
		}
	}

	private async goRound(): Promise<void> {
		await this.begin('everyone', undefined);
		if (!(await this.attempt(async () => await this.seeToLease()))) this.lookAt = this.soon();
		for (const own of this.chores) this.startTurn(own);
		this.setTimer();
	}

	private startTurn(own: OwnChore): void {
		if (own.stop === undefined || own.turn !== undefined) return;
		if (own.due === null || own.due > this.scope.clock.now()) return;
		own.due = null;
		own.woken = false;
		own.turn = this.takeTurn(own).finally(() => {
			own.turn = undefined;
			this.wake();
		});
	}

	private async takeTurn(own: OwnChore): Promise<void> {
		const { chore } = own;
		const done = await this.attempt(async () => await chore.work());
		if (!own.woken) own.due = done ? chore.due() : this.soon();
	}

	private async seeToLease(): Promise<void> {
		const { clock } = this.scope;
		if (this.lookAt > clock.now()) return;
		this.lookAt = new Date(clock.now().getTime() + RENEW_MS);
		const lease = await this.takeLease().catch(async (error: unknown) => {
			await this.stopLeading();
			throw error;
		});
		if (lease === undefined) return await this.stopLeading();
		this.leads = true;
		await this.begin('leader', lease);
	}

	private async begin(doneBy: Chore['doneBy'], lease: StoredLease | undefined): Promise<void> {
		for (const own of this.chores) {
			if (own.stop !== undefined || own.chore.doneBy !== doneBy) continue;
			const stop = new AbortController();
			if (!(await this.attempt(async () => await own.chore.begin(this.contextOf(own, stop.signal, lease))))) continue;
			own.stop = stop;
			if (this.served.size === 0) stop.abort();
			own.due = own.chore.due();
		}
	}

	private contextOf(own: OwnChore, stop: AbortSignal, lease: StoredLease | undefined): ChoreContext {
		return {
			served: () => [...this.served.values()].map(({ trigger }) => trigger),
			...(lease === undefined ? {} : { lease }),
			stop,
			wake: () => {
				own.woken = true;
				own.due = this.scope.clock.now();
				this.wake();
			},
			replan: () => {
				if (own.turn !== undefined) return;
				own.due = own.chore.due();
				this.wake();
			},
			report: (error) => this.report(error),
		};
	}

	/** The lease as it was, when this process has it now. */
	private async takeLease(): Promise<StoredLease | undefined> {
		const { leases } = this.scope.ledger;
		const now = this.scope.clock.now();
		const seen = await leases.get(SERVICE);
		if (seen !== undefined && seen.owner !== thisProcess && !isGone({ owner: seen.owner, aliveUntil: seen.until }, now)) return undefined;
		const until = new Date(now.getTime() + ALIVE_MS).toISOString();
		if (!(await leases.take(SERVICE, seen, thisProcess, until))) return undefined;
		return seen ?? { owner: null, until: null, doneAt: null };
	}

	private async stopLeading(): Promise<void> {
		this.leads = false;
		await this.endChores(({ doneBy }) => doneBy === 'leader');
	}

	private async goOff(): Promise<void> {
		const led = this.leads;
		this.leads = false;
		await this.endChores(() => true);
		this.lookAt = this.scope.clock.now();
		if (led) await this.scope.ledger.leases.release(SERVICE, thisProcess).catch(() => undefined);
	}

	private async endChores(which: (chore: Chore) => boolean): Promise<void> {
		for (const own of this.chores) {
			if (own.stop === undefined || !which(own.chore)) continue;
			own.stop.abort();
			await own.turn;
			await this.attempt(async () => await own.chore.end());
			own.stop = undefined;
			own.due = null;
		}
	}

	private setTimer(): void {
		const moments = [this.lookAt, ...this.chores.flatMap(({ due, turn }) => (due === null || turn !== undefined ? [] : [due]))].map(
			(moment) => moment.getTime(),
		);
		const distance = Math.max(0, Math.min(...moments) - this.scope.clock.now().getTime());
		this.cancelTimer = later(this.scope.clock, distance, () => this.wake());
	}

	private soon(): Date {
		return new Date(this.scope.clock.now().getTime() + AGAIN_MS);
	}

	/** False: it failed, and that was reported. */
	private async attempt(work: () => Promise<void>): Promise<boolean> {
		try {
			await work();
			return true;
		} catch (error) {
			this.report(error);
			return false;
		}
	}

	private report(error: unknown): void {
		const [first] = this.served.values();
		first?.report(error);
	}
}
