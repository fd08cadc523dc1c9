import type { StoredDelivery } from '../../../ledger/Ledger';
import { every } from '../../../model/clock';
import type { Scope } from '../Scope';
import { isGone, RENEW_MS, signOfLife, thisProcess } from './owner';

/** A run in this process that another one started: as on a worker. */
interface RunForOthers {
	id: string;
	/** The run has ended, but the ledger does not know yet. */
	ended: boolean;
	release: () => void;
}

/**
 * Knows which runs this process has in hand, and gives a sign of life for all of them from time to time: one timer for all of a
 * connection. It costs nothing while idle: the timer runs only while something is in hand.
 */
export class Heartbeat {
	private readonly scope: Scope;
	private readonly inHand = new Map<string, number>();
	private readonly runsForOthers = new Set<RunForOthers>();
	/** Told when n8n has dropped a run without saying that it ended; see runForOthers. */
	private readonly dropped = new FinalizationRegistry<RunForOthers>((run) => void this.giveUp(run).catch(() => undefined));
	private stopBeating: (() => void) | undefined;

	constructor(scope: Scope) {
		this.scope = scope;
	}

	/** From now on until as many calls of `release` these runs are alive. */
	hold(ids: readonly string[]): void {
		for (const id of ids) this.inHand.set(id, (this.inHand.get(id) ?? 0) + 1);
		if (this.inHand.size > 0) this.stopBeating ??= every(this.scope.clock, RENEW_MS, () => void this.beat());
	}

	release(ids: readonly string[]): void {
		for (const id of ids) {
			const left = (this.inHand.get(id) ?? 0) - 1;
			if (left > 0) this.inHand.set(id, left);
			else this.inHand.delete(id);
		}
		if (this.inHand.size === 0) this.stop();
	}

	/** Whether this process has the run in hand. */
	holds(id: string): boolean {
		return this.inHand.has(id);
	}

	/** Whether the process that has the run of a delivery is gone; of this process: whether nothing of it has the run in hand. */
	isGone(delivery: Pick<StoredDelivery, 'owner' | 'aliveUntil' | 'runId'>): boolean {
		if (delivery.owner === thisProcess) return delivery.runId === null || !this.holds(delivery.runId);
		return isGone(delivery, this.scope.clock.now());
	}

	/**
	 * Keeps the claim of a run alive that another process started. Call the answer when the run has ended: the ledger is
	 * told, now or as soon as it can be reached. A run that goes to sleep is noticed by itself, since the process that
	 * started it finishes it. `release` is called at the end of either.
	 *
	 * n8n calls the answer last of all, and not at all when what it does before fails, as when its own database is away.
	 * So the answer must be kept by n8n's run alone: when the garbage collector takes it, n8n has dropped the run, and the claim is given up.
	 */
	runForOthers(id: string, release: () => void): () => Promise<void> {
		const run: RunForOthers = { id, ended: false, release };
		this.hold([id]);
		this.runsForOthers.add(run);
		const tell = async (): Promise<void> => {
			run.ended = true;
			await this.tellEnd(run).catch(() => undefined);
		};
		this.dropped.register(tell, run);
		return tell;
	}

	stop(): void {
		this.stopBeating?.();
		this.stopBeating = undefined;
	}

	/** A beat that fails is not the end: the next one comes well before this process is believed gone. */
	private async beat(): Promise<void> {
		try {
			await this.scope.ledger.runs.renew([...this.inHand.keys()], thisProcess, signOfLife(this.scope));
			for (const run of [...this.runsForOthers]) {
				if (run.ended) await this.tellEnd(run);
				else if (await this.isOver(run)) this.letGo(run);
			}
		} catch {
			// The database cannot be reached.
		}
	}

	private async tellEnd(run: RunForOthers): Promise<void> {
		await this.scope.ledger.runs.markEnded(run.id, thisProcess, this.scope.clock.now().toISOString());
		this.letGo(run);
	}

	private async giveUp(run: RunForOthers): Promise<void> {
		if (run.ended || !this.runsForOthers.has(run)) return;
		await this.scope.ledger.runs.letGo(run.id, thisProcess);
		this.letGo(run);
	}

	private async isOver({ id }: RunForOthers): Promise<boolean> {
		const run = await this.scope.ledger.runs.get(id);
		return run?.state !== 'claimed' || run.owner !== thisProcess;
	}

	private letGo(run: RunForOthers): void {
		if (!this.runsForOthers.delete(run)) return;
		this.release([run.id]);
		run.release();
	}
}
