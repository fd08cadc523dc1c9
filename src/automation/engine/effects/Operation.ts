import type { Output } from '../../../model/output';
import type { WriteContext } from '../../../model/write';
import type { NeededRight } from '../permissions/requireRight';
import type { Scope } from '../Scope';

/** A use case that writes. Reads do not go through effects. */
export type Operation<Input, Result> = CrmOperation<Input, Result> | LedgerOperation<Input, Result>;

/** Writes records, tasks, history …: the port says which right each of its methods needs. */
interface CrmOperation<Input, Result> extends Step<Input, Result> {
	readonly writes: 'crm';
	readonly right?: never;
}

/**
 * Writes only what is ours, such as templates, processes and replays, so that one transaction holds all of it whatever the CRM
 * is. No port stands before the ledger, so the operation itself says which right it needs.
 */
interface LedgerOperation<Input, Result> extends Step<Input, Result> {
	readonly writes: 'ledger';
	readonly right: NeededRight<Input>;
}

interface Step<Input, Result> {
	/** `task.create`; part of the fingerprint. */
	readonly name: string;
	/** What it acts on: with the name, the fingerprint of the effect. */
	target(input: Input): unknown;
	/**
	 * Does it for all inputs, or throws and has done it for none. With the transactional strategy it runs inside a
	 * transaction of the ledger and waits for nothing outside that database; with the recorded strategy it gets one input.
	 * `scope` is that of the user who acts: see `performAs`. Results in the order of the inputs.
	 */
	perform(scope: Scope, inputs: readonly Input[], write: WriteContext): Promise<Result[]>;
	/**
	 * The result as a dry run shows it, where it names something else than records, tasks and projects: without the ids of
	 * what was not made.
	 */
	preview?(result: Result, input: Input): Output;
	/** What it makes was there before under the same id, so that a dry run can name it. */
	readonly bringsBack?: boolean;
}

export interface EffectCall<Input> {
	/** See effectKey. */
	key: string;
	input: Input;
	/**
	 * The input before merge fields were filled in, where there are any. It is what tells the target: a record that changed since,
	 * or another day, does not make another step of it.
	 */
	written?: Input;
	write: WriteContext;
	/**
	 * Why it cannot be done now, such as somebody to act as who is not found. A step that was done before may itself be the reason,
	 * so it is thrown only where the ledger has no result.
	 */
	refusal?: { error: unknown };
}

/** Throws what stops a call that was never done. */
export function requireDoable({ refusal }: Pick<EffectCall<unknown>, 'refusal'>): void {
	if (refusal !== undefined) throw refusal.error;
}

export type Outcome<Result> =
	| {
			ok: true;
			result: Result;
			/** Done by an earlier run of the same step. */
			repeated: boolean;
			/**
			 * An earlier attempt ended without a word, and this CRM cannot be searched for what it wrote: it may have been
			 * written twice.
			 */
			unsure?: true;
	  }
	| { ok: false; error: unknown };

/** In mode `all` one call cannot be done, so none was. `cause` is why. */
export class RefusedCall extends Error {
	/** Among the calls, from 0. */
	readonly position: number;

	constructor(position: number, cause: unknown) {
		super('A call was refused, so none of them was done.', { cause });
		this.position = position;
	}
}
