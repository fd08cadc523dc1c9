import type { StoredEffect, StoredIntent } from '../../../ledger/Ledger';
import { CrmError } from '../../../model/CrmError';
import type { Scope } from '../Scope';
import { testSeam } from '../testSeam';
import { fingerprintOf } from './effectKey';
import { Journal } from './Journal';
import { journaled } from './journaled';
import { RefusedCall, requireDoable, type EffectCall, type Operation, type Outcome } from './Operation';
import { concernsAll } from './outage';
import { tellPolls } from './ownWrites';
import { performAs } from './performAs';
import { rehearse } from './rehearse';
import { NotRehearsed } from './rehearsed';
import { inStoredOrder } from './storedOrder';
import type { DryMode } from './Strategy';
import { requireSame, storedResult } from './storedResult';
import { inTurn, StepTaken } from './turns';
import { COMPANION_KINDS, CRM_KINDS } from './writeKinds';

/*
 * The recorded strategy: the CRM is not in the ledger's database, like every CRM over HTTP. A request and a row of the ledger
 * cannot be written in one transaction. So the ledger first stores what is about to be written, and afterwards what was written.
 * No transaction of the ledger is open while a request is under way. Calls are done one by one, in their order.
 *
 * ## unknown
 * The ledger has nothing about the call. Checks and reads do not change that. The first write leads to *intended*.
 *
 * ## intended
 * An intent is stored, with each write before it is sent (see `Journal`), with this process as its owner.
 * - Everything is written: the result is stored and the intent forgotten, in one transaction. Leads to *done*.
 * - The CRM clearly refuses a write, and nothing was written before it: the intent is forgotten. Leads to *unknown*.
 * - Anything else, such as a process that died, a lost answer, or a later write that was refused: leads to *left*.
 *
 * ## left
 * An intent whose owner has given up or died. The next attempt takes it over and does the rest: see `journaled`. Where the CRM
 * cannot be searched for a write that may have been done, the write is sent again, and the outcome is marked as `unsure`.
 *
 * ## done
 * The effect is stored with its result. Every later attempt gets that result.
 *
 * Of two runs that do the same step at the same moment the second waits for the end of the first (see `turns.ts`), and then gets
 * its result, or does what the first has left.
 */

/** When the CRM or the ledger cannot be reached, the calls that are left are not tried. */
export async function each<Input, Result>(
	scope: Scope,
	operation: Operation<Input, Result>,
	calls: ReadonlyArray<EffectCall<Input>>,
): Promise<Array<Outcome<Result>>> {
	const outcomes: Array<Outcome<Result>> = [];
	let away: { error: unknown } | undefined;
	for (const call of await known(scope, operation, calls)) {
		const outcome: Outcome<Result> =
			away === undefined || call.effect !== undefined ? await attempt(scope, operation, call) : { ok: false, error: away.error };
		if (!outcome.ok && concernsAll(outcome.error)) away ??= { error: outcome.error };
		outcomes.push(outcome);
	}
	return outcomes;
}

/**
 * What was written cannot be undone here. So the calls are rehearsed first, without writing: when one of them is refused, none is
 * done. A refusal that only the CRM itself can give comes later, when the calls before it are already done; the error says so.
 * A single call needs no rehearsal. Throws RefusedCall.
 */
export async function all<Input, Result>(
	scope: Scope,
	operation: Operation<Input, Result>,
	calls: ReadonlyArray<EffectCall<Input>>,
): Promise<Array<Outcome<Result>>> {
	const found = await known(scope, operation, calls);
	await refuseBefore(scope, operation, found);
	const outcomes: Array<Outcome<Result>> = [];
	for (const [position, call] of found.entries()) {
		const outcome = await attempt(scope, operation, call);
		if (!outcome.ok) throw new RefusedCall(position, withDone(scope, outcome.error, outcomes));
		outcomes.push(outcome);
	}
	return outcomes;
}

/** A rehearsal: see `rehearse`. Stored effects are not read and not written. */
export async function dry<Input, Result, Shown>(
	given: Scope,
	operation: Operation<Input, Result>,
	calls: ReadonlyArray<EffectCall<Input>>,
	mode: DryMode<Result, Shown>,
): Promise<Array<Outcome<Shown>>> {
	const { scope, trial } = await rehearse(given, operation, calls);
	return await mode.dry(scope, trial);
}

async function refuseBefore<Input>(
	scope: Scope,
	operation: Operation<Input, unknown>,
	found: ReadonlyArray<KnownCall<Input>>,
): Promise<void> {
	const fresh = found.filter(({ effect, intent }) => effect === undefined && intent === undefined);
	if (fresh.length <= 1) return;
	const { trial } = await rehearse(
		scope,
		operation,
		fresh.map(({ call }) => call),
	);
	const index = trial.outcomes.findIndex((outcome) => !outcome.ok && !(outcome.error instanceof NotRehearsed));
	const refused = trial.outcomes[index];
	if (refused?.ok === false) throw new RefusedCall(found.indexOf(fresh[index]!), refused.error);
}

