import { runEffects, type EffectCall, type Operation, type Outcome } from '../../../src/automation/engine/effects/effects';
import type { Scope } from '../../../src/automation/engine/Scope';

export interface Together<Result> {
	/** An outcome per call; empty when one was refused. */
	outcomes: Array<Outcome<Result>>;
	/** The first call that cannot be done after those before it. */
	refused?: { position: number; error: unknown };
}

/**
 * Runs all calls in one transaction, or none of them: a run that stops at a bad item must not leave the items before
 * it behind, where a second click would make them again. When a call is refused, the shortest beginning of the list
 * that fails is looked for by halving: its last call is the bad one, also when it only clashes with one before it.
 */
export async function runAllOrNothing<Input, Result>(
	scope: Scope,
	operation: Operation<Input, Result>,
	calls: ReadonlyArray<EffectCall<Input>>,
): Promise<Together<Result>> {
	const all = await attempt(scope, operation, calls, true);
	if (!('error' in all)) return all;

	let works = 0;
	let fails = { length: calls.length, error: all.error };
	while (fails.length - works > 1) {
		const length = Math.floor((works + fails.length) / 2);
		const part = await attempt(scope, operation, calls.slice(0, length), false);
		if ('error' in part) fails = { length, error: part.error };
		else works = length;
	}
	return { outcomes: [], refused: { position: fails.length - 1, error: fails.error } };
}

/** Undoes what was written, by leaving the transaction with an error. */
class Undo extends Error {}

async function attempt<Input, Result>(
	scope: Scope,
	operation: Operation<Input, Result>,
	calls: ReadonlyArray<EffectCall<Input>>,
	keep: boolean,
): Promise<{ outcomes: Array<Outcome<Result>> } | { error: unknown }> {
	let outcomes: Array<Outcome<Result>> = [];
	try {
		await scope.ledger.transaction(async () => {
			outcomes = await runEffects(scope, stopAtFirstError(operation), calls);
			if (!keep || outcomes.some(({ ok }) => !ok)) throw new Undo();
		});
	} catch (error) {
		if (!(error instanceof Undo)) return { error };
	}
	const refused = outcomes.find((outcome) => !outcome.ok);
	return refused === undefined ? { outcomes } : { error: refused.error };
}

/** runEffects tries the halves after an error; here everything is undone anyway, so nothing more is tried. */
function stopAtFirstError<Input, Result>(operation: Operation<Input, Result>): Operation<Input, Result> {
	let stopped: { error: unknown } | undefined;
	return {
		name: operation.name,
		target: (input) => operation.target(input),
		async perform(scope, inputs, write) {
			if (stopped !== undefined) throw stopped.error;
			return await operation.perform(scope, inputs, write).catch((error: unknown) => {
				stopped = { error };
				throw error;
			});
		},
	};
}
