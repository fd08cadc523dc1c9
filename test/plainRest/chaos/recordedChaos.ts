import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildSync } from 'esbuild';
import { SeededRandom } from '../../contract/support/SeededRandom';
import { projectRoot } from '../../host/hostFolder.cjs';
import { PlainRestServer, type Fault } from '../server/PlainRestServer';
import { addEntity, startingShape } from '../server/startingShape';
import type { Work } from './children/steps';

export interface RecordedChaosOptions {
	/** How many steps are done; each makes one thing. */
	steps: number;
	/** Whether the CRM has a field for our key. */
	searchableKey: boolean;
	/** Decides at which requests the process dies, and when. */
	seed: number;
	/** Told now and then how many steps are done. */
	tell?: (done: number) => void;
}

export interface RecordedChaosReport {
	deaths: Record<Moment, number>;
	/** Steps whose thing is not there. */
	lost: number[];
	/** Steps whose thing is there more than once. */
	doubled: number[];
	/** Steps whose outcome says that something may have been written twice. */
	unsure: number[];
}

/** Before the request is done, after it and before its answer, and just after the answer: before the result is stored, or then. */
type Moment = 'before' | 'during' | 'after';

const DEATHS = 1 / 40;
/** Within it the answer is read, and the result stored. */
const AFTER_MS = 4;

/**
 * The recorded strategy against a CRM over HTTP: a process does steps through the effect runner, as runs of n8n do, and is killed
 * (SIGKILL) at random requests. A new one goes on where it was, with the same keys. What is in the CRM is counted at the end.
 */
export async function recordedChaos({ steps, searchableKey, seed, tell }: RecordedChaosOptions): Promise<RecordedChaosReport> {
	const folder = mkdtempSync(join(tmpdir(), 'crmflow-chaos-'));
	const shape = startingShape({ searchableKey });
	addEntity(shape, 'deal', { label: 'Deal', plural: 'Deals', fields: [] });
	const deaths: Record<Moment, number> = { before: 0, during: 0, after: 0 };
	const random = new SeededRandom(seed);
	let child: ChildProcess | undefined;
	const die = (moment: Moment) => {
		deaths[moment]++;
		child?.kill('SIGKILL');
	};
	let fate: Moment | undefined;
	const server = await PlainRestServer.start({
		shape,
		key: randomUUID(),
		now: () => new Date(),
		fault({ path }): Fault | undefined {
			fate = path !== '/api/schema' && random.chance(DEATHS) ? random.pick<Moment>(['before', 'during', 'after']) : undefined;
			if (fate === 'after') void sleep(random.next() * AFTER_MS).then(() => die('after'));
			if (fate === 'during') return 'dropAfter';
			if (fate !== 'before') return undefined;
			die('before');
			return 'dropBefore';
		},
		written: () => {
			if (fate === 'during') die('during');
		},
	});
	try {
		const deal = server.tables.create('deal', { name: 'Of all' }).id;
		const person = server.tables.create('user', { name: 'Paula', active: true }).id;
		const ledger = { kind: 'sqlite', path: join(folder, 'ledger.sqlite') } as const;
		const script = bundled(folder);
		const unsure = new Set<number>();
		for (let done = 0; done < steps;) {
			const work: Work = { crm: { url: server.url, key: server.key, ledger }, from: done, until: steps, deal, person };
			child = spawn(process.execPath, ['--no-warnings', script, JSON.stringify(work)], { stdio: ['ignore', 'pipe', 'inherit'] });
			const ended = new Promise<number | null>((resolve) => child!.on('exit', resolve));
			for await (const line of createInterface({ input: child.stdout! })) {
				const [step, said] = line.split(' ');
				if (said === 'unsure') unsure.add(Number(step));
				done = Number(step) + 1;
				if (done % 1000 === 0) tell?.(done);
			}
			if ((await ended) === 1) throw new Error(`A process gave up at step ${done}: see above.`);
		}
		return { deaths, ...counted(server, steps), unsure: [...unsure] };
	} finally {
		child?.kill('SIGKILL');
		await server.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}

function counted(server: PlainRestServer, steps: number): Pick<RecordedChaosReport, 'lost' | 'doubled'> {
	const counts = new Map<string, number>();
	for (const [entity, field] of Object.entries({ deal: 'name', task: 'subject', note: 'text' }))
		for (const row of server.tables.list(entity, [], undefined)) counts.set(String(row[field]), (counts.get(String(row[field])) ?? 0) + 1);
	const all = Array.from({ length: steps }, (_, step) => ({ step, count: counts.get(`step ${step}`) ?? 0 }));
	return {
		lost: all.flatMap(({ step, count }) => (count === 0 ? [step] : [])),
		doubled: all.flatMap(({ step, count }) => (count > 1 ? [step] : [])),
	};
}

function bundled(folder: string): string {
	const outfile = join(folder, 'steps.cjs');
	const entry = join(projectRoot, 'test', 'plainRest', 'chaos', 'children', 'steps.ts');
	buildSync({
		entryPoints: [entry],
		outfile,
		bundle: true,
		platform: 'node',
		format: 'cjs',
		mainFields: ['module', 'main'],
		logLevel: 'error',
	});
	return outfile;
}
