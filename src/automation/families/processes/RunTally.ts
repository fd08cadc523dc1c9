import type { RunRow } from '../../../ledger/Ledger';
import { median, percentile } from '../../../model/percentile';
import type { Output } from '../../../model/output';
import { secondsBetween } from './runs';

/** What deliveries come to. Times are ISO 8601 in UTC. */
export type RunFigures = Output & {
	/** Changes that matched the trigger; replays count again. */
	changes: number;
	/** Runs in n8n: a batch of changes is one. */
	runs: number;
	/** Changes whose run succeeded. */
	succeeded: number;
	/** Runs of a change that failed, those that were made again too. */
	failed: number;
	/** Changes whose run failed and is not made again. */
	setAside: number;
	/** Changes that were given up without a run, such as those of a workflow that was switched off. */
	notStarted: number;
	/** Changes whose run has not ended. */
	running: number;
	/** Changes that wait for their run. */
	waiting: number;
	/** How long runs took in seconds, up to their end or to their going to sleep; null without any. */
	seconds: { median: number | null; p95: number | null; total: number };
	lastRunAt: string | null;
	/** n8n's number of that run. */
	lastExecution: string | null;
	/** Of the last change that was set aside. */
	lastError: string | null;
};

/** Executions are told apart among the last so many: the changes of a batch are near each other. */
const KNOWN_EXECUTIONS = 20_000;

/** Counts deliveries, given oldest first. */
export class RunTally {
	private readonly counts = { changes: 0, runs: 0, succeeded: 0, failed: 0, setAside: 0, notStarted: 0, running: 0, waiting: 0 };
	private readonly seconds: number[] = [];
	private readonly executions = new Set<string>();
	private last: { at: string; execution: string | null } | undefined;
	private lastError: string | null = null;

	add(row: RunRow): void {
		this.counts.changes++;
		this.addState(row);
		if (row.claimedAt === null) return;
		this.counts.failed += row.failures;
		// Only the last run of a change is kept; those before it failed, and were counted.
		this.counts.runs += Math.max(0, row.failures - (row.state === 'done' || row.state === 'claimed' ? 0 : 1));
		if (!this.isNew(row.executionId)) return;
		this.counts.runs++;
		if (row.endedAt !== null && row.state !== 'waiting') this.seconds.push(secondsBetween(row.claimedAt, row.endedAt));
		if (this.last === undefined || row.claimedAt > this.last.at) this.last = { at: row.claimedAt, execution: row.executionId };
	}

	figures(): RunFigures {
		const total = this.seconds.reduce((sum, seconds) => sum + seconds, 0);
		return {
			...this.counts,
			seconds: { median: rounded(median(this.seconds)), p95: rounded(percentile(this.seconds, 0.95)), total: rounded(total) },
			lastRunAt: this.last?.at ?? null,
			lastExecution: this.last?.execution ?? null,
			lastError: this.lastError,
		};
	}

	private addState({ state, claimedAt, error }: RunRow): void {
		if (state === 'done') this.counts.succeeded++;
		else if (state === 'claimed') this.counts.running++;
		else if (state !== 'failed') this.counts.waiting++;
		else if (claimedAt === null) this.counts.notStarted++;
		else {
			this.counts.setAside++;
			this.lastError = error;
		}
	}

	/** Without a number nobody knows: then each change counts as a run of its own. */
	private isNew(execution: string | null): boolean {
		if (execution === null) return true;
		if (this.executions.has(execution)) return false;
		this.executions.add(execution);
		if (this.executions.size > KNOWN_EXECUTIONS) this.executions.delete(this.executions.values().next().value!);
		return true;
	}
}

function rounded<T extends number | null>(seconds: T): T {
	return (seconds === null ? null : Math.round(seconds * 1000) / 1000) as T;
}
