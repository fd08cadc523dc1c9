import type { StoredSubscription, TriggerIdentity } from '../../../ledger/Ledger';
import { CrmError } from '../../../model/CrmError';
import type { Scope } from '../Scope';
import { thisProcess } from './owner';
import { isServed } from './served';
import type { Activation } from './Subscription';

/** A trigger as people call it. */
export type NamedTrigger = TriggerIdentity & Pick<StoredSubscription, 'workflowName' | 'nodeName'>;

/**
 * Whether a trigger may go on with this database. `ranOn`: the feed id under which it listened last, as n8n keeps it with the
 * workflow; undefined: it never did, or nobody knows. A person who switches the workflow on means the database that is there.
 * Throws storage where it is neither the one of before nor restored from it: everything would begin anew, and nobody would know.
 */
export function requireSameFeed({ ledger }: Pick<Scope, 'ledger'>, ranOn: string | undefined, activation: Activation): void {
	if (activation === 'fresh' || ranOn === undefined || ledger.knownFeeds.includes(ranOn)) return;
	throw new CrmError(
		'storage',
		'This workflow worked with another database until now: the one that is there today is new, or was put in its place.',
		'Put the database back that was here (the file, the volume, or a backup with crmflow restore), then start n8n again. If the present one is the right one, switch the workflow off and on again.',
	);
}

/** Writes down that n8n could not open a trigger when it started, so that health says it. Best effort: the log has it too. */
export async function noteRefused(
	{ ledger, feed, clock }: Pick<Scope, 'ledger' | 'feed' | 'clock'>,
	trigger: NamedTrigger,
	why: string,
): Promise<void> {
	try {
		const stored = await ledger.subscriptions.get(trigger.workflowId, trigger.nodeId);
		// Another n8n with the same workflow serves it: what is written about it is about that one.
		if (stored !== undefined && stored.servedBy !== thisProcess && isServed(stored, clock.now())) return;
		await ledger.subscriptions.refuse({ ...trigger, cursor: await feed.head() }, why, clock.now().toISOString());
	} catch {
		// See above.
	}
}
