import type { IExecuteFunctions } from 'n8n-workflow';

type Counts = Record<string, number>;

/** What a node keeps about its own work. n8n stores it with the execution, also while the execution waits. */
interface Memory {
	items?: { round: number; before: Counts; now: Counts };
	calls?: { execution: string; times: Counts };
}

function memoryOf(context: IExecuteFunctions): Memory {
	const kept = context.getContext('node') as { crmflow?: Memory };
	return (kept.crmflow ??= {});
}

/**
 * Numbers the items of each change that reach a node in one execution, over all its rounds: those of a loop, and those
 * of several branches that lead to it. The number of a round would not do: a branch that no item of a smaller batch takes
 * makes no round. A round that is done again, as with "Retry", counts anew.
 */
export class ItemNumbers {
	private readonly before: Counts;
	private readonly now: Counts = {};

	constructor(context: IExecuteFunctions, round: number) {
		const memory = memoryOf(context);
		const last = memory.items;
		this.before = { ...last?.before };
		if (last !== undefined && last.round < round)
			for (const [change, count] of Object.entries(last.now)) this.before[change] = (this.before[change] ?? 0) + count;
		memory.items = { round, before: this.before, now: this.now };
	}

	next(change: string): number {
		const number = this.now[change] ?? 0;
		this.now[change] = number + 1;
		return number + (this.before[change] ?? 0);
	}
}

/** How often the calls of a tool were carried out in this execution. An execution that is retried is another one. */
export class CallCounts {
	private readonly times: Counts;

	constructor(context: IExecuteFunctions) {
		const memory = memoryOf(context);
		const execution = context.getExecutionId();
		if (memory.calls?.execution !== execution) memory.calls = { execution, times: {} };
		this.times = memory.calls!.times;
	}

	of(call: string): number {
		return this.times[call] ?? 0;
	}

	add(call: string): void {
		this.times[call] = this.of(call) + 1;
	}
}
