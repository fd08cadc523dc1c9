import type { LastStartStore, LastStart, TriggerIdentity } from '../../../ledger/Ledger';
import type { Change } from '../../../model/change';
import { refKey } from '../../../model/record';

/** How often one record may start a workflow. */
export type Reentry =
	| { kind: 'always' }
	| { kind: 'oncePerRecord' }
	/** Once, until the record moves to another stage. */
	| { kind: 'oncePerStageVisit' }
	/** Not again until that time after the last start has passed; measured between the changes. */
	| { kind: 'coolDown'; milliseconds: number };

/**
 * Of the changes that match, those whose record may start the workflow (again), and writes that down. `changes` is the
 * whole page in order: a stage that is left counts although it starts nothing. Doing it a second time for the same
 * changes gives the same answer, so a page that was read before a crash can be read again. Must run in the transaction
 * that stores the deliveries.
 */
export async function admit(
	store: LastStartStore,
	trigger: TriggerIdentity,
	reentry: Reentry,
	changes: readonly Change[],
	matched: ReadonlySet<Change>,
): Promise<Change[]> {
	if (reentry.kind === 'always') return changes.filter((change) => matched.has(change));
	const moved = reentry.kind === 'oncePerStageVisit' ? changes.filter(leavesStage) : [];
	const keys = new Set([...matched, ...moved].map(({ ref }) => refKey(ref)));
	if (keys.size === 0) return [];
	const lastStarts = await store.find(trigger, [...keys]);
	const before = new Map(lastStarts);
	const admitted: Change[] = [];
	for (const change of changes) {
		const recordKey = refKey(change.ref);
		if (reentry.kind === 'oncePerStageVisit' && leavesStage(change)) lastStarts.delete(recordKey);
		if (!matched.has(change) || !mayEnter(reentry, lastStarts.get(recordKey), change)) continue;
		lastStarts.set(recordKey, { recordKey, changeId: change.id, at: change.at });
		admitted.push(change);
	}
	await store.forget(
		trigger,
		[...before.keys()].filter((key) => !lastStarts.has(key)),
	);
	await store.save(
		trigger,
		[...lastStarts.values()].filter((last) => last !== before.get(last.recordKey)),
	);
	return admitted;
}

function leavesStage({ kind, changed }: Change): boolean {
	return kind === 'updated' && changed.includes('stage');
}

function mayEnter(reentry: Reentry, last: LastStart | undefined, change: Change): boolean {
	if (last === undefined || last.changeId === change.id) return true;
	return reentry.kind === 'coolDown' && new Date(change.at).getTime() - new Date(last.at).getTime() >= reentry.milliseconds;
}
