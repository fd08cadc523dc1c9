import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { SeededRandom } from '../contract/support/SeededRandom.ts';
import { crmFile, openCrmOf } from '../demo/library.ts';
import { projectRoot } from '../host/hostFolder.cjs';
import { installPackage } from '../host/installPackage.ts';
import { N8nClient } from '../host/N8nClient.ts';
import { packProject } from '../host/pack.ts';
import { step } from '../host/steps.ts';
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
 * `npm run chaos -- --kills 10 --changes 600 [--mode sqlite] [--seed N] [--json] [--sabotage skip|forget]`: a real n8n
 * is killed again and again while deals change, and must end with the effects of every change exactly once. The seed
 * repeats the choices; the machine's own timing remains. Exit code 1 unless nothing is lost, twice or out of order.
 */
const DEALS = 60;
const WEBHOOK = 'change-deal';
/** Seconds between a start of n8n and the next kill, about. */
const SECONDS_RUNNING = 4;
/** Nothing more is expected when nothing is open, and nothing has happened for that long; in milliseconds. */
const QUIET_MS = 4000;
/** The same when something is open: longer than any lease. */
const STUCK_MS = 90_000;

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
	const { kills, changes, seed } = options;
	console.log(`Seed ${seed}`);
	const random = new SeededRandom(seed);
	const tarball = await step('Building the package', (tell) => packProject(tell));
	await step('Installing it into n8n', () => installPackage(folder, tarball));
	const library = await openCrmOf(folder);
	closers.push(() => library.release());
	const deals = await fillCompany(library, DEALS);
	const counter = await RunCounter.start();
	closers.push(() => counter.close());
	const database = new DatabaseSync(crmFile(folder), { readOnly: true, timeout: 10_000 });
	closers.push(() => database.close());
	const scene = new Scene(database);

	const killer = new Killer({ folder, random, scene, env: sabotageEnvironment() });
	closers.push(() => killer.end());
	const startedN8n = performance.now();
	await step('Starting n8n', () => killer.start());
	const secondsPerKill = (performance.now() - startedN8n) / 1000 + SECONDS_RUNNING;
	await step('Activating the workflows', () => activateWorkflows(killer.url!, counter.url));

	const stream = new ChangeStream({ random, deals, file: crmFile(folder), library, webhook: () => killer.url && `${killer.url}/webhook/${WEBHOOK}` });
	closers.push(() => stream.close());
	// Spread over all the time that the kills take on this machine.
	const perSecond = changes / ((kills + 0.5) * secondsPerKill);
	await step(`Making ${changes} changes and killing n8n ${kills} times`, async (tell) => {
		const made = stream.run(changes, perSecond);
		made.catch(() => stream.stop());
		for (let kill = 1; kill <= kills; kill++) {
			const progress = ((kill - 0.75 + random.next() / 2) / (kills + 0.5)) * changes;
			console.log(`Kill ${kill}: ${await killer.kill(kill - 1, () => stream.confirmed >= progress)}`);
			tell(`${kill} kills, ${stream.confirmed} changes`);
		}
		await killer.ready();
		await made;
	});
	await step('Waiting until everything is quiet', (tell) => quiet(scene, tell));

	const { verdict, complaints } = check(database, changes);
	const result = {
		mode: options.mode,
		kills,
		changes: verdict.changes,
		lost: verdict.lost,
		duplicateEffects: verdict.duplicateEffects,
		duplicateRuns: counter.repeated,
		seconds: Math.round((performance.now() - started) / 100) / 10,
	};
	printReport({ result, outOfOrder: verdict.outOfOrder, hits: killer.hits, failures: failures(database), complaints });
	process.stdout.write(`${JSON.stringify(result)}\n`);
	return verdict.lost + verdict.duplicateEffects + verdict.outOfOrder === 0 ? 0 : 1;
}

function sabotageEnvironment(): Record<string, string> {
	return options.sabotage === undefined ? {} : { CRMFLOW_TEST: '1', CRMFLOW_TEST_SABOTAGE: options.sabotage };
}

async function activateWorkflows(url: string, counterUrl: string): Promise<void> {
	const client = new N8nClient(url);
	await client.signIn();
	for (const content of [effects(counterUrl), changer(WEBHOOK)]) {
		const { id } = await client.createWorkflow(content);
		await client.activate(id);
	}
}

async function quiet(scene: Scene, tell: (line: string) => void): Promise<void> {
	let last = scene.progress();
	let since = performance.now();
	for (;;) {
		await sleep(200);
		const now = scene.progress();
		if (now.open !== last.open || now.finished !== last.finished) [last, since] = [now, performance.now()];
		const still = performance.now() - since;
		tell(`${now.finished} delivered, ${now.open} open`);
		if (still > (now.open === 0 ? QUIET_MS : STUCK_MS)) return;
	}
}

/** Why deliveries failed, as the ledger says it: for people, not for the verdict. */
function failures(database: DatabaseSync): string[] {
	return database
		.prepare("SELECT count(*) AS n, coalesce(error, state) AS reason FROM delivery WHERE state = 'failed' OR finished_at IS NULL GROUP BY 2")
		.all()
		.map(({ n, reason }) => `${Number(n)} × ${String(reason)}`);
}
