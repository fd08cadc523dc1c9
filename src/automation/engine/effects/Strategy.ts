import type { Change } from '../../../model/change';
import type { Scope } from '../Scope';
import type { EffectCall, Operation, Outcome } from './Operation';

/** How each step is done once. See `transactional.ts` and `recorded.ts`. */
export interface Strategy {
	each<Input, Result>(
		scope: Scope,
		operation: Operation<Input, Result>,
		calls: ReadonlyArray<EffectCall<Input>>,
	): Promise<Array<Outcome<Result>>>;
	/** Throws RefusedCall. */
	all<Input, Result>(
		scope: Scope,
		operation: Operation<Input, Result>,
		calls: ReadonlyArray<EffectCall<Input>>,
	): Promise<Array<Outcome<Result>>>;
	dry<Input, Result, Shown>(
		scope: Scope,
		operation: Operation<Input, Result>,
		calls: ReadonlyArray<EffectCall<Input>>,
		mode: DryMode<Result, Shown>,
	): Promise<Array<Outcome<Shown>>>;
}

/** Shows what would be. */
export interface DryMode<Result, Shown> {
	/** In a scope where the results and the changes are still there. */
	dry(scope: Scope, trial: Trial<Result>): Promise<Array<Outcome<Shown>>>;
}

/** Calls that were done without lasting effect. */
export interface Trial<Result> {
	outcomes: Array<Outcome<Result>>;
	/** What they would change, in order. */
	changes: readonly Change[];
	/** The CRM itself was not asked: it may refuse more, fill in more, and do more by rules of its own. */
	approximate: boolean;
}
