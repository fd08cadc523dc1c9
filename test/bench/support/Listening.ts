import { setTimeout as sleep } from 'node:timers/promises';
import type { StartRun } from '../../../src/automation/delivery/Dispatcher';
import type { Subscription } from '../../../src/automation/delivery/Subscription';
import { libraryOf, type Bench } from './Bench.ts';
import type { BenchCrm } from './BenchCrm.ts';

/** How long changes may take to be done before a figure gives up, in milliseconds. */
const LIMIT_MS = 120_000;

/**
 * A trigger that listens as CRM Trigger does, with a run behind it that does nothing but claim its delivery: what is
 * measured is the package, without n8n.
 */
export class Listening {
	/** Called when a run starts, with the change's record. */
	onRun: (recordId: string) => void = () => {};
	private readonly crm: BenchCrm;
	private readonly workflowId: string;
	private readonly library: ReturnType<typeof libraryOf>;
	private subscription: Subscription | undefined;
	private ended = 0;

	private constructor(crm: BenchCrm, workflowId: string, bench: Bench) {
		this.crm = crm;
		this.workflowId = workflowId;
		this.library = libraryOf(bench);
	}

	/** To changes of deals, from now on. */
	static async start(crm: BenchCrm, bench: Bench, workflowId = 'bench'): Promise<Listening> {
		const listening = new Listening(crm, workflowId, bench);
		listening.subscription = await listening.library.Subscription.open(crm.lease, {
			workflowId,
			nodeId: 'trigger',
			filter: { event: 'recordChanged', recordType: 'deal', conditions: [] },
			activation: 'fresh',
			catchUp: false,
			allowOwnChanges: true,
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
			if (performance.now() > limit) throw new Error(`${target - this.ended} of ${count} changes were not delivered within ${LIMIT_MS / 1000} s.`);
		}
		while ((await this.crm.count('delivery', `workflow_id = '${this.workflowId}' and node_id = 'trigger' and finished_at is null`)) > 0) await sleep(1);
	}

	async stop(): Promise<void> {
		await (await this.subscription!.close()).runsEnded;
	}

	private readonly startRun: StartRun = async (delivery, change) => {
		this.onRun(change.ref.id);
		const claimed = await this.library.claimDelivery(this.crm.scope, delivery);
		if (!claimed) throw new Error('The only run of a delivery could not claim it.');
		this.ended++;
		return { status: 'success' };
	};
}
