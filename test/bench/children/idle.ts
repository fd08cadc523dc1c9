import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionOptions } from '../../../src/crm/backends';

type Library = typeof import('../measured.ts');

interface Work {
	library: string;
	/** Absent: nothing of the package is loaded. */
	options?: ConnectionOptions;
	subscriptions: number;
	seconds: number;
}

/** Opens subscriptions, rests, and prints what that cost: see figures/idle.ts. */
const { library, options, subscriptions, seconds } = JSON.parse(process.argv[2]!) as Work;
if (options !== undefined) await listen(createRequire(import.meta.url)(library) as Library, options);
// What opening costs is over.
await sleep(2000);
collect();
const before = process.cpuUsage();
const started = performance.now();
await sleep(seconds * 1000);
const { user, system } = process.cpuUsage(before);
const cpu = (user + system) / 1000 / (performance.now() - started);
collect();
console.log(JSON.stringify({ cpu, memory: process.memoryUsage().rss / 1e6 }));
process.exit();

async function listen({ DEFAULT_DELIVERY, openConnection, Subscription }: Library, connection: ConnectionOptions): Promise<void> {
	for (let number = 0; number < subscriptions; number++) {
		const lease = await openConnection(connection, 'UTC');
		await Subscription.open(lease, {
			workflowId: `workflow-${number}`,
			nodeId: 'trigger',
			workflowName: `Workflow ${number}`,
			nodeName: 'CRM Trigger',
			filter: { event: 'stageChanged', recordType: 'deal', toStages: ['sales:won'], conditions: [{ field: 'amount', operator: 'greaterThan', value: number }] },
			activation: 'fresh',
			catchUp: false,
			allowOwnChanges: false,
			reentry: { kind: 'always' },
			delivery: DEFAULT_DELIVERY,
			startRun: async () => ({ status: 'success' }),
			report: (error) => console.error(error),
		});
	}
}

function collect(): void {
	(globalThis as { gc?: () => void }).gc!();
}
