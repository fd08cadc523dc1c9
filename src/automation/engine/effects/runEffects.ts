import type { Scope } from '../Scope';
import { dry } from './dry';
import type { EffectCall, Operation, Outcome } from './Operation';
import type { DryMode, Strategy } from './Strategy';
import { all, each } from './transactional';

/**
 * `each`: one bad call does not undo the good ones; an outcome per call, in order.
 * `all`: all calls, or none of them, because a run that stops at a bad item must not leave the items before it behind, where a
 * second click would make them again. Throws RefusedCall. A CRM whose writes cannot be undone is spared what can be known before.
 */
export type Mode = 'each' | 'all';

/**
 * The one path of every write: each call is done once, whatever happens around it. Two strategies stand behind it: see
 * `transactional.ts` (the CRM shares the ledger's database, or the operation writes only the ledger) and `recorded.ts`
 * (every other CRM). With a dry mode nothing is written, and the outcomes are what the mode shows of what would be. What the
 * role of the actor does not allow is refused (code `forbidden`).
 */
export async function runEffects<Input, Result>(
	scope: Scope,
	operation: Operation<Input, Result>,
	calls: ReadonlyArray<EffectCall<Input>>,
	mode: Mode,
): Promise<Array<Outcome<Result>>>;
export async function runEffects<Input, Result, Shown>(
	scope: Scope,
	operation: Operation<Input, Result>,
	calls: ReadonlyArray<EffectCall<Input>>,
	mode: DryMode<Result, Shown>,
): Promise<Array<Outcome<Shown>>>;
export async function runEffects<Input, Result, Shown>(
	scope: Scope,
	operation: Operation<Input, Result>,
	calls: ReadonlyArray<EffectCall<Input>>,
	mode: Mode | DryMode<Result, Shown>,
): Promise<Array<Outcome<Result>> | Array<Outcome<Shown>>> {
	if (calls.length === 0) return [];
	const strategy = await strategyOf(scope, operation);
	if (typeof mode === 'object') return await strategy.dry(scope, operation, calls, mode);
	return mode === 'each' ? await strategy.each(scope, operation, calls) : await strategy.all(scope, operation, calls);
}

/** The recorded strategy is loaded when a CRM needs it. */
async function strategyOf(scope: Scope, { writes }: Pick<Operation<never, never>, 'writes'>): Promise<Strategy> {
	if (writes === 'ledger' || scope.crm.capabilities.sharesLedger) return { each, all, dry };
	return await import('./recorded');
}
