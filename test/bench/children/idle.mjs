import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Opens subscriptions, rests, and prints what that cost: see figures/idle.ts. Plain JavaScript, so that Node loads
 * nothing but itself. Without `options` nothing of the package is loaded either.
 */
const { library, options, subscriptions, seconds, filter = stageChanged } = JSON.parse(process.argv[2]);
if (options !== undefined) await listen(createRequire(import.meta.url)(library), options);
// What opening costs is over.
await sleep(2000);
globalThis.gc();
const before = process.cpuUsage();
const started = performance.now();
await sleep(seconds * 1000);
const { user, system } = process.cpuUsage(before);
const cpu = (user + system) / 1000 / (performance.now() - started);
globalThis.gc();
console.log(JSON.stringify({ cpu, memory: privateBytes() / 1e6, resident: process.memoryUsage.rss() / 1e6 }));
process.exit();

async function listen({ DEFAULT_DELIVERY, openConnection, Subscription }, connection) {
	for (let number = 0; number < subscriptions; number++) {
		const opened = await openConnection(connection, 'UTC');
		await Subscription.open(opened, {
			workflowId: `workflow-${number}`,
			nodeId: 'trigger',
			workflowName: `Workflow ${number}`,
			nodeName: 'CRM Trigger',
			filter: typeof filter === 'function' ? filter(number) : filter,
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

function stageChanged(number) {
	return {
		event: 'stageChanged',
		recordType: 'deal',
		toStages: ['sales:won'],
		conditions: [{ field: 'amount', operator: 'greaterThan', value: number }],
	};
}

/** Linux tells what is this process's own from what it has of files; elsewhere all of it counts. */
function privateBytes() {
	if (!existsSync('/proc/self/status')) return process.memoryUsage.rss();
	const [, kilobytes] = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
	return Number(kilobytes) * 1024;
}
