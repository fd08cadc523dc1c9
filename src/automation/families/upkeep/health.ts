import type { DeliveryTally, StoredLease, StoredSubscription } from '../../../ledger/Ledger';
import { CrmError } from '../../../model/CrmError';
import { durationText } from './durationText';
import { isServed } from '../../words/triggers/triggers';
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
	/** The process that leads the background service, and when what is old was last removed. */
	upkeep: { process: string | null; until: string | null; lastDone: string | null };
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
	/** `off`: other triggers are served, this one is not: its workflow is switched off. `stopped`: none is served. */
	state: 'listening' | 'off' | 'stopped';
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

/** Reading takes moments; when it takes longer than this, in milliseconds, something hangs. */
const BEHIND_MS = 60_000;
/** Longer than that, beyond what the trigger's own settings make it wait, nothing should wait; in milliseconds. */
const WAITING_MS = 60 * 60_000;
/** How long after the last leader, and after the last trigger that was heard of, another process leads; in milliseconds. */
const LED_AGAIN_MS = 5 * 60_000;
const MOST_COUNTED = 100_000;
const HOUR_MS = 3600_000;

/** Ten years: nothing is kept that long. */
const MOST_HOURS = 87_600;

/** `hours`: how far back deliveries that were set aside are a problem. Throws invalidValue. */
export async function health(scope: Scope, { hours }: { hours: number }): Promise<Health> {
	const { ledger, clock } = scope;
	if (!(hours > 0 && hours <= MOST_HOURS))
		throw new CrmError(
			'invalidValue',
			`Failures cannot be looked for ${hours} hours back.`,
			`Give a number of hours above 0 and up to ${MOST_HOURS}.`,
		);
	const now = clock.now();
	const since = new Date(now.getTime() - hours * HOUR_MS).toISOString();
	const tallies = await ledger.reports.tallies(now.toISOString(), since);
	const subscriptions = await ledger.subscriptions.list();
	const someServed = subscriptions.some((subscription) => isServed(subscription, now));
	const lags = new Map<string, Awaited<ReturnType<Scope['feed']['lag']>>>();
	const triggers: TriggerHealth[] = [];
	const problems: string[] = [];
	for (const subscription of subscriptions) {
		const { cursor } = subscription;
		const lag = lags.get(cursor) ?? (await scope.feed.lag(cursor, MOST_COUNTED));
		lags.set(cursor, lag);
		const tally = tallies.find(({ workflowId, nodeId }) => workflowId === subscription.workflowId && nodeId === subscription.nodeId);
		const trigger = triggerHealth(subscription, lag, tally, { now, someServed });
		triggers.push(trigger);
		problems.push(...problemsOf(trigger, subscription, hours));
	}
	if (
		subscriptions.length > 0 &&
		!someServed &&
		triggers.some(({ changesBehind, waiting, inFlight }) => changesBehind + waiting + inFlight > 0)
	) {
		problems.unshift(
			`No CRM Trigger listens, and there are changes to deliver. The last one was heard of ${lastHeard(subscriptions, now)} ago. Start n8n, or switch the workflows on.`,
		);
	}
	const lease = await ledger.leases.get(SERVICE);
	problems.push(...leadershipProblems(lease, subscriptions, now));
	return {
		healthy: problems.length === 0,
		problems,
		at: now.toISOString(),
		triggers,
		deliveries: sum(triggers),
		upkeep: { process: lease?.owner ? readableProcess(lease.owner) : null, until: lease?.until ?? null, lastDone: lease?.doneAt ?? null },
	};
}

/** Any process with an open trigger would lead. A lease that was given back does not tell when, so the triggers do. */
function leadershipProblems(lease: StoredLease | undefined, subscriptions: readonly StoredSubscription[], now: Date): string[] {
	const served = subscriptions.filter((subscription) => isServed(subscription, now));
	if (served.length === 0) return [];
	const seconds = Math.min(
		...[lease?.until ?? null, ...served.map(({ servedAt }) => servedAt)].flatMap((at) => at ?? []).map((at) => secondsSince(at, now)),
	);
	if (seconds * 1000 < LED_AGAIN_MS) return [];
	return [
		`Nobody leads the background service, for ${durationText(seconds)} at least, so nothing is removed, polled or done by itself after a change: start n8n again, and look into its log if that does not help.`,
	];
}

function triggerHealth(
	subscription: StoredSubscription,
	lag: { changes: number; since: string | null },
	tally: DeliveryTally | undefined,
	{ now, someServed }: { now: Date; someServed: boolean },
): TriggerHealth {
	const { workflowId, workflowName, nodeId, nodeName, servedAt, lastError, lastErrorAt } = subscription;
	const listening = lastError === null || lastErrorAt === null ? null : { message: lastError, at: lastErrorAt };
	const setAside = tally === undefined || tally.lastError === null ? null : { message: tally.lastError.error, at: tally.lastError.at };
	return {
		workflow: workflowName,
		workflowId,
		trigger: nodeName,
		nodeId,
		state: isServed(subscription, now) ? 'listening' : someServed ? 'off' : 'stopped',
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

function problemsOf(trigger: TriggerHealth, { settings }: StoredSubscription, hours: number): string[] {
	const name = `"${trigger.workflow}", ${trigger.trigger}`;
	const problems: string[] = [];
	if (trigger.state === 'listening' && trigger.secondsBehind * 1000 > BEHIND_MS) {
		problems.push(
			`${name}: ${counted(trigger.changesBehind)} not been looked at for ${durationText(trigger.secondsBehind)}. Look into the log of n8n, and start it again if it stands still.`,
		);
	}
	if (trigger.state === 'listening' && trigger.secondsWaiting * 1000 > WAITING_MS + ownWait(settings)) {
		problems.push(
			`${name}: ${counted(trigger.waiting + trigger.inFlight)} been waiting for a run, the oldest for ${durationText(trigger.secondsWaiting)}. Look at the executions of the workflow: they may take too long.`,
		);
	}
	if (trigger.setAside > 0) {
		const cause =
			trigger.lastError === null || trigger.lastError.message === ''
				? ''
				: ` The last problem: ${trigger.lastError.message.replace(/\.*$/, '')}.`;
		problems.push(
			`${name}: ${trigger.setAside === 1 ? 'one change was' : `${trigger.setAside} changes were`} set aside in the last ${hours} hours, because the run failed.${cause} Correct the workflow, then run them again (CRM, Process, Replay).`,
		);
	}
	return problems;
}

function counted(changes: number): string {
	return changes === 1 ? 'one change has' : `${changes} changes have`;
}

/** What a trigger's own settings make a change wait, in milliseconds. */
function ownWait(settings: string): number {
	const { delivery } = JSON.parse(settings === '' ? '{}' : settings) as {
		delivery?: { runLimitMs?: number; mode?: { everyMinutes?: number; waitMs?: number } };
	};
	return (delivery?.runLimitMs ?? 0) + (delivery?.mode?.everyMinutes ?? 0) * 60_000 + (delivery?.mode?.waitMs ?? 0);
}

function lastHeard(subscriptions: readonly StoredSubscription[], now: Date): string {
	return durationText(Math.min(...subscriptions.map(({ servedAt }) => secondsSince(servedAt, now))));
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

function secondsSince(moment: string | null, now: Date): number {
	return moment === null ? 0 : Math.max(0, Math.round((now.getTime() - Date.parse(moment)) / 1000));
}

/** Owners are `host|process number|random part`. */
function readableProcess(owner: string): string {
	const [host, pid] = owner.split('|');
	return `process ${pid} on ${host}`;
}
