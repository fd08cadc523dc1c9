import { PostgresCrm } from '../../demo/PostgresCrm.ts';
import type { N8n } from '../../host/N8n.ts';
import { N8nQueue } from '../../host/N8nQueue.ts';
import type { N8nWorker } from '../../host/N8nWorker.ts';
import { TestDatabase } from '../../postgres/TestDatabase.ts';
import { Keeper } from '../Keeper.ts';
import type { Moment } from '../Scene.ts';
import { startEnvironment, type Arena, type ArenaOptions } from './Arena.ts';
import { databaseTarget } from './databaseTarget.ts';
import { keptTarget } from './keptTarget.ts';

const WORKERS = 2;
/** Main hands over, workers claim. */
const OF_MAIN: readonly Moment[] = ['emitted', 'catchingUp', 'any'];
const OF_WORKER: readonly Moment[] = ['halfDone', 'any', 'claimed'];
/**
 * How long a worker may be silent before n8n gives up its runs, in milliseconds: shorter than as installed (a minute),
 * so that what is waited for after a kill comes soon.
 */
const SILENCE = { QUEUE_WORKER_LOCK_DURATION: '10000', QUEUE_WORKER_LOCK_RENEW_TIME: '2000', QUEUE_WORKER_STALLED_INTERVAL: '5000' };

/** n8n in queue mode on PostgreSQL, with the CRM on the same server: main is killed, workers are, and the server. */
export async function queueArena(options: ArenaOptions): Promise<Arena> {
	const { folder, tarball, random } = options;
	const crm = await PostgresCrm.start();
	const { name } = await TestDatabase.create(crm.server.address);
	const queue = await N8nQueue.prepare({
		folder,
		tarball,
		database: { ...crm.server.address, database: name },
		workers: WORKERS,
		env: SILENCE,
	});
	const library = await crm.open(queue.mainFolder);
	let starts = 0;
	const env = () => startEnvironment(options, starts++ <= WORKERS);
	const main = new Keeper<N8n>((onSpawned) => queue.startMain({ env: env(), onSpawned }));
	const workers = Array.from(
		{ length: WORKERS },
		(_, index) => new Keeper<N8nWorker>((onSpawned) => queue.startWorker(index, { env: env(), onSpawned })),
	);
	return {
		library,
		database: crm.database,
		targets: [
			keptTarget('main', main, OF_MAIN),
			...workers.map((worker, index) => keptTarget(`worker ${index + 1}`, worker, OF_WORKER)),
			databaseTarget(crm.server, random),
		],
		url: () => main.current?.url,
		start: async () => {
			// Main makes the tables of n8n; the workers find them.
			await main.started();
			const started = performance.now();
			await Promise.all(workers.map(async (worker) => await worker.started()));
			return performance.now() - started;
		},
		connect: async (client, content) => await crm.connect(client, content),
		close: async () => {
			await Promise.all([main, ...workers].map(async (keeper) => await keeper.end()));
			await queue.kill();
			library.release();
			await crm.close();
		},
	};
}
