import type { ColumnType, Generated } from 'kysely';
import type { ChangeKind } from '../../model/change';
import type { RunOutcome, SubscriptionState } from '../Ledger';

/** JSON: written as text, read as text or parsed, as the database likes. See `fromJson`. */
export type Json = ColumnType<unknown, string, string>;
export type NullableJson = ColumnType<unknown, string | null, string | null>;

/** The tables of the ledger. Moments are ISO 8601 in UTC, as text. */
export interface LedgerTables {
	ledger_meta: { name: string; value: string };
	effect: { key: string; fingerprint: string; result: string; at: string };
	/** Steps that were begun on a CRM outside of this database, and are not known to be done. */
	effect_intent: { key: string; fingerprint: string; owner: string; alive_until: string; writes: string };
	subscription: SubscriptionTable;
	delivery: DeliveryTable;
	run: RunTable;
	last_start: { workflow_id: string; node_id: string; record_key: string; change_id: string; at: string };
	/** One row per content a workflow has run with. */
	workflow_version: { workflow_id: string; fingerprint: string; number: number; first_run_at: string };
	project_template: { id: Generated<number>; name: string };
	/** Every version is kept: a running project keeps the one it started with. */
	project_template_version: { template_id: number; version: number; content: Json; saved_at: string };
	/** What the tasks of a running project wait for. */
	project_plan: { project_id: string; plan: string };
	/** Who had the last turn in a group. */
	rotation: { name: string; user_id: string; at: string };
	/** What was said of a process outside of its workflow. */
	process_card: { workflow_id: string; department: string | null; category: string | null; description: string | null; at: string };
	/** When people work; `user_id` is empty for the company. `content` is JSON. */
	working_calendar: { user_id: string; content: string };
	/** How far those have read that follow the feed under a name. */
	follower: { name: string; cursor: string; at: string };
	/** A record of a foreign CRM as it was last seen; `content` is the JSON of its values. */
	snapshot: { record_type: string; record_id: string; version: string; updated_at: string; content: string; seen_at: string };
	/** What steps of ours wrote into a CRM that is polled, until a poll finds it. */
	own_write: OwnWriteTable;
	/** How far a record type of a foreign CRM has been polled. */
	poll_position: { record_type: string; changed_until: string | null; complete: number; revision: number };
	timer: TimerTable;
	stage_visit: StageVisitTable;
	lease: { name: string; owner: string | null; until: string | null; done_at: string | null };
}

/** What is to happen at a moment, and what has happened for its occasion. */
export interface TimerTable {
	owner: string;
	subject: string;
	due_at: string | null;
	occasion: string;
	record_key: string | null;
	/** JSON. */
	content: string;
	at: string;
}

/** A stay of a record at a stage: see `StageVisit`. */
export interface StageVisitTable {
	record_type: string;
	record_id: string;
	begun_by: string;
	pipeline: string;
	stage: string;
	entered_at: string;
	entered_by: string | null;
	left_at: string | null;
	left_by: string | null;
	ended_by: string | null;
	gone_at: string | null;
}

export interface OwnWriteTable {
	id: Generated<number>;
	record_type: string;
	record_id: string;
	kind: ChangeKind;
	version: string | null;
	updated_at: string | null;
	/** JSON of the values; null: it was deleted. */
	content: string | null;
	/** JSON of what was read before. */
	seen: string | null;
	actor: string | null;
	/** JSON. */
	origin: string | null;
	reason: string | null;
	at: string;
}

export interface SubscriptionTable {
	workflow_id: string;
	node_id: string;
	cursor: string;
	served_at: string;
	workflow_name: string;
	node_name: string;
	settings: string;
	activated_at: string;
	last_error: string | null;
	last_error_at: string | null;
	served_by: string | null;
	state: SubscriptionState;
}

export interface DeliveryTable {
	id: Generated<number>;
	workflow_id: string;
	node_id: string;
	change_id: string;
	replay: number;
	record_key: string;
	/** `inRun`: its run says how it stands. */
	state: 'waiting' | 'inRun' | 'done' | 'failed';
	/** The run that it is in; else the last one that had begun. */
	run_id: string | null;
	/** In a run: the last one before it that had begun. */
	former_run_id: string | null;
	attempts: number;
	failures: number;
	due_at: string | null;
	created_at: string;
	/** Null for what is in a run: the run says when it was over. */
	finished_at: string | null;
	error: string | null;
}

/** A run that is in flight has no `claimed_at`; one that is over has `finished_at` and an outcome. */
export interface RunTable {
	id: string;
	workflow_id: string;
	node_id: string;
	owner: string | null;
	alive_until: string | null;
	handed_at: string;
	claimed_at: string | null;
	execution_id: string | null;
	workflow_version: string | null;
	ended_at: string | null;
	finished_at: string | null;
	outcome: RunOutcome | null;
	error: string | null;
}
