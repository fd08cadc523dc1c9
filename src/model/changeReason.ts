/** Why a change was made, where its kind alone would mislead people. */
export type ChangeReason =
	/** Deleted because it was merged into another record of its type: that one's id. */
	| { kind: 'merged'; into: string }
	/** There once more: it had been deleted. */
	| { kind: 'restored' }
	/** Created or changed by an import; `file`: its name, where it came from one. */
	| { kind: 'imported'; file?: string }
	/**
	 * A moment has come that one trigger has waited for: for its event (see `model/triggers`), and no other. `at`: ISO 8601, when that
	 * was; a process that was off then tells it later.
	 */
	| { kind: 'due'; event: string; workflowId: string; nodeId: string; at: string };

export const RESTORED: ChangeReason = { kind: 'restored' };
