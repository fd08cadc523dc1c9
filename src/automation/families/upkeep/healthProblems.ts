import type { StoredLease, StoredSubscription } from '../../../ledger/Ledger';
import { isServed } from '../../engine/delivery/served';
import { durationText, secondsSince } from './durationText';
import type { TriggerHealth } from './health';

/** Reading takes moments; when it takes longer than this, in milliseconds, something hangs. */
const BEHIND_MS = 60_000;
/** Longer than that, beyond what the trigger's own settings make it wait, nothing should wait; in milliseconds. */
const WAITING_MS = 60 * 60_000;
/** While n8n starts, its triggers open one after the other; in milliseconds. */
const STARTING_MS = 2 * 60_000;
/** How long after the last leader, and after the last trigger that was heard of, another process leads; in milliseconds. */
const LED_AGAIN_MS = 5 * 60_000;

/** Of triggers that should listen, and do not. When none does, that is one problem. */
export function listeningProblems(triggers: readonly TriggerHealth[], now: Date): string[] {
	const stopped = triggers.filter(({ state }) => state === 'stopped');
	if (stopped.length > 0 && triggers.every(({ state }) => state !== 'listening')) {
		const heard = durationText(Math.min(...stopped.map(({ servedAt }) => secondsSince(servedAt, now))));
		const open = stopped.some(({ changesBehind, waiting, inFlight }) => changesBehind + waiting + inFlight > 0);
		const waits = open ? ' There are changes to deliver.' : '';
		return [`No CRM Trigger listens; the last one was heard of ${heard} ago.${waits} Start n8n.`];
	}
	return stopped
		.filter(({ servedAt }) => secondsSince(servedAt, now) * 1000 > STARTING_MS)
		.map(
			({ workflow, trigger, servedAt }) =>
				`"${workflow}", ${trigger}: n8n runs and does not serve this trigger, for ${durationText(secondsSince(servedAt, now))}, though its workflow was not switched off. Switch it off and on in n8n, and look into its log if that does not help.`,
		);
}

/** Any process with an open trigger would lead. A lease that was given back does not tell when, so the triggers do. */
export function leadershipProblems(lease: StoredLease | undefined, subscriptions: readonly StoredSubscription[], now: Date): string[] {
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

/** Of one trigger. `hours`: how far back what was set aside was looked for. */
export function triggerProblems(trigger: TriggerHealth, { settings, lastError }: StoredSubscription, hours: number): string[] {
	const name = `"${trigger.workflow}", ${trigger.trigger}`;
	const problems: string[] = [];
	if (trigger.state === 'refused') problems.push(`${name}: n8n could not start it. ${lastError ?? ''}`.trim());
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
			`${name}: ${trigger.setAside === 1 ? 'one change was' : `${trigger.setAside} changes were`} set aside in the last ${hours} hours, because the run failed.${cause} Correct the workflow, then run them again (CRM Setup, Process, Replay).`,
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
