import type { DeliveryState, StoredDelivery } from '../../../ledger/Ledger';
import type { Output } from '../../../model/output';
import type { Scope } from '../../engine/Scope';
import { readable } from '../../words/output/readable';

/** A run of a workflow for one change. */
export type RunOutput = Output & {
	state: DeliveryState;
	/** n8n's number of the execution. */
	execution: string | null;
	/** Of the workflow. */
	version: number | null;
	/** 0, or the number of the replay. */
	replay: number;
	/** How often it was handed to n8n, and how often its run failed. */
	attempts: number;
	failures: number;
	/** ISO 8601, UTC. */
	startedAt: string | null;
	endedAt: string | null;
	seconds: number | null;
	error: string | null;
};

export function presentRun(delivery: StoredDelivery): RunOutput {
	const { state, executionId, workflowVersion, replay, attempts, failures, claimedAt, error } = delivery;
	const endedAt = claimedAt === null ? null : (delivery.endedAt ?? delivery.finishedAt);
	return {
		state,
		execution: executionId,
		version: workflowVersion === null ? null : Number(workflowVersion),
		replay,
		attempts,
		failures,
		startedAt: claimedAt,
		endedAt,
		seconds: claimedAt === null || endedAt === null ? null : secondsBetween(claimedAt, endedAt),
		error,
	};
}

export function secondsBetween(from: string, to: string): number {
	return Math.max(0, new Date(to).getTime() - new Date(from).getTime()) / 1000;
}

/** What became of a change that matched: its deliveries, the replays after the first. */
export function explainDeliveries(scope: Scope, rows: readonly StoredDelivery[]): { started: boolean; reason: string } {
	const last = rows.at(-1)!;
	const sentence = explainDelivery(scope, last);
	return {
		started: rows.some(({ claimedAt }) => claimedAt !== null),
		reason: last.replay === 0 ? sentence : `Replayed (replay ${last.replay}). ${sentence}`,
	};
}

function explainDelivery(scope: Scope, { state, claimedAt, endedAt, dueAt, failures, error }: StoredDelivery): string {
	const problem = error === null ? '.' : `: ${error.replace(/\.*$/, '')}.`;
	switch (state) {
		case 'waiting':
			return dueAt === null
				? 'It matched, and waits for its turn.'
				: `Its run failed${times(failures)}${problem} It is made again at ${readable(scope, dueAt)}.`;
		case 'inFlight':
			return 'It was handed to n8n, and the run has not begun yet.';
		case 'claimed':
			return endedAt === null ? 'It started the workflow, and the run goes on.' : 'It started the workflow, and the run has just ended.';
		case 'done':
			return 'It started the workflow.';
		case 'failed':
			return claimedAt === null
				? `It matched, but no run was started${problem}`
				: `It started the workflow, and the run failed${times(failures)}${problem}`;
	}
}

function times(count: number): string {
	return count > 1 ? ` ${count} times` : '';
}
