import type { DeliveryTally, StoredLease, StoredSubscription } from '../../../ledger/Ledger';
import { CrmError } from '../../../model/CrmError';
import { secondsSince } from './durationText';
import { leadershipProblems, listeningProblems, triggerProblems } from './healthProblems';
import { nextRemoval } from './nextRemoval';
import { isGone } from '../../engine/delivery/owner';
import { isServed } from '../../engine/delivery/served';
import type { Scope } from '../../engine/Scope';
import { SERVICE } from '../../engine/service/Service';

/** Whether CRM Triggers hear of changes and their runs come to an end. */
export interface Health {
	/** Nothing needs anybody's attention. */
	healthy: boolean;
	/** Sentences for people: what is wrong. */
	problems: string[];
	/** ISO 8601, UTC: when it was looked. */
	at: string;
	triggers: TriggerHealth[];
	/** Of all triggers. */
	deliveries: DeliveryCounts;
	/**
	 * The process that leads the background service; when what is old was last removed, and by when it will be next (ISO 8601; null: no
	 * trigger listens, so nobody does).
	 */
	upkeep: { process: string | null; until: string | null; lastDone: string | null; next: string | null };
}

export interface DeliveryCounts {
	waiting: number;
	/** Handed to n8n, the run has not begun. */
	inFlight: number;
	running: number;
	/** Failed for good, within the time that was asked for. */
	setAside: number;
}

export interface TriggerHealth extends DeliveryCounts {
	workflow: string;
	workflowId: string;
	/** Name of the node. */
	trigger: string;
	nodeId: string;
	/**
	 * `off`: its workflow was switched off. `stopped`: it was not, and no process serves it: n8n was stopped or has died.
	 * `refused`: n8n has started and could not open it; `lastError` says why.
	 */
	state: 'listening' | 'off' | 'stopped' | 'refused';
	/** ISO 8601: when a process of n8n last said that it serves it. */
	servedAt: string;
	/** Changes that it has not looked at, counted up to 100,000, and for how long the first of them is there. */
	changesBehind: number;
	secondsBehind: number;
	/** For how long the oldest is there that is due and was not taken by a run. */
	secondsWaiting: number;
	/** The last one set aside, or the last problem while listening, whichever was later. */
	lastError: { message: string; at: string } | null;
}

const MOST_COUNTED = 100_000;
const HOUR_MS = 3600_000;

/** Ten years: nothing is kept that long. */
const MOST_HOURS = 87_600;

/**
 * `hours`: how far back deliveries that were set aside are a problem. A database that cannot be used any more, because its file
 * is gone for example, is an answer and no error. Throws invalidValue, unavailable.
 */
export async function health(scope: Scope, { hours }: { hours: number }): Promise<Health> {
	if (!(hours > 0 && hours <= MOST_HOURS))
		throw new CrmError(
			'invalidValue',
			`Failures cannot be looked for ${hours} hours back.`,
			`Give a number of hours above 0 and up to ${MOST_HOURS}.`,
		);
	try {
		return await look(scope, hours);
	} catch (error) {
		if (error instanceof CrmError && error.code === 'storage') return unusable(error, scope.clock.now());
		throw error;
	}
}

/** Of a database that cannot be used, or not be reached. */
export function unusable(error: unknown, now: Date): Health {
	const message = error instanceof Error ? error.message : String(error);
	return {
		healthy: false,
		problems: [error instanceof CrmError ? `${message} ${error.remedy}` : message],
		at: now.toISOString(),
		triggers: [],
		deliveries: sum([]),
		upkeep: { process: null, until: null, lastDone: null, next: null },
	};
}

async function look(scope: Scope, hours: number): Promise<Health> {
	const { ledger, clock } = scope;
	const now = clock.now();
	const since = new Date(now.getTime() - hours * HOUR_MS).toISOString();
	const tallies = await ledger.reports.tallies(now.toISOString(), since);
	const subscriptions = await ledger.subscriptions.list();
	const lags = new Map<string, Awaited<ReturnType<Scope['feed']['lag']>>>();
	const triggers: TriggerHealth[] = [];
	const problems: string[] = [];
	for (const subscription of subscriptions) {
		const { cursor } = subscription;
		const lag = lags.get(cursor) ?? (await scope.feed.lag(cursor, MOST_COUNTED));
		lags.set(cursor, lag);
		const tally = tallies.find(({ workflowId, nodeId }) => workflowId === subscription.workflowId && nodeId === subscription.nodeId);
		const trigger = triggerHealth(subscription, lag, tally, now);
		triggers.push(trigger);
		problems.push(...triggerProblems(trigger, subscription, hours));
	}
	problems.unshift(...listeningProblems(triggers, now));
	const lease = await ledger.leases.get(SERVICE);
	problems.push(...leadershipProblems(lease, subscriptions, now));
	return {
		healthy: problems.length === 0,
		problems,
		at: now.toISOString(),
		triggers,
		deliveries: sum(triggers),
		upkeep: {
			process: leader(lease, now),
			until: lease?.until ?? null,
			lastDone: lease?.doneAt ?? null,
			next: nextRemoval(lease, subscriptions, now),
		},
	};
}

function triggerHealth(
	subscription: StoredSubscription,
	lag: { changes: number; since: string | null },
	tally: DeliveryTally | undefined,
	now: Date,
): TriggerHealth {
	const { workflowId, workflowName, nodeId, nodeName, servedAt, lastError, lastErrorAt } = subscription;
	const listening = lastError === null || lastErrorAt === null ? null : { message: lastError, at: lastErrorAt };
	const setAside = tally === undefined || tally.lastError === null ? null : { message: tally.lastError.error, at: tally.lastError.at };
	return {
		workflow: workflowName,
		workflowId,
		trigger: nodeName,
		nodeId,
		state: stateOf(subscription, now),
		servedAt,
		changesBehind: lag.changes,
		secondsBehind: secondsSince(lag.since, now),
		waiting: tally?.waiting ?? 0,
		inFlight: tally?.inFlight ?? 0,
		running: tally?.running ?? 0,
		setAside: tally?.setAside ?? 0,
		secondsWaiting: secondsSince(tally?.oldestDue ?? null, now),
		lastError: later(listening, setAside),
	};
}

function stateOf(subscription: StoredSubscription, now: Date): TriggerHealth['state'] {
	if (isServed(subscription, now)) return 'listening';
	const { state } = subscription;
	return state === 'off' || state === 'refused' ? state : 'stopped';
}

function sum(triggers: readonly TriggerHealth[]): DeliveryCounts {
	const total = (count: (trigger: TriggerHealth) => number) => triggers.reduce((all, trigger) => all + count(trigger), 0);
	return {
		waiting: total(({ waiting }) => waiting),
		inFlight: total(({ inFlight }) => inFlight),
		running: total(({ running }) => running),
		setAside: total(({ setAside }) => setAside),
	};
}

function later(a: TriggerHealth['lastError'], b: TriggerHealth['lastError']): TriggerHealth['lastError'] {
	if (a === null || b === null) return a ?? b;
	return a.at > b.at ? a : b;
}

/** The process that leads, in words; null: none does, or it is gone. Owners are `host|process number|random part`. */
function leader(lease: StoredLease | undefined, now: Date): string | null {
	if (!lease?.owner || isGone({ owner: lease.owner, aliveUntil: lease.until }, now)) return null;
	const [host, pid] = lease.owner.split('|');
	return `process ${pid} on ${host}`;
}
