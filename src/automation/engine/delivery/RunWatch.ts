import type { StoredRun, WorkersSeen } from '../../../ledger/Ledger';
import { every } from '../../../model/clock';
import type { Scope } from '../Scope';
import type { Heartbeat } from './Heartbeat';
import type { LocalRuns } from './LocalRuns';
import { ALIVE_MS, thisProcess } from './owner';

/** How often starts that no run has claimed are looked at, in milliseconds. */
const LOOK_MS = 500;
/** The same for claimed runs; and how long n8n may take to tell how one ended. */
const LOOK_CLAIMED_MS = Math.min(ALIVE_MS / 4, 5000);
const TELL_MS = ALIVE_MS / 4;
/** How long a worker may take to begin a start after a later one in n8n's queue has begun. */
const GRACE_MS = 2000;
/** Workers that have room take a start within that time; it doubles with each start that was made again in vain. */
const IDLE_MS = 2000;
const LONGEST_IDLE_MS = 30_000;

interface Watched {
	/** ISO 8601: when it was started last. */
	startedAt: string;
	/** Moments on this process's own clock. */
	nextLook: number;
	idleSince: number;
	overtakenSince: number | undefined;
	/** How often it was started again without a sign of life since. */
	again: number;
	forgotten: () => void;
	over: () => void;
}

/**
 * Notices what n8n does not tell of the runs of this process: when its own database or queue goes away at the wrong
 * moment, it forgets a start, or never says how a run ended. One look for all of a connection, at what the ledger shows.
 *
 * ## A start that no run has claimed
 * counts as forgotten when there is evidence. Time alone is none, since workers may only be busy:
 * - It was overtaken: a start that was handed over later has been claimed. n8n's queue is in order, so a worker must have
 *   taken this one before, and needs no more than a few seconds to begin.
 * - Workers have room: nothing has been claimed and no run has ended for some seconds, while no run is under way, or fewer
 *   than before. Other work of theirs is not seen here, so these seconds double each time.
 * Starting it again is harmless: the first start stays in the queue, and only one of them gets the claim.
 * A look that fails proves nothing: evidence is collected anew when the database is back.
 *
 * ## A run that has claimed it
 * is over when it has been finished, or its process is gone, or that has said that it ended and n8n says nothing more.
 */
export class RunWatch {
	private readonly scope: Scope;
	private readonly heartbeat: Heartbeat;
	private readonly runs: LocalRuns;
	private readonly watched = new Map<string, Watched>();
	private stopLooking: (() => void) | undefined;
	private looking = false;
	private lastSeen = '';
	/** The most runs that were under way at once, since the last time the database was away. */
	private mostRunning = 0;

	constructor(scope: Scope, heartbeat: Heartbeat, runs: LocalRuns) {
		this.scope = scope;
		this.heartbeat = heartbeat;
		this.runs = runs;
	}

	/**
	 * From the start of a run, until the answer is called. `forgotten` is called when it should be started again, each
	 * time; `over` once, when nothing is to be expected of it any more.
	 */
	watch(run: string, { forgotten, over }: Pick<Watched, 'forgotten' | 'over'>): () => void {
		const now = performance.now();
		this.watched.set(run, {
			startedAt: this.now(),
			nextLook: now + LOOK_MS,
			idleSince: now,
			overtakenSince: undefined,
			again: 0,
			forgotten,
			over,
		});
		this.stopLooking ??= every(this.scope.clock, LOOK_MS, () => void this.look());
		return () => this.watched.delete(run);
	}

	stop(): void {
		this.stopLooking?.();
		this.stopLooking = undefined;
	}

	/** Runs that begin and end within half a second cost no statement here; the timer stops when there are none. */
	private async look(): Promise<void> {
		if (this.watched.size === 0) return this.stop();
		const due = [...this.watched].filter(([, { nextLook }]) => nextLook <= performance.now()).map(([id]) => id);
		if (due.length === 0 || this.looking) return;
		this.looking = true;
		try {
			const { runs } = this.scope.ledger;
			const rows = await runs.getMany(due);
			const begun = due.filter((id) => rows.get(id)?.state !== 'inFlight');
			for (const id of begun) this.lookAtBegun(id, rows.get(id));
			if (begun.length < due.length)
				this.lookAtUnbegun(
					due.filter((id) => !begun.includes(id)),
					await runs.workersSeen(),
				);
		} catch {
			this.forgetEvidence();
		} finally {
			this.looking = false;
		}
	}

	private lookAtBegun(id: string, run: StoredRun | undefined): void {
		const watched = this.watched.get(id);
		if (watched === undefined) return;
		watched.nextLook = performance.now() + LOOK_CLAIMED_MS;
		if (!this.isOver(run)) return;
		this.watched.delete(id);
		watched.over();
	}

	private isOver(run: StoredRun | undefined): boolean {
		if (run === undefined || run.finishedAt !== null) return true;
		if (run.endedAt !== null) return this.scope.clock.now().getTime() - new Date(run.endedAt).getTime() > TELL_MS;
		return run.owner === thisProcess ? !this.runs.has(run.id) : this.heartbeat.isGone({ ...run, runId: run.id });
	}

	private lookAtUnbegun(ids: readonly string[], seen: WorkersSeen): void {
		const now = performance.now();
		const running = seen.claimed.filter((run) => !this.isOver(run));
		this.mostRunning = Math.max(this.mostRunning, running.length);
		const hasRoom = running.length === 0 || running.length < this.mostRunning;
		const sight = JSON.stringify([seen.lastClaimed?.id, running.map(({ id }) => id)]);
		const moved = sight !== this.lastSeen;
		this.lastSeen = sight;
		for (const id of ids) {
			const watched = this.watched.get(id);
			if (watched === undefined) continue;
			watched.nextLook = now;
			if (moved) watched.again = 0;
			if (moved || !hasRoom) watched.idleSince = now;
			if (seen.lastClaimed !== undefined && seen.lastClaimed.handedAt > watched.startedAt) watched.overtakenSince ??= now;
			if (isForgotten(watched, now)) this.startAgain(watched, now);
		}
	}

	private startAgain(watched: Watched, now: number): void {
		Object.assign(watched, { startedAt: this.now(), idleSince: now, overtakenSince: undefined, again: watched.again + 1 });
		watched.forgotten();
	}

	private forgetEvidence(): void {
		this.mostRunning = 0;
		for (const watched of this.watched.values())
			Object.assign(watched, { idleSince: performance.now(), overtakenSince: undefined, again: 0 });
	}

	private now(): string {
		return this.scope.clock.now().toISOString();
	}
}

function isForgotten({ overtakenSince, idleSince, again }: Watched, now: number): boolean {
	if (overtakenSince !== undefined && now - overtakenSince >= GRACE_MS) return true;
	return now - idleSince >= Math.min(IDLE_MS * 2 ** again, LONGEST_IDLE_MS);
}
