import { setTimeout as sleep } from 'node:timers/promises';
import { steadyRate, type Pair } from './arithmetic.ts';
import type { BenchCrm } from './BenchCrm.ts';

const LIMIT_MS = 120_000;
/** Counting must not keep the database busy while others write to it. */
const PAUSE_MS = 50;

/** Rows per second. */
export interface Rates {
	/** From the beginning of the work until the last row is there. */
	whole: number;
	/** Between the first and the last row: what comes before the first is left out. */
	steady: number;
}

/** The rows that one workflow makes, told by the beginnings of their titles: how fast they come says how fast its runs are. */
export class StoredRows {
	private readonly crm: BenchCrm;
	private readonly title: string;
	private readonly table: string;

	/** `table`: with an id from a sequence, `title` and `created_at`. */
	constructor(crm: BenchCrm, title: string, table = 'task') {
		this.crm = crm;
		this.title = title;
		this.table = table;
	}

	/**
	 * Does the work, and resolves when so many more rows are stored.
	 * @throws Error where they do not come, or more come: something else was timed then
	 */
	async rates(count: number, work: () => Promise<unknown>): Promise<Rates> {
		const [last] = await this.crm.run(`select coalesce(max(id), 0) as id from ${this.table}`);
		const mine = `id > ${Number(last!.id)} and ${this.own}`;
		const started = performance.now();
		await work();
		for (const limit = performance.now() + LIMIT_MS; (await this.crm.count(this.table, mine)) < count; await sleep(PAUSE_MS)) {
			if (performance.now() > limit)
				throw new Error(
					`${await this.crm.count(this.table, mine)} of ${count} rows "${this.title}" were stored after ${LIMIT_MS / 1000} s.`,
				);
		}
		const whole = (count / (performance.now() - started)) * 1000;
		const moments = await this.crm.run(
			`select created_at, count(*) as rows from ${this.table} where ${mine} group by created_at order by created_at`,
		);
		const stored = moments.map(({ created_at: at, rows }) => ({ at: Date.parse(String(at)), rows: Number(rows) }));
		const made = stored.reduce((sum, { rows }) => sum + rows, 0);
		if (made !== count) throw new Error(`${made} rows "${this.title}" were stored, not ${count}.`);
		return { whole, steady: steadyRate(stored) };
	}

	/** At the end: nothing came late. @throws Error */
	async expectInAll(count: number): Promise<void> {
		const made = await this.crm.count(this.table, this.own);
		if (made !== count) throw new Error(`${made} rows "${this.title}" were stored in all, not ${count}.`);
	}

	private get own(): string {
		return `title like '${this.title}: %'`;
	}
}

export function wholeRates(pairs: ReadonlyArray<Pair<Rates>>): Pair[] {
	return pairs.map(({ own, peer }) => ({ own: own.whole, peer: peer.whole }));
}

export function steadyRates(pairs: ReadonlyArray<Pair<Rates>>): Pair[] {
	return pairs.map(({ own, peer }) => ({ own: own.steady, peer: peer.steady }));
}
