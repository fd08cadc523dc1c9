import type { Change } from '../../../model/change';
import { refKey } from '../../../model/record';
import { asSystem } from '../../engine/permissions/asActor';
import type { Reaction } from '../../engine/service/reactions/Reaction';
import { activitiesOfMoves, type Move } from '../../words/following/activitiesOfMoves';

/** The activities of a record are completed when it goes to another stage: see `Activity.completeOnStageChange`. */
export const completeOnMove: Reaction = {
	name: 'activity.completeOnMove',
	concerns: ({ kind, changed, before }) => kind === 'updated' && changed.includes('stage') && (before?.['stage'] ?? null) !== null,
	async due(scope, changes) {
		const over = await activitiesOfMoves(scope, changes.map(moveOf));
		return changes.filter(({ ref }) => over.has(refKey(ref)));
	},
	operation: {
		name: 'activity.completeOnMove',
		writes: 'crm',
		target: ({ id }: Change) => [id],
		async perform(scope, changes, write) {
			const ids = [...(await activitiesOfMoves(scope, changes.map(moveOf))).values()].flat().map(({ id }) => id);
			if (ids.length > 0) await asSystem(scope).crm.activities!.complete(ids, write);
			return changes.map(() => null);
		},
	},
};

function moveOf({ ref, at, origin }: Change): Move {
	return { record: ref, at, ...(origin === undefined ? {} : { origin }) };
}
