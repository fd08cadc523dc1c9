import { DELIVERIES } from '../host/deliveries.ts';
import type { PlainDatabase, Row } from '../host/PlainDatabase.ts';
import { PROJECT_EVERY, SEQUENCE, TEXTS } from './texts.ts';

/** How far the deliveries that have not ended had come. */
export interface Found {
	/** Matched, not yet handed to n8n. */
	waiting: number;
	/** Handed to n8n, no run has claimed it: between emit and claim. */
	emitted: number;
	/** Claimed, and nothing written yet: between claim and effects. */
	claimed: number;
	/** Some of its effects are there, others are not. */
	halfDone: number;
	/** All effects are there, the delivery is not yet marked as done. */
	unmarked: number;
	/** Changes that no trigger has seen yet. */
	unseen: number;
}

/** What a kill aims at; `any` is a moment by chance. */
export type Moment = 'any' | 'halfDone' | 'catchingUp' | 'emitted' | 'claimed';

/** Looks into the database beside n8n: which moment it is just now, and what a kill left behind. */
export class Scene {
	private readonly database: PlainDatabase;
	private readonly openDeliveries: string;
	private readonly unseenChanges: string;

	constructor(database: PlainDatabase) {
		this.database = database;
		const { inside } = database;
		const there = (table: string, column: string, text: string) =>
			`CASE WHEN EXISTS (SELECT 1 FROM ${table} x WHERE x.record_type = c.record_type AND x.record_id = c.record_id AND x.${column} = '${text}' || n.sequence) THEN 1 ELSE 0 END`;
		this.openDeliveries = `
			SELECT d.state, d.owner,
				${there('task', 'title', TEXTS.task)} + ${there('history_entry', 'text', TEXTS.history)} + ${there('project', 'name', TEXTS.project)} AS effects,
				CASE WHEN n.sequence % ${PROJECT_EVERY} = 0 THEN 3 ELSE 2 END AS wanted
			FROM ${DELIVERIES} d JOIN change_feed c ON c.id = CAST(d.change_id AS bigint)
				JOIN (SELECT id, CAST(${inside('"after"', 'values', SEQUENCE)} AS integer) AS sequence FROM change_feed) n ON n.id = c.id
			WHERE d.finished_at IS NULL`;
		this.unseenChanges = `
			SELECT count(*) AS n FROM change_feed c
			WHERE c.record_type = 'deal' AND c.kind = 'updated' AND ${inside('c."before"', 'stage')} IS DISTINCT FROM ${inside('c."after"', 'stage')}
				AND c.id NOT IN (SELECT CAST(change_id AS bigint) FROM delivery)`;
	}

	async found(): Promise<Found> {
		const [unseen] = await this.database.rows(this.unseenChanges);
		const found: Found = { waiting: 0, emitted: 0, claimed: 0, halfDone: 0, unmarked: 0, unseen: Number(unseen!.n) };
		for (const row of await this.database.rows(this.openDeliveries)) found[stateOf(row)]++;
		return found;
	}

	/** Whether that process (any, if left out) is at that moment with one of its deliveries. Catching up: it has begun to take them up. */
	async is(moment: Exclude<Moment, 'any'>, pid?: number): Promise<boolean> {
		const open = await this.database.rows(this.openDeliveries);
		const own = pid === undefined ? open : open.filter(({ owner }) => String(owner).split('|')[1] === String(pid));
		return moment === 'catchingUp' ? own.length > 0 : own.some((row) => stateOf(row) === moment);
	}

	/** Changes when anything happens. */
	async progress(): Promise<{ open: number; claimed: number; finished: number }> {
		const [{ open, claimed, finished } = {}] = await this.database.rows(
			`SELECT count(CASE WHEN finished_at IS NULL THEN 1 END) AS open, count(CASE WHEN state = 'claimed' THEN 1 END) AS claimed,
				count(finished_at) AS finished FROM ${DELIVERIES} d`,
		);
		return { open: Number(open), claimed: Number(claimed), finished: Number(finished) };
	}

	/** Deliveries whose runs failed for good. */
	async setAside(): Promise<number> {
		const [row] = await this.database.rows(`SELECT count(*) AS n FROM ${DELIVERIES} d WHERE state = 'failed'`);
		return Number(row!.n);
	}

	/** Why deliveries failed or are open, as the ledger says it: for people, not for the verdict. */
	async failures(): Promise<string[]> {
		const rows = await this.database.rows(
			`SELECT count(*) AS n, coalesce(error, state) AS reason FROM ${DELIVERIES} d WHERE state = 'failed' OR finished_at IS NULL GROUP BY 2`,
		);
		return rows.map(({ n, reason }) => `${Number(n)} × ${String(reason)}`);
	}
}

function stateOf({ state, effects, wanted }: Row): keyof Found {
	if (Number(effects) > 0) return Number(effects) < Number(wanted) ? 'halfDone' : state === 'waiting' ? 'waiting' : 'unmarked';
	if (state === 'inFlight') return 'emitted';
	return state === 'claimed' ? 'claimed' : 'waiting';
}
