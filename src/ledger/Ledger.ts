import type { ProjectTemplate, ProjectTemplateDraft } from '../model/projectTemplate';
import type { Cursor } from '../model/change';
import type { DeliveryReports, DeliveryStore } from './LedgerDeliveries';
import type { CalendarStore } from './LedgerCalendars';
import type { EffectStore, IntentStore } from './LedgerEffects';
import type { RunStore } from './LedgerRuns';
import type { ProcessCard } from '../model/processCard';
import type { OwnWriteStore } from './LedgerOwnWrites';
import type { SnapshotStore } from './LedgerSnapshots';
import type { StageVisitStore } from './LedgerStageVisits';
import type { TimerStore } from './LedgerTimers';
import type { FollowerStore, LeaseStore, LedgerRetention } from './LedgerUpkeep';

export type {
	DeliveryDraft,
	DeliveryEnd,
	DeliveryReports,
	DeliveryState,
	DeliveryStore,
	DeliveryTally,
	Hand,
	InHand,
	RunQuery,
	RunRow,
	StoredDelivery,
} from './LedgerDeliveries';
export type { CalendarStore } from './LedgerCalendars';
export type { EffectStore, IntentStore, StoredEffect, StoredIntent } from './LedgerEffects';
export type { Claimer, RunClaim, RunOutcome, RunStore, StoredRun, WorkersSeen } from './LedgerRuns';
export type { OwnWrite, OwnWriteStore, StoredOwnWrite, UnderWay } from './LedgerOwnWrites';
export type { PollPosition, SnapshotStore, StoredSnapshot } from './LedgerSnapshots';
export type { StageVisitStore } from './LedgerStageVisits';
export { timersOf, TRIGGER_TIMERS } from './LedgerTimers';
export type { StoredTimer, TimerStore } from './LedgerTimers';
export type { FollowerStore, LeaseStore, LedgerRetention, StoredLease } from './LedgerUpkeep';

/**
 * The package's own durable state: what must be remembered for any CRM. With the built-in CRM it lives in the
 * same database, and writes of the port inside `transaction` join it.
 */
export interface Ledger {
	/** Names this store; part of every delivery's key. A restored backup gets a new one. */
	readonly feedId: string;
	/** That name, those of the databases that it was restored from, and of those in whose place it was put. */
	readonly knownFeeds: readonly string[];
	/**
	 * Runs the work in one transaction: all of it, or nothing when it throws. A call inside another joins that one.
	 * The work must await everything it starts, and must not wait for anything outside the database. It may be run more
	 * than once: a database with several writers can undo one for the sake of another.
	 */
	transaction<T>(work: () => Promise<T>): Promise<T>;
	readonly effects: EffectStore;
	readonly intents: IntentStore;
	readonly subscriptions: SubscriptionStore;
	readonly deliveries: DeliveryStore;
	readonly runs: RunStore;
	readonly reports: DeliveryReports;
	readonly lastStarts: LastStartStore;
	readonly workflowVersions: WorkflowVersionStore;
	readonly templates: TemplateStore;
	readonly plans: PlanStore;
	readonly rotations: RotationStore;
	readonly processCards: ProcessCardStore;
	readonly calendars: CalendarStore;
	readonly leases: LeaseStore;
	readonly followers: FollowerStore;
	readonly snapshots: SnapshotStore;
	readonly ownWrites: OwnWriteStore;
	readonly timers: TimerStore;
	readonly stageVisits: StageVisitStore;
	readonly retention: LedgerRetention;
}

/** A trigger node of a workflow. */
export interface TriggerIdentity {
	workflowId: string;
	nodeId: string;
}

/**
 * `open`: a process serves it, or did until it died. `off`: its workflow was switched off. `ended`: n8n was stopped, or the database
 * restored. `refused`: n8n has started and could not open it; the last problem says why.
 */
export type SubscriptionState = 'open' | 'off' | 'ended' | 'refused';

/** One trigger node that is or was active. */
export interface StoredSubscription extends TriggerIdentity {
	/** All that matched up to here has its delivery row. */
	cursor: Cursor;
	/** ISO 8601: when a process last served it. */
	servedAt: string;
	/** The process that does; null: none, or one that did not say its name. */
	servedBy: string | null;
	state: SubscriptionState;
	/** As a person called them; for lists and reports. */
	workflowName: string;
	nodeName: string;
	/** JSON: what it listens for and how it delivers, as it was when it was last opened. */
	settings: string;
	/** ISO 8601: when it was last switched on "from now on"; what happened before is not delivered. */
	activatedAt: string;
	/** The last problem while listening, and when: ISO 8601. */
	lastError: string | null;
	lastErrorAt: string | null;
}

