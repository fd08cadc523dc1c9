import { SAME_STEP_MINUTES, type Activity } from '../../../model/activity';
import { refKey, type CrmRecord, type RecordRef } from '../../../model/record';
import type { Origin, WriteContext } from '../../../model/write';
import { asSystem } from '../../engine/permissions/asActor';
import type { Scope } from '../../engine/Scope';

/** A record that went to another stage. */
export interface Move {
	record: RecordRef;
	/** ISO 8601, UTC: when. */
	at: string;
	/** Of the one who moved it, where automation did. */
	origin?: Origin;
}

/**
 * The open activities that are done because their records went to another stage, by `refKey` of the record: those that ask for
 * it (`completeOnStageChange`) and were there before, but not one that the step made which moves the record. One read.
 */
export async function activitiesOfMoves(scope: Scope, moves: readonly Move[]): Promise<Map<string, Activity[]>> {
	const { activities } = asSystem(scope).crm;
	if (activities === undefined || moves.length === 0) return new Map();
	const byRecord = Map.groupBy(moves, ({ record }) => refKey(record));
	const records = [...byRecord.values()].map(([move]) => move!.record);
	const open = await activities.find({ records, statuses: ['planned'] });
	const over = open.filter(
		(activity) => activity.completeOnStageChange && byRecord.get(refKey(activity.record))?.some((move) => endsBy(activity, move)),
	);
	return Map.groupBy(over, ({ record }) => refKey(record));
}

/**
 * Completes them for a step that has just written records, in the name of who writes: in the same transaction where the CRM
 * shares it. The reaction of the same name does it for every other writer. Whether the one who acts may change activities does
 * not count. `before`: the records as they were.
 */
export async function completeOfMoved(
	scope: Scope,
	before: ReadonlyMap<string, CrmRecord>,
	after: readonly CrmRecord[],
	write: WriteContext,
): Promise<void> {
	const moves = after.flatMap(({ type, id, values, updatedAt }): Move[] => {
		const was = before.get(refKey({ type, id }));
		if (was === undefined || was.values['stage'] === values['stage']) return [];
		return [{ record: { type, id }, at: updatedAt, ...(write.origin === undefined ? {} : { origin: write.origin }) }];
	});
	const over = [...(await activitiesOfMoves(scope, moves)).values()].flat().map(({ id }) => id);
	if (over.length > 0) await asSystem(scope).crm.activities!.complete(over, write);
}

function endsBy({ createdAt, origin }: Activity, { at, origin: mover }: Move): boolean {
	if (createdAt > at) return false;
	if (origin === null || mover === undefined) return true;
	const isSameRun = has(mover.workflow) && mover.workflow === origin.workflow && has(mover.run) && mover.run === origin.run;
	return !isSameRun || Date.parse(createdAt) < Date.parse(at) - SAME_STEP_MINUTES * 60_000;
}

function has(text: string | undefined): boolean {
	return text !== undefined && text !== '';
}
