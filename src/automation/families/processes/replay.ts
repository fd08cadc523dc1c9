import { CrmError } from '../../../model/CrmError';
import type { Operation } from '../../engine/effects/Operation';
import type { Output } from '../../../model/output';
import type { Scope } from '../../engine/Scope';
import { triggerKey } from '../../words/triggers/triggers';
import type { ReplayInput } from './inputs';

export { changesToReplay, type ReplaySelection } from './changesToReplay';

export type ReplayOutput = Output & {
	workflow: string;
	trigger: string;
	/** 1, 2, 3 … of each trigger, as in `change.replay` of its runs; null when nothing was to be replayed. */
	replay: number | null;
	/** Changes that are delivered once more, and the records they are of. */
	replayed: number;
	records: number;
	/** When the first and the last of them were made; ISO 8601, UTC. */
	firstAt: string | null;
	lastAt: string | null;
	message: string;
};

/**
 * Delivers past changes to a trigger once more: their runs are new ones, which act again. They wait in the ledger for
 * the process that serves the trigger, and run like any other, those of a record in order. Throws loop, forbidden.
 */
export const replayChanges: Operation<ReplayInput, ReplayOutput> = {
	name: 'process.replay',
	writes: 'ledger',
	right: { right: 'run', on: ({ trigger, record }) => record ?? { allOf: trigger.recordType } },
	// Not the time: "yesterday" is another moment each time it is read.
	target: ({ trigger, record }) => [triggerKey(trigger), record],
	preview: (result, { listed }) => ({ ...result, replay: null, list: [...listed] }),
	async perform(scope, inputs, { origin }) {
		const outputs: ReplayOutput[] = [];
		for (const { trigger, changes } of inputs) {
			if (origin?.workflow === trigger.workflowId) throw ownWorkflow(trigger);
			outputs.push(await replay(scope, trigger, changes));
		}
		return outputs;
	},
};

async function replay(scope: Scope, trigger: ReplayInput['trigger'], changes: ReplayInput['changes']): Promise<ReplayOutput> {
	const number = changes.length === 0 ? null : await addReplay(scope, trigger, changes);
	const records = new Set(changes.map(({ recordKey }) => recordKey)).size;
	return {
		workflow: trigger.workflowName,
		trigger: trigger.nodeName,
		replay: number,
		replayed: changes.length,
		records,
		firstAt: changes[0]?.at ?? null,
		lastAt: changes.at(-1)?.at ?? null,
		message: messageOf(trigger, changes.length, records),
	};
}

/** The process that serves the trigger, which may be another one, is told when the step is done. */
async function addReplay(scope: Scope, trigger: ReplayInput['trigger'], changes: ReplayInput['changes']): Promise<number> {
	const number = await scope.ledger.deliveries.addReplay(trigger, changes, scope.clock.now().toISOString());
	await scope.feed.signal('replays');
	return number;
}

function messageOf({ workflowName, nodeName }: ReplayInput['trigger'], changes: number, records: number): string {
	const name = `"${workflowName}" (${nodeName})`;
	if (changes === 0) return `No change in that time would start ${name}, so nothing is replayed.`;
	return `${counted(changes, 'change')} of ${counted(records, 'record')} ${changes === 1 ? 'is' : 'are'} delivered to ${name} once more. The runs begin within seconds while the workflow is switched on.`;
}

function counted(count: number, what: string): string {
	return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** Its runs would replay the changes again, and their runs too. */
function ownWorkflow({ workflowName }: ReplayInput['trigger']): CrmError {
	return new CrmError(
		'loop',
		`The workflow "${workflowName}" cannot replay changes into its own trigger: each run would start others without end.`,
		'Put this step into another workflow.',
	);
}
