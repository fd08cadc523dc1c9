import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SeededRandom } from '../contract/support/SeededRandom.ts';
import { projectRoot } from '../host/hostFolder.cjs';
import { N8nClient } from '../host/N8nClient.ts';
import { packProject } from '../host/pack.ts';
import { step } from '../host/steps.ts';
import type { Arena } from './arena/Arena.ts';
import { postgresArena } from './arena/postgres.ts';
import { queueArena } from './arena/queue.ts';
import { sqliteArena } from './arena/sqlite.ts';
import { ChangeStream } from './ChangeStream.ts';
import { check } from './checker.ts';
import { fillCompany } from './company.ts';
import { Killer } from './Killer.ts';
import { readOptions } from './options.ts';
import { printReport } from './report.ts';
import { RunCounter } from './RunCounter.ts';
import { Scene } from './Scene.ts';
import { changer, effects } from './workflows.ts';

/**
 * `npm run chaos -- --kills 10 --changes 600 [--mode sqlite|postgres|queue] [--seed N] [--json] [--sabotage skip|forget|twice]`:
 * a real n8n, with its workers and database servers where it has them, is killed again and again while deals change, and
 * must end with the effects of every change exactly once. The seed repeats the choices; the machine's own timing remains.
 * Exit code 1 unless nothing is lost, twice or out of order.
 */
const DEALS = 60;
const WEBHOOK = 'change-deal';
/** Between a start of a process and the next kill, about; in milliseconds. */
const RUNNING_MS = 4000;
/** Nothing more is expected when nothing is open, and nothing has happened for that long; in milliseconds. */
const QUIET_MS = 4000;
/**
 * The same when something is open: as long as the design may need. The longest are a start that was made again in vain
 * several times (30 s), and a claim whose process is gone, which is believed alive for 1.25 times 15 s here.
 */
const STUCK_MS = 90_000;
const ARENAS = { sqlite: sqliteArena, postgres: postgresArena, queue: queueArena };

const options = readOptions();
if (options.json) console.log = (...line: unknown[]) => console.error(...line);
const home = join(projectRoot, '.crmflow');
mkdirSync(home, { recursive: true });
const folder = mkdtempSync(join(home, 'chaos-'));
const closers: Array<() => unknown> = [];
try {
	process.exitCode = await chaos();
} finally {
	for (const close of closers.reverse()) await close();
	if (process.env.CRMFLOW_KEEP !== '1') rmSync(folder, { recursive: true, force: true });
}

async function chaos(): Promise<number> {
	const started = performance.now();
	const { kills, changes, seed, mode } = options;
	console.log(`Seed ${seed}`);
	const random = new SeededRandom(seed);
	const tarball = await step('Building the package', (tell) => packProject(tell));
	const arena = await step('Installing it into n8n', () => ARENAS[mode]({ folder, tarball, random, env: testEnvironment() }));
	closers.push(() => arena.close());
	const { database, library, targets } = arena;
	const deals = await fillCompany(library, DEALS);
	const counter = await RunCounter.start();
	closers.push(() => counter.close());
	const startMs = await step('Starting n8n', () => arena.start());
	await step('Activating the workflows', () => activateWorkflows(arena, counter.url));

	const scene = new Scene(database);
	const killer = new Killer({ random, scene, targets });
	const stream = new ChangeStream({ random, deals, database, library, webhook: () => arena.url() && `${arena.url()}/webhook/${WEBHOOK}` });
	closers.push(() => stream.stop());
	// Spread over all the time that the kills take on this machine.
	const perSecond = changes / ((kills + 0.5) * ((startMs + RUNNING_MS) / 1000));
	await step(`Making ${changes} changes and killing ${targets.map(({ name }) => name).join(', ')} ${kills} times`, async (tell) => {
		const made = stream.run(changes, perSecond);
		made.catch(() => stream.stop());
		for (let kill = 1; kill <= kills; kill++) {
			const progress = ((kill - 0.75 + random.next() / 2) / (kills + 0.5)) * changes;
			console.log(`Kill ${kill}: ${await killer.kill(() => stream.confirmed >= progress || stream.hasStopped)}`);
			tell(`${kill} kills, ${stream.confirmed} changes`);
		}
		await Promise.all(targets.map(async (target) => await target.ready()));
		await made;
	});
	const standstillMs = await step('Waiting until everything is quiet', (tell) => quiet(scene, tell));

	const { verdict, complaints } = await check(database, changes);
	const result = {
		mode,
		kills,
		changes: verdict.changes,
		lost: verdict.lost,
		duplicateEffects: verdict.duplicateEffects,
		duplicateRuns: counter.repeated,
		setAside: await scene.setAside(),
		standstillSeconds: Math.round(standstillMs / 100) / 10,
		seconds: Math.round((performance.now() - started) / 100) / 10,
	};
	const byItself = targets.filter(({ endedByItself }) => endedByItself > 0).map(({ name, endedByItself }) => `${name} ${endedByItself}`);
	printReport({
		result,
		outOfOrder: verdict.outOfOrder,
		hits: killer.hits,
		kills: killer.kills,
		byItself,
		failures: await scene.failures(),
		complaints,
	});
	process.stdout.write(`${JSON.stringify(result)}\n`);
	return verdict.lost + verdict.duplicateEffects + verdict.outOfOrder === 0 ? 0 : 1;
}

function testEnvironment(): Record<string, string> {
	return options.sabotage === undefined ? {} : { CRMFLOW_TEST: '1', CRMFLOW_TEST_SABOTAGE: options.sabotage };
}

async function activateWorkflows(arena: Arena, counterUrl: string): Promise<void> {
	const client = new N8nClient(arena.url()!);
	await client.signIn();
	for (const content of [effects(counterUrl), changer(WEBHOOK)]) {
		const { id } = await client.createWorkflow(await arena.connect(client, content));
		await client.activate(id);
	}
}

/** Everything is up, and nothing is killed any more. Returns the longest time in which nothing went on while something was open. */
async function quiet(scene: Scene, tell: (line: string) => void): Promise<number> {
	let last = await scene.progress();
	let since = performance.now();
	let longest = 0;
	for (;;) {
		await sleep(200);
		const now = await scene.progress();
		const still = performance.now() - since;
		if (last.open > 0) longest = Math.max(longest, still);
		if (Object.entries(now).some(([what, count]) => last[what as keyof typeof last] !== count)) [last, since] = [now, performance.now()];
		tell(`${now.finished} delivered, ${now.open} open`);
		if (still > (now.open === 0 ? QUIET_MS : STUCK_MS)) return longest;
	}
}
