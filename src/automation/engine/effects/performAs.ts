import type { WriteContext } from '../../../model/write';
import { heldToGates } from './heldToGates';
import { asActor } from '../permissions/asActor';
import { requireRight } from '../permissions/requireRight';
import type { Scope } from '../Scope';
import { rememberingCalendars } from '../workingCalendars';
import type { Operation } from './Operation';

/**
 * Does an operation in the name of the actor: the one place where both strategies, and a dry run of either, call it. What the
 * role of the actor does not allow, or a gate of a stage, is refused before anything is written. Throws forbidden, gateClosed, and
 * whatever the operation throws.
 */
export async function performAs<Input, Result>(
	scope: Scope,
	operation: Operation<Input, Result>,
	inputs: readonly Input[],
	write: WriteContext,
): Promise<Result[]> {
	const acting = await asActor(heldToGates(scope), write.actor);
	if (operation.writes === 'ledger' && acting.access !== undefined) await requireRight(acting.access, operation.right, inputs);
	return await operation.perform(rememberingCalendars(acting), inputs, write);
}
