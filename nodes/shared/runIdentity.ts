import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { contentHash, effectKey, type RunStart } from '../../src/automation/effectKey';
import type { RecordRef } from '../../src/model/record';
import type { Origin } from '../../src/model/write';
import { climbToCaller } from './subWorkflow';
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
 * - Started by CRM Trigger: the change, its replay, and the place of the item among those of the same change. So a
 *   batch that is put together in another way after a restart still finds its effects.
 * - In the editor: the execution. Every click acts again, whatever change is shown as the sample.
 * - Any other trigger: the moment the execution was started and its first item; n8n keeps both on a retry.
 * - A sub-workflow: as the run that called it; see climbToCaller.
 */
export class RunIdentity {
	private readonly places = new Map<string, number>();
	private readonly origins = new Map<number, Origin>();
	private readonly identities: ItemIdentity[] = [];
	private readonly context: IExecuteFunctions;
	private readonly trigger: TriggerSource;
	private readonly startFor: (itemIndex: number) => Start;
	private readonly origin: Origin;
	private readonly runIndex: number;

	private constructor(context: IExecuteFunctions, trigger: TriggerSource, startFor: (itemIndex: number) => Start) {
		this.context = context;
		this.trigger = trigger;
		this.startFor = startFor;
		this.runIndex = Number(context.getWorkflowDataProxy(0).$runIndex);
		const { id, name } = context.getWorkflow();
		this.origin = { workflow: id, workflowName: name, run: context.getExecutionId(), node: context.getNode().id };
	}

	static async read(context: IExecuteFunctions): Promise<RunIdentity> {
		const trigger = readTrigger(context);
		return new RunIdentity(context, trigger, await startOfItems(context, trigger));
	}

	/** Whether a replay of a change started the run. */
	isReplay(): boolean {
		return changesIn(this.trigger.all).some(({ replay }) => replay > 0);
	}

	/** Items are asked for in their order: the place among the items of one change is counted. */
	of(itemIndex: number): ItemIdentity {
		for (let index = this.identities.length; index <= itemIndex; index++) this.identities.push(this.identify(index));
		return this.identities[itemIndex]!;
	}

	/** The record that started the workflow; where that was none, the record the item itself is. */
	record(itemIndex: number, item: IDataObject): RecordRef | undefined {
		const source = this.trigger.matching(itemIndex) ?? (this.trigger.all.length === 1 ? this.trigger.all[0] : undefined);
		return (isTriggerItem(source) ? recordIn(source) : undefined) ?? recordIn(item);
	}

	/** One object for all items of a depth, so that they are written together without comparing them. */
	private originAt(depth: number): Origin {
		const known = this.origins.get(depth) ?? { ...this.origin, depth };
		this.origins.set(depth, known);
		return known;
	}

	private identify(itemIndex: number): ItemIdentity {
		const { start, depth, call } = this.startFor(itemIndex);
		const group = JSON.stringify(start);
		const place = this.places.get(group) ?? 0;
		this.places.set(group, place + 1);
		const ordinal = [...(call === undefined ? [] : [call]), `${this.runIndex}.${place}`].join('/');
		const step = { workflowId: this.origin.workflow ?? '', nodeId: this.context.getNode().id, start };
		return { key: effectKey(step, ordinal), origin: this.originAt(depth) };
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
