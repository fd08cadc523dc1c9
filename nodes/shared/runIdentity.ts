import type { IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';
import { contentHash, effectKey, type RunStart } from '../../src/automation/engine/effects/effectKey';
import { CrmError } from '../../src/model/CrmError';
import type { RecordRef } from '../../src/model/record';
import type { Origin } from '../../src/model/write';
import { CallCounts, ItemNumbers } from './stepMemory';
import { climbToCaller } from './subWorkflow';
import { isTool, toolArguments } from './toolCall';
import { changeIn, isSubWorkflow, readTrigger, recordIn, type TriggeringChange, type TriggerSource } from './triggerItems';

/** What makes the writes of one item the same step when the run is repeated, and where they come from. */
export interface ItemIdentity {
	/** Key of the effect; see effectKey. */
	key: string;
	origin: Origin;
}

interface Start {
	start: RunStart;
	/** Depth of the writes: one more than that of the change that started the run. */
	depth: number;
	/** Of a sub-workflow: which call of it. */
	call?: string;
}

/**
 * The identity of a node's run, item by item (design, "Identity of an effect"). Made once per run of a node.
 *
 * - Started by CRM Trigger: the change, its replay, and the number of the item among those of the same change in this
 *   execution. So a batch that is put together in another way after a restart still finds its effects.
 * - In the editor: the execution. Every click acts again, even with the same sample.
 * - Any other trigger: the moment the execution was started and its first item; n8n keeps both on a retry.
 * - A sub-workflow: as the run that called it; see climbToCaller.
 *
 * A tool of an AI agent has one item per call. A model that is asked again may make other calls, in another order, and fail
 * elsewhere. So a call is named by what the model filled in, and by how often the run has already carried out the same.
 */
export class RunIdentity {
	private readonly origins = new Map<number, Origin>();
	private readonly identities: ItemIdentity[] = [];
	private readonly numbers: ItemNumbers;
	private readonly calls: CallCounts;
	/** Names the calls of a tool, by item. */
	private readonly callNames: string[] = [];
	private readonly context: IExecuteFunctions;
	private readonly node: INode;
	private readonly trigger: TriggerSource;
	private readonly startFor: (itemIndex: number) => Start;
	private readonly origin: Origin;

	private constructor(context: IExecuteFunctions, trigger: TriggerSource, startFor: (itemIndex: number) => Start) {
		this.context = context;
		// A copy each time it is asked for.
		this.node = context.getNode();
		this.trigger = trigger;
		this.startFor = startFor;
		this.numbers = new ItemNumbers(context, Number(context.getWorkflowDataProxy(0).$runIndex));
		this.calls = new CallCounts(context);
		const { id, name } = context.getWorkflow();
		this.origin = { workflow: id, workflowName: name, run: context.getExecutionId(), node: this.node.id };
	}

	static async read(context: IExecuteFunctions): Promise<RunIdentity> {
		const trigger = readTrigger(context);
		return new RunIdentity(context, trigger, await startOfItems(context, trigger));
	}

	/** Whether a replay of a change started the run. */
	isReplay(): boolean {
		return changesIn(this.trigger.all).some(({ replay }) => replay > 0);
	}

	/** Items are asked for in their order: the items of one change are counted. */
	of(itemIndex: number): ItemIdentity {
		for (let index = this.identities.length; index <= itemIndex; index++) this.identities.push(this.identify(index));
		return this.identities[itemIndex]!;
	}

	/** The step of that item was carried out: a tool that is called with the same once more makes another one. */
	carriedOut(itemIndex: number): void {
		const call = this.callNames[itemIndex];
		if (call !== undefined) this.calls.add(call);
	}

	/** The record that started the workflow; where that was none, the record the item itself is. */
	record(itemIndex: number, item: IDataObject): RecordRef | undefined {
		return this.triggerRecord(itemIndex) ?? recordIn(item);
	}

	/** The record of the CRM Trigger. */
	triggerRecord(itemIndex: number): RecordRef | undefined {
		const source = this.sourceOf(itemIndex);
		return isTriggerItem(source) ? recordIn(source) : undefined;
	}

	/** Whether CRM Trigger started the run. */
	hasTrigger(): boolean {
		return this.trigger.all.some(isTriggerItem);
	}

	/**
	 * Id of the user whose change started the run for the item; undefined: nobody did it by hand. Throws missingValue where no change
	 * is known that the item comes from.
	 */
	author(itemIndex: number): string | undefined {
		const source = this.sourceOf(itemIndex);
		if (!isTriggerItem(source))
			throw new CrmError(
				'missingValue',
				'"Act As" is the person who made the change, but no change of CRM Trigger is known that this item comes from.',
				'Choose somebody else under "Act As", or start the workflow with CRM Trigger.',
			);
		const actor = source?.actor as IDataObject | null | undefined;
		return typeof actor?.id === 'string' ? actor.id : undefined;
	}

	private sourceOf(itemIndex: number): IDataObject | undefined {
		return this.trigger.matching(itemIndex) ?? (this.trigger.all.length === 1 ? this.trigger.all[0] : undefined);
	}

	/** One object for all items of a depth, so that they are written together without comparing them. */
	private originAt(depth: number): Origin {
		const known = this.origins.get(depth) ?? { ...this.origin, depth };
		this.origins.set(depth, known);
		return known;
	}

	private identify(itemIndex: number): ItemIdentity {
		const { start, depth, call } = this.startFor(itemIndex);
		const change = start.kind === 'change' ? `${start.change}.${start.replay}` : '';
		const last = isTool(this.node) ? this.ordinalOfCall(itemIndex, change) : `item.${this.numbers.next(change)}`;
		const ordinal = [...(call === undefined ? [] : [call]), last].join('/');
		return {
			key: effectKey({ workflowId: this.origin.workflow ?? '', nodeId: this.node.id, start }, ordinal),
			origin: this.originAt(depth),
		};
	}

	private ordinalOfCall(itemIndex: number, change: string): string {
		const made = contentHash(toolArguments(this.node, this.context.getInputData()[itemIndex]?.json));
		const name = `${change}:${made}`;
		this.callNames[itemIndex] = name;
		return `call-${made}.${this.calls.of(name)}`;
	}
}

/** Our triggers say what happened beside the record; other nodes may have a `record` of their own. */
function isTriggerItem(item: IDataObject | undefined): boolean {
	return item !== undefined && 'record' in item && 'change' in item;
}

async function startOfItems(context: IExecuteFunctions, trigger: TriggerSource): Promise<(itemIndex: number) => Start> {
	const execution = context.getExecutionId();
	if (context.getMode() === 'manual') return () => ({ start: { kind: 'manual', execution }, depth: 0 });
	if (isSubWorkflow(context)) return await startOfCall(context, trigger);

	const changes = changesIn(trigger.all);
	if (changes.length === 0) {
		const other = otherStart(context, trigger);
		return () => other;
	}
	const together = startOfSet(changes);
	return (itemIndex) => {
		const change = changeIn(trigger.matching(itemIndex));
		return change === undefined ? together : startOfSet([change]);
	};
}

async function startOfCall(context: IExecuteFunctions, trigger: TriggerSource): Promise<(itemIndex: number) => Start> {
	const calledItem = trigger.all[0];
	const caller = await climbToCaller(context, calledItem);
	const changes = changesIn(caller?.triggerItems ?? []);
	if (caller === undefined || changes.length === 0) {
		const other = otherStart(context, trigger);
		return () => other;
	}
	// An item that was passed on whole names its own change; otherwise the call may be for any of the batch.
	const passedOn = trigger.all.length === 1 ? changeIn(calledItem) : undefined;
	const start = { ...startOfSet(passedOn === undefined ? changes : [passedOn]), call: caller.call };
	return () => start;
}

function changesIn(items: readonly IDataObject[]): TriggeringChange[] {
	return items.map(changeIn).filter((change) => change !== undefined);
}

/** One change, or what several of them caused together, as after Aggregate. */
function startOfSet(changes: readonly TriggeringChange[]): Start {
	const [first] = changes as [TriggeringChange];
	const depth = Math.max(...changes.map((change) => change.depth)) + 1;
	if (changes.length === 1) return { start: { kind: 'change', feed: first.feed, change: first.id, replay: first.replay }, depth };
	// Around the moment of a restored backup, changes of two feeds can come together.
	const names = changes.map(({ feed, id, replay }) => `${feed === first.feed ? '' : `${feed}.`}${id}.${replay}`).sort();
	return { start: { kind: 'change', feed: first.feed, change: `set-${contentHash(names)}`, replay: 0 }, depth };
}

/** Without a context (an older n8n) there is no moment that a retry keeps: then the execution itself. */
function otherStart(context: IExecuteFunctions, trigger: TriggerSource): Start {
	const startedAt = context.getExecutionContext()?.establishedAt;
	if (startedAt === undefined) return { start: { kind: 'manual', execution: context.getExecutionId() }, depth: 0 };
	return { start: { kind: 'other', startedAt, firstItem: contentHash(trigger.all[0] ?? null) }, depth: 0 };
}
