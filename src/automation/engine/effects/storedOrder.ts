import type { EffectCall, Operation } from './Operation';
import { fingerprintOf, stepOfKey } from './effectKey';

/**
 * The same calls with their keys exchanged within a step, so that each has the key under which it was done before: the
 * items of a second delivery can come in another order, as from a search whose results moved. Nothing when that is not
 * what happened: nothing moved, or a stored effect is none of these calls, so that the data itself was changed.
 *
 * Only calls of one run of a node, started by one change, exchange their keys.
 */
export function inStoredOrder<Input, Result>(
	operation: Operation<Input, Result>,
	calls: ReadonlyArray<EffectCall<Input>>,
	stored: StoredMarks,
): Array<EffectCall<Input>> | undefined {
	const marks = new Map(calls.map((call) => [call, fingerprintOf(operation, call)]));
	const keys = new Map<EffectCall<Input>, string>();
	for (const step of stepsOf(calls)) {
		const exchanged = exchange(step, stored, (call) => marks.get(call)!);
		if (exchanged === undefined) return undefined;
		for (const [call, key] of exchanged) keys.set(call, key);
	}
	if (calls.every((call) => keys.get(call) === call.key)) return undefined;
	return calls.map((call) => ({ ...call, key: keys.get(call)! }));
}

/** By key: what was done or begun. */
type StoredMarks = ReadonlyMap<string, { fingerprint: string }>;

/** Calls that are the same step, apart from the number of their item. */
function stepsOf<Input>(calls: ReadonlyArray<EffectCall<Input>>): Array<Array<EffectCall<Input>>> {
	const steps = new Map<string, Array<EffectCall<Input>>>();
	for (const call of calls) {
		const name = stepOfKey(call.key);
		const step = steps.get(name);
		if (step) step.push(call);
		else steps.set(name, [call]);
	}
	return [...steps.values()];
}

/** Effects that were stored go to the calls they fit, in order; what is left of the keys to what is left of the calls. */
function exchange<Input>(
	calls: ReadonlyArray<EffectCall<Input>>,
	stored: StoredMarks,
	markOf: (call: EffectCall<Input>) => string,
): Map<EffectCall<Input>, string> | undefined {
	const keysByMark = new Map<string, string[]>();
	for (const { key } of calls) {
		const effect = stored.get(key);
		if (effect !== undefined) keysByMark.set(effect.fingerprint, [...(keysByMark.get(effect.fingerprint) ?? []), key]);
	}
	const keys = new Map<EffectCall<Input>, string>();
	const rest: Array<EffectCall<Input>> = [];
	for (const call of calls) {
		const key = keysByMark.get(markOf(call))?.shift();
		if (key === undefined) rest.push(call);
		else keys.set(call, key);
	}
	if ([...keysByMark.values()].some((unused) => unused.length > 0)) return undefined;
	const free = calls.map(({ key }) => key).filter((key) => !stored.has(key));
	rest.forEach((call, index) => keys.set(call, free[index]!));
	return keys;
}
