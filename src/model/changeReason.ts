/** Why a change was made, where its kind alone would mislead people. */
export type ChangeReason =
	/** Deleted because it was merged into another record of its type: that one's id. */
	| { kind: 'merged'; into: string }
	/** There once more: it had been deleted. */
	| { kind: 'restored' }
	/** Created or changed by an import; `file`: its name, where it came from one. */
	| { kind: 'imported'; file?: string };

export const RESTORED: ChangeReason = { kind: 'restored' };
