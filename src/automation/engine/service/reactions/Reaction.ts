import type { Change } from '../../../../model/change';
import type { Operation } from '../../effects/Operation';
import type { Scope } from '../../Scope';

/**
 * What follows automatically from changes, no matter who made them and in which CRM. For example, the next task of a project is
 * released, or the activities of a record that moves are completed. A step may do the same at once with the same code; then
 * nothing is left to do here.
 */
export interface Reaction {
	/** Names what it did in the ledger: it must stay what it is. */
	readonly name: string;
	/** Whether something may follow from the change: asked of every change, so by what is in the change alone. */
	concerns(change: Change): boolean;
	/** Those of the changes from which something follows now. Reads, for all of them together. */
	due(scope: Scope, changes: readonly Change[]): Promise<readonly Change[]>;
	/** Does it. For one change a second time it does nothing: it is an effect of that change. */
	readonly operation: Operation<Change, unknown>;
}

/** Loads them when they are needed: a process that does not lead has no use for them. */
export type LoadReactions = () => Promise<readonly Reaction[]>;
