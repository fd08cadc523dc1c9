import type { DatabaseSync, StatementSync } from 'node:sqlite';
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

/** In the order of the kills, again and again. */
export const MOMENTS: readonly Moment[] = ['halfDone', 'catchingUp', 'emitted', 'any', 'claimed', 'catchingUp', 'any'];

const OPEN = `
	SELECT d.state, d.owner,
		EXISTS (SELECT 1 FROM task t WHERE t.record_type = c.record_type AND t.record_id = c.record_id AND t.title = '${TEXTS.task}' || n.sequence) +
		EXISTS (SELECT 1 FROM history_entry h WHERE h.record_type = c.record_type AND h.record_id = c.record_id AND h.text = '${TEXTS.history}' || n.sequence) +
		EXISTS (SELECT 1 FROM project p WHERE p.record_type = c.record_type AND p.record_id = c.record_id AND p.name = '${TEXTS.project}' || n.sequence) AS effects,
		CASE WHEN n.sequence % ${PROJECT_EVERY} = 0 THEN 3 ELSE 2 END AS wanted
	FROM delivery d JOIN change_feed c ON c.id = d.change_id
		JOIN (SELECT id, CAST(json_extract("after", '$.values.${SEQUENCE}') AS INTEGER) AS sequence FROM change_feed) n ON n.id = c.id
	WHERE d.finished_at IS NULL`;

const UNSEEN = `
	SELECT count(*) AS n FROM change_feed c
	WHERE c.record_type = 'deal' AND c.kind = 'updated' AND json_extract(c."before", '$.stage') IS NOT json_extract(c."after", '$.stage')
		AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.change_id = c.id)`;

/** Looks into the database beside n8n: which moment it is just now, and what a kill left behind. */
export class Scene {
	private readonly openDeliveries: StatementSync;
	private readonly unseenChanges: StatementSync;
	private readonly finishedDeliveries: StatementSync;

	constructor(database: DatabaseSync) {
		this.openDeliveries = database.prepare(OPEN);
		this.unseenChanges = database.prepare(UNSEEN);
		this.finishedDeliveries = database.prepare('SELECT count(*) AS n FROM delivery WHERE finished_at IS NOT NULL');
	}

	found(): Found {
		const found: Found = { waiting: 0, emitted: 0, claimed: 0, halfDone: 0, unmarked: 0, unseen: Number(this.unseenChanges.get()!.n) };
		for (const row of this.openDeliveries.all()) found[stateOf(row)]++;
		return found;
	}

	/** Whether that process is at that moment with one of its deliveries. Catching up: it has begun to take them up. */
	is(moment: Exclude<Moment, 'any'>, pid: number): boolean {
		const own = this.openDeliveries.all().filter(({ owner }) => String(owner).split('|')[1] === String(pid));
		return moment === 'catchingUp' ? own.length > 0 : own.some((row) => stateOf(row) === moment);
	}

	/** Changes when anything goes on. */
	progress(): { open: number; finished: number } {
		return { open: this.openDeliveries.all().length, finished: Number(this.finishedDeliveries.get()!.n) };
	}
}

function stateOf({ state, effects, wanted }: Record<string, unknown>): keyof Found {
	if (Number(effects) > 0) return Number(effects) < Number(wanted) ? 'halfDone' : state === 'waiting' ? 'waiting' : 'unmarked';
	if (state === 'inFlight') return 'emitted';
	return state === 'claimed' ? 'claimed' : 'waiting';
}
