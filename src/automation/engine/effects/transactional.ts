import type { StoredEffect } from '../../../ledger/Ledger';
import { CrmError } from '../../../model/CrmError';
import type { WriteContext } from '../../../model/write';
import type { Scope } from '../Scope';
import { testSeam } from '../testSeam';
import { fingerprintOf } from './effectKey';
import { RefusedCall, requireDoable, type EffectCall, type Operation, type Outcome } from './Operation';
import { concernsAll } from './outage';
import { performAs } from './performAs';
import { storedResult } from './storedResult';
import { inStoredOrder } from './storedOrder';
import { undone } from './undone';

/*
 * The transactional strategy: the CRM's writes and the ledger are in one database. Looking the key up, the write and storing
 * the effect are one transaction, so that an effect is either there with its result, or nothing of it is.
 *
 * Calls are tried together first: a few statements for thousands of items. When another run stored the same step at the same
 * moment, what was written is undone and the stored result is read. Items that come in another order than when they were done
 * find their effects all the same.
 */

/** When the calls are refused together, the halves are tried, and so on, so that one bad item does not undo the good ones. */
export async function each<Input, Result>(
	scope: Scope,
	operation: Operation<Input, Result>,
	calls: ReadonlyArray<EffectCall<Input>>,
): Promise<Array<Outcome<Result>>> {
	try {
		return await together(scope, operation, calls);
	} catch (error) {
		if (calls.length === 1 || concernsAll(error)) return calls.map(() => ({ ok: false, error }));
	}
	const middle = Math.ceil(calls.length / 2);
	return [...(await each(scope, operation, calls.slice(0, middle))), ...(await each(scope, operation, calls.slice(middle)))];
}

/**
 * When the calls are refused together, the shortest beginning of the list that fails is looked for by halving: its last call is
 * the bad one, also when it only clashes with one before it. Throws RefusedCall.
 */
export async function all<Input, Result>(
	scope: Scope,
	operation: Operation<Input, Result>,
	calls: ReadonlyArray<EffectCall<Input>>,
): Promise<Array<Outcome<Result>>> {
	let fails: { length: number; error: unknown };
	try {
		return await together(scope, operation, calls);
	} catch (error) {
		if (concernsAll(error)) throw new RefusedCall(0, error);
		fails = { length: calls.length, error };
	}
	let works = 0;
	while (fails.length - works > 1) {
		const length = Math.floor((works + fails.length) / 2);
		try {
			await undone(scope.ledger, async () => await together(scope, operation, calls.slice(0, length)));
			works = length;
		} catch (error) {
			fails = { length, error };
		}
	}
	throw new RefusedCall(fails.length - 1, fails.error);
}

/** All calls or an error, and then none. */
async function together<Input, Result>(
	scope: Scope,
	operation: Operation<Input, Result>,
	calls: ReadonlyArray<EffectCall<Input>>,
): Promise<Array<Outcome<Result>>> {
	try {
		return await performOrReadAgain(scope, operation, calls);
	} catch (error) {
		const mismatch = error instanceof CrmError && error.code === 'effectMismatch';
		const reordered = mismatch ? inStoredOrder(operation, calls, await scope.ledger.effects.find(calls.map(({ key }) => key))) : undefined;
		if (reordered === undefined) throw error;
		return await together(scope, operation, reordered);
	}
}

/** The ledger refused to store effects: a key of theirs was taken after it was looked up. */
class TakenMeanwhile extends Error {}

async function performOrReadAgain<Input, Result>(
	scope: Scope,
	operation: Operation<Input, Result>,
	calls: ReadonlyArray<EffectCall<Input>>,
): Promise<Array<Outcome<Result>>> {
	const attempt = async () => await perform(scope, operation, calls);
	try {
		return await attempt().catch(async (error: unknown) => {
			if (error instanceof TakenMeanwhile) return await attempt();
			throw error;
		});
	} catch (error) {
		throw error instanceof TakenMeanwhile ? error.cause : error;
	}
}

async function perform<Input, Result>(
	scope: Scope,
	operation: Operation<Input, Result>,
	calls: ReadonlyArray<EffectCall<Input>>,
): Promise<Array<Outcome<Result>>> {
	return await scope.ledger.transaction(async () => {
		const forgets = testSeam.forgetsEffects();
		const known = await scope.ledger.effects.find(forgets ? [] : calls.map((call) => call.key));
		const outcomes = new Array<Outcome<Result>>(calls.length);
		const pending: Pending<Input>[] = [];
		calls.forEach((call, index) => {
			const mark = fingerprintOf(operation, call);
			const stored = known.get(call.key);
			if (stored === undefined) {
				requireDoable(call);
				pending.push({ call, index, fingerprint: mark });
			} else outcomes[index] = { ok: true, result: storedResult<Result>(stored, mark, operation.name), repeated: true };
		});
		for (const group of groupByWrite(pending)) {
			const { write } = group[0]!.call;
			const inputs = group.map(({ call }) => call.input);
			const results = await performAs(scope, operation, inputs, write);
			if (testSeam.repeatsEffect()) await performAs(scope, operation, inputs, write);
			const at = scope.clock.now().toISOString();
			if (!forgets)
				await storeEffects(
					scope,
					group.map((item, position) => effectOf(item, results[position], at)),
				);
			group.forEach(({ index }, position) => {
				outcomes[index] = { ok: true, result: results[position]!, repeated: false };
			});
		}
		return outcomes;
	});
}

async function storeEffects(scope: Scope, effects: readonly StoredEffect[]): Promise<void> {
	try {
		await scope.ledger.effects.store(effects);
	} catch (error) {
		const taken = error instanceof CrmError && error.code === 'conflict';
		throw taken ? new TakenMeanwhile('The step was stored by another run.', { cause: error }) : error;
	}
}

interface Pending<Input> {
	call: EffectCall<Input>;
	/** Index among the calls. */
	index: number;
	fingerprint: string;
}

function effectOf<Input>({ call, fingerprint }: Pending<Input>, result: unknown, at: string): StoredEffect {
	return { key: call.key, fingerprint, result: JSON.stringify(result), at };
}

/** Calls with the same actor, origin and reason are written together; there are rarely more than one or two groups. */
function groupByWrite<Input>(pending: ReadonlyArray<Pending<Input>>): Array<Array<Pending<Input>>> {
	const groups = new Map<string, Array<Pending<Input>>>();
	for (const item of pending) {
		const name = nameOf(item.call.write);
		const group = groups.get(name);
		if (group) group.push(item);
		else groups.set(name, [item]);
	}
	return [...groups.values()];
}

const partNames = new WeakMap<object, string>();

function nameOf({ actor, origin, reason }: WriteContext): string {
	return `${actor ?? ''} ${textOf(origin)} ${textOf(reason)}`;
}

/** Calls of one run share their origin object: it is written out once, not once per item. */
function textOf(part: object | undefined): string {
	if (part === undefined) return '';
	let text = partNames.get(part);
	if (text === undefined) partNames.set(part, (text = JSON.stringify(part)));
	return text;
}
