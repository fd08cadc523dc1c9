import { createHash } from 'node:crypto';
import type { EffectCall, Operation } from './Operation';

/** What a run was started by; decides what "the same step again" means. */
export type RunStart =
	/** A delivery of CRM Trigger: the same change delivered again is the same run. */
	| { kind: 'change'; feed: string; change: string; replay: number }
	/** "Execute workflow" in the editor: every click acts again. */
	| { kind: 'manual'; execution: string }
	/** Any other trigger: a retry of the same execution is the same run. */
	| { kind: 'other'; startedAt: number; firstItem: string };

/** The step that acts. */
export interface StepIdentity {
	workflowId: string;
	/** n8n's node id, which survives a rename. */
	nodeId: string;
	start: RunStart;
}

/**
 * Key of one effect: workflow, action node, what started the run, and the ordinal of the item in it: `item.<number>`,
 * counted over all rounds of a loop; of an AI agent's tool `call-<what it was called with>.<number>`.
 */
export function effectKey(step: StepIdentity, ordinal: string): string {
	return [step.workflowId, step.nodeId, startKey(step.start), ordinal].join(':');
}

/** The part of a key that is the same for all items of a node that were started by the same. */
export function stepOfKey(key: string): string {
	return key.slice(0, key.lastIndexOf('.'));
}

function startKey(start: RunStart): string {
	switch (start.kind) {
		case 'change':
			return `${start.feed}.${start.change}.${start.replay}`;
		case 'manual':
			return `manual.${start.execution}`;
		case 'other':
			return `run.${start.startedAt}.${start.firstItem}`;
	}
}

/** Fingerprints up to that length are kept readable; longer ones are hashed. */
const READABLE_LENGTH = 120;

/** Names what a step does and to what: of the same step, always the same. */
function fingerprint(operation: string, target: unknown): string {
	const text = `${operation} ${stableJson(target)}`;
	return text.length <= READABLE_LENGTH ? text : `${operation} ${contentHash(target)}`;
}

/** Of a call: of its target as it is written in the form. */
export function fingerprintOf<Input>(operation: Operation<Input, unknown>, { written, input }: EffectCall<Input>): string {
	return fingerprint(operation.name, operation.target(written ?? input));
}

/** Short hash of any JSON value, the same for equal content whatever the order of its keys. */
export function contentHash(value: unknown): string {
	return createHash('sha256').update(stableJson(value)).digest('base64url').slice(0, 22);
}

function stableJson(value: unknown): string {
	return JSON.stringify(value, (_, part: unknown) =>
		part !== null && typeof part === 'object' && !Array.isArray(part)
			? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
			: part,
	);
}
