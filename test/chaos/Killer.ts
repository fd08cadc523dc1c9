import { setTimeout as sleep } from 'node:timers/promises';
import type { SeededRandom } from '../contract/support/SeededRandom.ts';
import type { Target } from './arena/Arena.ts';
import type { Found, Moment, Scene } from './Scene.ts';

export interface KillerOptions {
	random: SeededRandom;
	scene: Scene;
	targets: readonly Target[];
}

/** How long a moment is waited for before the kill comes anyway, in milliseconds. */
const WAIT_FOR_MOMENT_MS = 30_000;
/** A kill by chance, or during the catching up, comes up to so much later. */
const LATER_MS = 600;

/** Kills one target after the other, by chance but each as often as the others, at the moments whose turn it is. */
export class Killer {
	/** How many kills found deliveries in that state. */
	readonly hits: Record<keyof Found, number> = { waiting: 0, emitted: 0, claimed: 0, halfDone: 0, unmarked: 0, unseen: 0 };
	/** Kills by the name of the target. */
	readonly kills = new Map<string, number>();
	private readonly options: KillerOptions;
	private round: Target[] = [];

	constructor(options: KillerOptions) {
		this.options = options;
	}

	/** Returns a sentence that says what was found. */
	async kill(due: () => boolean): Promise<string> {
		const { scene } = this.options;
		const target = this.nextTarget();
		const turn = this.kills.get(target.name) ?? 0;
		this.kills.set(target.name, turn + 1);
		const moment = target.moments[turn % target.moments.length]!;
		if (moment !== 'catchingUp') {
			await target.ready();
			while (!due()) await sleep(20);
		}
		const reached = await this.reach(moment, target);
		const wasReady = target.isReady();
		await target.kill();
		const found = await scene.found();
		for (const [state, count] of Object.entries(found)) if (count > 0) this.hits[state as keyof Found]++;
		return `${target.name}, ${moment}${reached ? '' : ' (did not come)'}, ${wasReady ? 'running' : 'starting'}: ${sayFound(found)}`;
	}

	private nextTarget(): Target {
		if (this.round.length === 0) this.round = [...this.options.targets];
		const [target] = this.round.splice(this.options.random.below(this.round.length), 1);
		return target!;
	}

	private async reach(moment: Moment, target: Target): Promise<boolean> {
		const { random, scene } = this.options;
		if (moment === 'any') {
			await sleep(random.below(LATER_MS));
			return true;
		}
		for (const limit = Date.now() + WAIT_FOR_MOMENT_MS; Date.now() < limit; await sleep(1)) {
			if (!(await scene.is(moment, target.pid()))) continue;
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
