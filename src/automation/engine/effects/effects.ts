import type { StoredEffect } from '../../../ledger/Ledger';
import { CrmError } from '../../../model/CrmError';
import type { Origin, WriteContext } from '../../../model/write';
import { fingerprint } from './effectKey';
import type { Output } from '../../../model/output';
import { asActor } from '../permissions/asActor';
import type { Scope } from '../Scope';
import { inStoredOrder } from './storedOrder';
import { testSeam } from '../testSeam';

/** A use case that writes. Reads do not go through effects. */
export interface Operation<Input, Result> {
	/** `task.create`; part of the fingerprint. */
	readonly name: string;
	/** What it acts on: with the name, the fingerprint of the effect. */
	target(input: Input): unknown;
	/**
	 * Does it for all inputs, or throws and has done it for none. Called inside one transaction when the CRM shares
	 * the ledger, in the scope of whoever acts: see `asActor`. Results in the order of the inputs.
	 */
	perform(scope: Scope, inputs: readonly Input[], write: WriteContext): Promise<Result[]>;
	/**
	 * The result as a dry run shows it, where it names what is no record, task or project (those are seen to): without
	 * the ids of what was not made.
	 */
	preview?(result: Result, input: Input): Output;
	/** What it makes was there before under the same id, so that a dry run can name it. */
	readonly bringsBack?: boolean;
}

export interface EffectCall<Input> {
	/** See effectKey. */
	key: string;
	input: Input;
	write: WriteContext;
}

export type Outcome<Result> =
	{ ok: true; result: Result; /** Done by an earlier run of the same step. */ repeated: boolean } | { ok: false; error: unknown };

/**
 * The one path of every CRM write: each call is done once, whatever happens around it.
 *
 * With a CRM that shares the ledger, looking the key up, the write and storing the effect are one transaction. All
 * calls are tried together first (a few statements for thousands of items); when one of them is refused, the halves are
 * tried, and so on, so that one bad item does not undo the good ones. When another run stored the same step at the same
 * moment, what we wrote is undone and the stored result is read. Items that come in another order than when they were
 * done find their effects all the same. What the role of the actor does not allow is refused (code `forbidden`). An outcome
 * per call, in order.
 */
export async function runEffects<Input, Result>(
	scope: Scope,
	operation: Operation<Input, Result>,
	calls: ReadonlyArray<EffectCall<Input>>,
): Promise<Array<Outcome<Result>>> {
	if (!scope.crm.capabilities.sharesLedger) {
		throw new CrmError('unsupported', `${scope.crm.capabilities.name} cannot be written to yet.`, 'Use the built-in CRM for this step.');
	}
	if (calls.length === 0) return [];
	try {
		return await performOrReadAgain(scope, operation, calls);
	} catch (error) {
		const reordered = isMismatch(error) ? await inStoredOrder(scope, operation, calls) : undefined;
		if (reordered !== undefined) return await runEffects(scope, operation, reordered);
		if (calls.length === 1 || isOutage(error)) return calls.map(() => ({ ok: false, error }));
	}
	const middle = Math.ceil(calls.length / 2);
	return [...(await runEffects(scope, operation, calls.slice(0, middle))), ...(await runEffects(scope, operation, calls.slice(middle)))];
}

/** The database is gone or locked: trying each call by itself would only wait again and again. */
function isOutage(error: unknown): boolean {
	return error instanceof CrmError && (error.code === 'unavailable' || error.code === 'storage');
}

/** A step was done before with another target: perhaps its items came in another order then. */
function isMismatch(error: unknown): boolean {
	return error instanceof CrmError && error.code === 'effectMismatch';
}

/** The ledger refused to store effects: a key of theirs was taken after it was looked up. */
class TakenMeanwhile extends Error {}

async function performOrReadAgain<Input, Result>(
	scope: Scope,
	operation: Operation<Input, Result>,
	calls: ReadonlyArray<EffectCall<Input>>,
): Promise<Array<Outcome<Result>>> {
	const attempt = async () => await performTogether(scope, operation, calls);
	try {
		return await attempt().catch(async (error: unknown) => {
			if (error instanceof TakenMeanwhile) return await attempt();
			throw error;
		});
	} catch (error) {
		throw error instanceof TakenMeanwhile ? error.cause : error;
	}
}

async function performTogether<Input, Result>(
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
			const mark = fingerprint(operation.name, operation.target(call.input));
			const stored = known.get(call.key);
			if (stored === undefined) pending.push({ call, index, fingerprint: mark });
			else outcomes[index] = { ok: true, result: storedResult<Result>(stored, mark, operation.name), repeated: true };
		});
		for (const group of groupByWrite(pending)) {
			const { write } = group[0]!.call;
			const inputs = group.map(({ call }) => call.input);
			const acting = await asActor(scope, write.actor);
			const results = await operation.perform(acting, inputs, write);
			if (testSeam.repeatsEffect()) await operation.perform(acting, inputs, write);
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
	/** Place among the calls. */
	index: number;
	fingerprint: string;
}

function storedResult<Result>(stored: StoredEffect, fingerprint: string, operation: string): Result {
	if (stored.fingerprint !== fingerprint) {
		throw new CrmError(
			'effectMismatch',
			`This step was already done for this change, with another target than now (${operation}).`,
			'The data before this node came in another order or was edited between two attempts. Sort the items before this node, or start the workflow again with a new change.',
		);
	}
	return JSON.parse(stored.result) as Result;
}

function effectOf<Input>({ call, fingerprint }: Pending<Input>, result: unknown, at: string): StoredEffect {
	return { key: call.key, fingerprint, result: JSON.stringify(result), at };
}

/** Calls with the same actor and origin are written together; there are rarely more than one or two groups. */
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

const originNames = new WeakMap<Origin, string>();

/** Calls of one run share their origin object: it is written out once, not once per item. */
function nameOf({ actor, origin }: WriteContext): string {
	if (origin === undefined) return actor ?? '';
	let name = originNames.get(origin);
	if (name === undefined) originNames.set(origin, (name = JSON.stringify(origin)));
	return `${actor ?? ''} ${name}`;
}
