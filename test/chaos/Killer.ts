import { setTimeout as sleep } from 'node:timers/promises';
import type { SeededRandom } from '../contract/support/SeededRandom.ts';
import { N8n } from '../host/N8n.ts';
import { MOMENTS, type Found, type Moment, type Scene } from './Scene.ts';

export interface KillerOptions {
	folder: string;
	random: SeededRandom;
	scene: Scene;
	env: Record<string, string>;
}

/** How long a moment is waited for before the kill comes anyway, in milliseconds. */
const WAIT_FOR_MOMENT_MS = 60_000;
/** A kill by chance, or during the catching up, comes up to so much later. */
const LATER_MS = 600;
/** Executions at the same time: no limit, as n8n is installed, or a small one, so that n8n has a queue of its own. */
const LIMITS = ['-1', '3'];
/**
 * When n8n is killed while it activates a workflow, the next one leaves that workflow alone until the lease of the
 * activation is over: two minutes, unless this says otherwise. Nothing is lost by that, it only takes time.
 */
const ACTIVATION_LEASE_SECONDS = '10';

/** Runs the n8n that is killed, and starts the next one after each kill. */
export class Killer {
	/** How many kills found deliveries in that state. */
	readonly hits: Record<keyof Found, number> = { waiting: 0, emitted: 0, claimed: 0, halfDone: 0, unmarked: 0, unseen: 0 };
	private readonly options: KillerOptions;
	private n8n: N8n | undefined;
	private starting: Promise<void> = Promise.resolve();
	private spawned: Promise<unknown> = Promise.resolve();
	private isReady = false;
	private starts = 0;

	constructor(options: KillerOptions) {
		this.options = options;
	}

	/** Of the n8n that answers just now. */
	get url(): string | undefined {
		return this.isReady ? this.n8n?.url : undefined;
	}

	async start(): Promise<void> {
		this.launch();
		await this.starting;
	}

	async ready(): Promise<void> {
		await this.starting;
	}

	/**
	 * Kills at the moment whose turn it is, and starts the next n8n without waiting for it. Returns a sentence that says
	 * what was found.
	 */
	async kill(turn: number, due: () => boolean): Promise<string> {
		const moment = MOMENTS[turn % MOMENTS.length]!;
		if (moment !== 'catchingUp') {
			await this.starting;
			while (!due()) await sleep(20);
		}
		const reached = await this.reach(moment);
		const wasReady = this.isReady;
		this.isReady = false;
		await this.n8n!.kill();
		// The start that was interrupted ends with an error.
		await this.starting.catch(() => undefined);
		const found = this.options.scene.found();
		for (const [state, count] of Object.entries(found)) if (count > 0) this.hits[state as keyof Found]++;
		this.launch();
		return `${moment}${reached ? '' : ' (did not come)'}, ${wasReady ? 'running' : 'starting'}: ${sayFound(found)}`;
	}

	async end(): Promise<void> {
		this.isReady = false;
		await this.n8n?.kill();
		await this.starting.catch(() => undefined);
	}

	private launch(): void {
		const { folder, env, random } = this.options;
		// The first one has no limit, so that a run with one kill is what most people have.
		const limit = this.starts++ === 0 ? LIMITS[0]! : random.pick(LIMITS);
		const spawned = Promise.withResolvers<undefined>();
		this.spawned = spawned.promise;
		this.starting = N8n.start({
			folder,
			env: { ...env, N8N_CONCURRENCY_PRODUCTION_LIMIT: limit, N8N_WORKFLOW_PUBLICATION_OUTBOX_LEASE_SECONDS: ACTIVATION_LEASE_SECONDS },
			onSpawned: (n8n) => {
				this.n8n = n8n;
				spawned.resolve(undefined);
			},
		}).then(() => {
			this.isReady = true;
		});
		this.starting.catch(() => undefined);
	}

	private async reach(moment: Moment): Promise<boolean> {
		const { random, scene } = this.options;
		await this.spawned;
		if (moment === 'any') {
			await sleep(random.below(LATER_MS));
			return true;
		}
		for (const limit = Date.now() + WAIT_FOR_MOMENT_MS; Date.now() < limit; await sleep(1)) {
			if (!scene.is(moment, this.n8n!.pid)) continue;
			if (moment === 'catchingUp') await sleep(random.below(LATER_MS));
			return true;
		}
		return false;
	}
}

function sayFound(found: Found): string {
	return Object.entries(found)
		.map(([state, count]) => `${state} ${count}`)
		.join(', ');
}
