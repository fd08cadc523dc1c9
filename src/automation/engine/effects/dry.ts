import type { Ledger } from '../../../ledger/Ledger';
import type { Change } from '../../../model/change';
import type { Scope } from '../Scope';
import type { EffectCall, Operation, Outcome } from './Operation';
import type { DryMode } from './Strategy';
import { each } from './transactional';
import { undone } from './undone';

/** More changes of one step than that are not listed one by one. */
const MOST_CHANGES = 20_000;
/** Most steps make a change per item, or a few more. */
const FURTHER_CHANGES = 50;

/**
 * The dry run of the transactional strategy. Does the calls for real, every check included, in a transaction that is rolled
 * back at the end: nothing stays, not even the changes that the database captured, and nobody is woken. Stored effects are not
 * read and not written, so the step can run for real later. Calls of one dry run build on each other, those of two do not.
 * Numbers that a database gives outside of transactions are used up. Holds the locks of the real step for as long as that would.
 */
export async function dry<Input, Result, Shown>(
	given: Scope,
	operation: Operation<Input, Result>,
	calls: ReadonlyArray<EffectCall<Input>>,
	mode: DryMode<Result, Shown>,
): Promise<Array<Outcome<Shown>>> {
	const scope = { ...given, ledger: withoutEffects(given.ledger) };
	return await undone(given.ledger, async () => {
		const [newest] = await scope.feed.newest({}, 1);
		const outcomes = await each(scope, operation, calls);
		return await mode.dry(scope, { outcomes, changes: await changesSince(scope, newest, calls), approximate: false });
	});
}

/** The ledger itself, but no step was ever done, and none is remembered. */
function withoutEffects(ledger: Ledger): Ledger {
	const effects: Ledger['effects'] = { find: async () => new Map(), store: async () => undefined };
	return Object.create(ledger, { effects: { value: effects } }) as Ledger;
}

/** Oldest first. What others commit meanwhile is not of these calls. */
async function changesSince(scope: Scope, newest: Change | undefined, calls: ReadonlyArray<EffectCall<unknown>>): Promise<Change[]> {
	const origins = new Set(calls.map(({ write }) => originName(write.origin)));
	for (let limit = calls.length + FURTHER_CHANGES; ; limit *= 4) {
		const recent = await scope.feed.newest({}, limit);
		const end = recent.findIndex(({ id }) => id === newest?.id);
		if (end < 0 && recent.length === limit && limit < MOST_CHANGES) continue;
		return (end < 0 ? recent : recent.slice(0, end)).filter(({ origin }) => origins.has(originName(origin))).reverse();
	}
}

function originName(origin: Change['origin']): string {
	return `${origin?.workflow} ${origin?.run} ${origin?.node}`;
}
