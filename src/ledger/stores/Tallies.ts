import type { DeliveryState, DeliveryTally } from '../Ledger';

interface TriggerRow {
	workflow_id: string;
	node_id: string;
	count: number;
}

/** Open deliveries of a trigger in one state; `oldest` is of those that are due. */
export interface OpenRow extends TriggerRow {
	state: DeliveryState;
	oldest: string | null;
}

/** Those of a trigger that were set aside, and when the last was. */
export interface SetAsideRow extends TriggerRow {
	last: string;
}

/** Puts the counts of several statements together, by trigger. */
export class Tallies {
	private readonly byTrigger = new Map<string, DeliveryTally>();

	addOpen({ state, count, oldest, ...trigger }: OpenRow): void {
		const tally = this.of(trigger);
		if (state === 'claimed') {
			tally.running += count;
			return;
		}
		if (state === 'inFlight') tally.inFlight += count;
		else tally.waiting += count;
		if (oldest !== null && (tally.oldestDue === null || oldest < tally.oldestDue)) tally.oldestDue = oldest;
	}

	addSetAside({ count, last, ...trigger }: SetAsideRow, error: string): void {
		const tally = this.of(trigger);
		tally.setAside = count;
		tally.lastError = { error, at: last };
	}

	all(): DeliveryTally[] {
		return [...this.byTrigger.values()];
	}

	private of({ workflow_id: workflowId, node_id: nodeId }: Pick<TriggerRow, 'workflow_id' | 'node_id'>): DeliveryTally {
		const name = JSON.stringify([workflowId, nodeId]);
		const known = this.byTrigger.get(name) ?? {
			workflowId,
			nodeId,
			waiting: 0,
			inFlight: 0,
			running: 0,
			oldestDue: null,
			setAside: 0,
			lastError: null,
		};
		this.byTrigger.set(name, known);
		return known;
	}
}
