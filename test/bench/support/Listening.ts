import { setTimeout as sleep } from 'node:timers/promises';
import type { RunMode } from '../../../src/automation/engine/delivery/options';
import type { Delivered, StartRun } from '../../../src/automation/engine/delivery/RunFollower';
import type { Subscription } from '../../../src/automation/engine/delivery/Subscription';
import type { TriggerFilter } from '../../../src/model/triggers';
import { libraryOf, type Bench } from './Bench.ts';
import type { BenchCrm } from './BenchCrm.ts';

export const TRIGGER = { workflowId: 'bench', nodeId: 'trigger' };
const ANY_CHANGE: TriggerFilter = { event: 'recordChanged', recordType: 'deal', conditions: [] };
/** How long changes may take to be done before a figure gives up, in milliseconds. */
const LIMIT_MS = 120_000;

/**
 * A trigger that listens as CRM Trigger does, with a run behind it that does nothing but claim its delivery: what is
 * measured is the package, without n8n.
 */
export class Listening {
	/** Called when a run starts. */
	onRun: (batch: readonly Delivered[]) => void = () => {};
	private readonly crm: BenchCrm;
	private readonly library: ReturnType<typeof libraryOf>;
	private subscription: Subscription | undefined;
	private ended = 0;

	private constructor(crm: BenchCrm, bench: Bench) {
		this.crm = crm;
		this.library = libraryOf(bench);
	}

	/** To changes of deals, or as the filter says, from now on; one run per change, or as the mode says. */
	static async start(crm: BenchCrm, bench: Bench, mode?: RunMode, filter: TriggerFilter = ANY_CHANGE): Promise<Listening> {
		const listening = new Listening(crm, bench);
		const { DEFAULT_DELIVERY } = listening.library;
		listening.subscription = await listening.library.Subscription.open(crm.connection, {
			...TRIGGER,
			workflowName: 'Bench',
			nodeName: 'CRM Trigger',
			filter,
			activation: 'fresh',
			catchUp: false,
			allowOwnChanges: true,
			reentry: { kind: 'always' },
			delivery: { ...DEFAULT_DELIVERY, mode: mode ?? DEFAULT_DELIVERY.mode },
			startRun: listening.startRun,
			report: (error) => console.error(error),
		});
		return listening;
	}

	/** Does the work, and resolves when so many more deliveries have been done, in the ledger too. */
	async delivered(count: number, work: () => Promise<unknown>): Promise<void> {
		const target = this.ended + count;
		await work();
		for (const limit = performance.now() + LIMIT_MS; this.ended < target; await sleep(1)) {
			if (performance.now() > limit)
				throw new Error(`${target - this.ended} of ${count} changes were not delivered within ${LIMIT_MS / 1000} s.`);
		}
		while (await this.open()) await sleep(1);
	}

	/** Found by indexes: what is looked for again and again must not cost more the more was done before. */
	private async open(): Promise<boolean> {
		const ours = `workflow_id = '${TRIGGER.workflowId}' and node_id = '${TRIGGER.nodeId}'`;
		return (
			(await this.crm.count('run', `${ours} and finished_at is null`)) +
				(await this.crm.count('delivery', `${ours} and state = 'waiting'`)) >
			0
		);
	}

	async stop(): Promise<void> {
		await (
			await this.subscription!.close()
		).runsEnded;
	}

	/** As CRM Trigger does inside the run. */
	private readonly startRun: StartRun = async (batch) => {
		this.onRun(batch);
		const { runId } = batch[0]!.delivery;
		const claimed = await this.library.claimRunOf(this.crm.connection, runId!, { executionId: '1', workflowVersion: '1' }, () => {});
		if (!claimed.got) throw new Error('The only run of a delivery could not claim it.');
		await claimed.ended();
		this.ended += batch.length;
		return { status: 'success' };
	};
}
