import { median, ratio, worst, type Goal, type Pair } from './arithmetic.ts';

/** One of the things that a figure is made of: both sides in the unit, and what comes of them. */
export interface Part {
	what: string;
	unit: string;
	own: number;
	/** NaN where the figure has no peer. */
	peer: number;
	value: number;
	/** Pairs, or repetitions. */
	count: number;
}

/** What a family found out for one figure. */
export interface Measurement {
	value: number;
	parts: Part[];
	/** How safe each commit was, for both sides alike; the databases say it themselves. */
	durability?: string;
	/** What else one should know. */
	note?: string;
}

/** By the name of the figure. */
export type Measurements = Record<string, Measurement>;

export interface PairOptions<Value> {
	/** Pairs that count. */
	pairs: number;
	/** Pairs before, that do not. */
	warmUps?: number;
	own: () => Promise<Value>;
	peer: () => Promise<Value>;
}

/** Measures both sides alternately; who goes first changes from pair to pair. */
export async function measurePairs<Value = number>({ pairs, warmUps = 1, own, peer }: PairOptions<Value>): Promise<Array<Pair<Value>>> {
	const measured: Array<Pair<Value>> = [];
	for (let round = -warmUps; round < pairs; round++) {
		const pair: Partial<Pair<Value>> = {};
		const sides: Array<keyof Pair> = round % 2 === 0 ? ['own', 'peer'] : ['peer', 'own'];
		for (const side of sides) pair[side] = await (side === 'own' ? own() : peer());
		if (round >= 0) measured.push(pair as Pair<Value>);
	}
	return measured;
}

export function partOf(what: string, unit: string, pairs: readonly Pair[]): Part {
	return {
		what,
		unit,
		own: median(pairs.map(({ own }) => own)),
		peer: median(pairs.map(({ peer }) => peer)),
		value: ratio(pairs),
		count: pairs.length,
	};
}

/** The part that is furthest from the goal counts. */
export function worstOf(parts: Part[], goal: Goal, more: Pick<Measurement, 'durability' | 'note'> = {}): Measurement {
	return { value: worst(parts, goal).value, parts, ...more };
}

/** Milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
	const started = performance.now();
	await work();
	return performance.now() - started;
}