/** Says what was done before a refusal, and stays. */
function withDone({ crm }: Scope, error: unknown, before: ReadonlyArray<Outcome<unknown>>): unknown {
	const done = before.filter((outcome) => outcome.ok && !outcome.repeated).length;
	if (done === 0 || !(error instanceof CrmError) || error.code === 'forbidden') return error;
	const items = done === 1 ? 'One item before it is done and stays' : `${done} items before it are done and stay`;
	return new CrmError(error.code, `${error.message} ${items}: ${crm.capabilities.name} cannot take them back.`, error.remedy, {
		cause: error,
	});
}

/** A call, and what the ledger knows of it. */
interface KnownCall<Input> {
	call: EffectCall<Input>;
	fingerprint: string;
	effect: StoredEffect | undefined;
	intent: StoredIntent | undefined;
}

/** Items that come in another order than when they were done, or begun, find their effects all the same. */
async function known<Input>(
	scope: Scope,
	operation: Operation<Input, unknown>,
	calls: ReadonlyArray<EffectCall<Input>>,
): Promise<Array<KnownCall<Input>>> {
	const keys = testSeam.forgetsEffects() ? [] : calls.map(({ key }) => key);
	const [effects, intents] = [await scope.ledger.effects.find(keys), await scope.ledger.intents.find(keys)];
	const withMarks = (given: ReadonlyArray<EffectCall<Input>>) =>
		given.map((call) => ({
			call,
			fingerprint: fingerprintOf(operation, call),
			effect: effects.get(call.key),
			intent: intents.get(call.key),
		}));
	const found = withMarks(calls);
	const moved = found.some(({ fingerprint: mark, effect, intent }) => ((effect ?? intent)?.fingerprint ?? mark) !== mark);
	const marks = new Map<string, { fingerprint: string }>([...intents, ...effects]);
	const reordered = moved ? inStoredOrder(operation, calls, marks) : undefined;
	return reordered === undefined ? found : withMarks(reordered);
}

async function attempt<Input, Result>(
	scope: Scope,
	operation: Operation<Input, Result>,
	known: KnownCall<Input>,
): Promise<Outcome<Result>> {
	try {
		for (let now = known; ; now = await lookedUpAgain(scope, now)) {
			const { call, effect, intent, fingerprint: mark } = now;
			if (effect !== undefined) {
				const result = storedResult<Result>(effect, mark, operation.name);
				return { ok: true, result, repeated: true, ...(intent !== undefined && Journal.isUnsure(intent) ? { unsure: true } : {}) };
			}
			if (intent !== undefined) requireSame(intent.fingerprint, mark, operation.name);
			requireDoable(call);
			if (testSeam.forgetsEffects()) return { ok: true, result: await perform(scope, operation, call), repeated: false };
			const outcome = await inTurn(scope, call.key, intent, async () => await performOnce(scope, operation, now));
			if (outcome !== undefined) return outcome;
		}
	} catch (error) {
		return { ok: false, error };
	}
}

async function lookedUpAgain<Input>({ ledger }: Scope, { call, fingerprint }: KnownCall<Input>): Promise<KnownCall<Input>> {
	const { key } = call;
	// In this order: what is done in between leaves its effect behind.
	const intent = (await ledger.intents.find([key])).get(key);
	const effect = (await ledger.effects.find([key])).get(key);
	return { call, fingerprint, effect, intent };
}

async function performOnce<Input, Result>(
	scope: Scope,
	operation: Operation<Input, Result>,
	{ call, intent, fingerprint: mark }: KnownCall<Input>,
): Promise<Outcome<Result>> {
	const journal = await Journal.open(scope, { key: call.key, fingerprint: mark }, intent);
	let result: Result;
	try {
		const crm = journaled(scope.crm, CRM_KINDS, journal);
		const companions = journaled(scope.companions, COMPANION_KINDS, journal);
		result = await perform({ ...scope, crm, companions }, operation, call);
		if (testSeam.repeatsEffect()) await perform(scope, operation, call);
	} catch (error) {
		// What went wrong first is what people need to know.
		await leave(scope, journal).catch(() => undefined);
		throw error;
	}
	const at = scope.clock.now().toISOString();
	await store(scope, { key: call.key, fingerprint: mark, result: JSON.stringify(result), at }, journal);
	return { ok: true, result, repeated: false, ...(journal.isUnsure ? { unsure: true } : {}) };
}

async function perform<Input, Result>(
	scope: Scope,
	operation: Operation<Input, Result>,
	{ input, write }: EffectCall<Input>,
): Promise<Result> {
	const [result] = await performAs(scope, operation, [input], write);
	return result!;
}

async function store(scope: Scope, effect: StoredEffect, journal: Journal): Promise<void> {
	const { ledger } = scope;
	if (!journal.isBegun) return await ledger.effects.store([effect]).catch(takenMeanwhile);
	const told = await tellPolls(scope, journal);
	await ledger.transaction(async () => {
		await ledger.effects.store([effect]);
		await journal.conclude();
		await told();
	});
}

/** What was written before a refusal stays in the CRM, so a poll finds it too. */
async function leave(scope: Scope, journal: Journal): Promise<void> {
	if (!journal.isBegun) return;
	const told = await tellPolls(scope, journal);
	await scope.ledger.transaction(async () => {
		await journal.giveUp();
		await told();
	});
}

/** A step that found nothing to write leaves no intent by which another run could see it. */
function takenMeanwhile(error: unknown): never {
	throw error instanceof CrmError && error.code === 'conflict' ? new StepTaken() : error;
}