export interface SubscriptionStore {
	get(workflowId: string, nodeId: string): Promise<StoredSubscription | undefined>;
	/** All, by the names of workflow and node. */
	list(): Promise<StoredSubscription[]>;
	/** Opens it: writes everything but the last problem, which stays. */
	save(subscription: SubscriptionDraft): Promise<void>;
	/** Gives many subscriptions one cursor. */
	moveCursors(subscriptions: readonly TriggerIdentity[], cursor: Cursor, servedAt: string): Promise<void>;
	/** Remembers a problem; does nothing for one that is not there. */
	noteError(subscription: TriggerIdentity, error: string, at: string): Promise<void>;
	/** Says that a process serves them, without moving their cursors. */
	markServed(subscriptions: readonly TriggerIdentity[], servedAt: string): Promise<void>;
	/** The process serves it no more. Does nothing where another process has opened it since. `at`: ISO 8601. */
	leave(subscription: TriggerIdentity & { servedBy: string }, state: 'off' | 'ended', at: string): Promise<void>;
	/**
	 * It could not be opened, for this reason. One that is there keeps its cursor and settings; one that is not is made, so
	 * that somebody sees it.
	 */
	refuse(
		subscription: Pick<StoredSubscription, keyof TriggerIdentity | 'workflowName' | 'nodeName' | 'cursor'>,
		error: string,
		at: string,
	): Promise<void>;
	remove(workflowId: string, nodeId: string): Promise<void>;
}

/** A trigger that opens. `servedBy`: the process that serves it from now on. */
export type SubscriptionDraft = Omit<StoredSubscription, 'lastError' | 'lastErrorAt' | 'servedBy' | 'state'> & { servedBy?: string | null };

/** The last time that a record has started a trigger. */
export interface LastStart {
	recordKey: string;
	/** The change that did. */
	changeId: string;
	/** ISO 8601: when that change was made. */
	at: string;
}

/** Which records have started a trigger that starts once per record, per stage visit, or with a cool-down. */
export interface LastStartStore {
	/** By record key. */
	find(trigger: TriggerIdentity, recordKeys: readonly string[]): Promise<Map<string, LastStart>>;
	/** Replaces what was there for these records. */
	save(trigger: TriggerIdentity, lastStarts: readonly LastStart[]): Promise<void>;
	forget(trigger: TriggerIdentity, recordKeys: readonly string[]): Promise<void>;
}

/** What a workflow was like when it ran. */
export interface StoredWorkflowVersion {
	workflowId: string;
	/** Names its content: equal content, equal fingerprint. */
	fingerprint: string;
	/** 1, 2, 3 … per workflow, in the order in which they first ran. */
	number: number;
	/** ISO 8601. */
	firstRunAt: string;
}

/** n8n tells a run of queue mode no version of its workflow, so they are numbered here. */
export interface WorkflowVersionStore {
	/** The number of the version with this content; a new one gets the next. Cheap for what was asked before. */
	numberOf(workflowId: string, fingerprint: string, at: string): Promise<number>;
	/** Oldest first. */
	list(workflowId: string): Promise<StoredWorkflowVersion[]>;
}

export interface TemplateStore {
	/** The newest version of each, by name. */
	list(): Promise<ProjectTemplate[]>;
	/** The newest version, or the given one. */
	get(id: string, version?: number): Promise<ProjectTemplate | undefined>;
	/** A name that exists gets the next version, unless nothing changed: then the present one is returned. */
	save(draft: ProjectTemplateDraft, at: string): Promise<ProjectTemplate>;
}

/** What the tasks of running projects wait for; a CRM does not keep that. JSON by project id. */
export interface PlanStore {
	/** Instead of what there was: a step that is begun again saves them again. */
	save(plans: ReadonlyMap<string, string>): Promise<void>;
	/** Without those that have none. */
	find(projectIds: readonly string[]): Promise<Map<string, string>>;
}

/** Whose turn it was last, where people get work in turn. */
export interface RotationStore {
	/**
	 * The id of the user who had the last turn of that rotation; undefined when nobody had one. Of the transactions that
	 * ask for one rotation, each waits here until the one before has ended. Must be called inside a transaction.
	 */
	last(name: string): Promise<string | undefined>;
	/** Must be called inside the transaction that asked. `at`: ISO 8601. */
	save(name: string, userId: string, at: string): Promise<void>;
}

/** What was said of workflows outside of them; kept as long as a trigger of the workflow is. */
export interface ProcessCardStore {
	/** By the id of the workflow. */
	all(): Promise<Map<string, ProcessCard>>;
	/** Instead of what there was. `at`: ISO 8601. */
	save(workflowId: string, card: ProcessCard, at: string): Promise<void>;
}
