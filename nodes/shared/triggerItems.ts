import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { RecordRef } from '../../src/model/record';
import { isTool } from './toolCall';

/** Which change a run is for, as our triggers put it into their items under `change`. */
export interface TriggeringChange {
	feed: string;
	id: string;
	replay: number;
	/** How many automated writes led to the change. */
	depth: number;
}

/** What started the run, for one item of a node: the trigger's item that it came from. */
export interface TriggerSource {
	/** Every item the trigger put out in this run; empty where they cannot be found. */
	all: readonly IDataObject[];
	/** The trigger's item that this item came from; undefined where n8n cannot tell, as after Aggregate. */
	matching(itemIndex: number): IDataObject | undefined;
}

interface NodeOutput {
	all(): INodeExecutionData[];
	itemMatching(itemIndex: number): INodeExecutionData | undefined;
}

const OWN_TRIGGER = /\.crm\w*Trigger$/;

/**
 * The items of the run's trigger. They are read from the run itself, never from the items that reach the node: Edit
 * Fields and others drop what they do not know.
 */
export function readTrigger(context: IExecuteFunctions): TriggerSource {
	const tool = isTool(context.getNode());
	for (const name of triggerNames(context)) {
		const output = outputOf(context, name);
		const items = output === undefined ? [] : (attempt(() => output.all().map(({ json }) => json)) ?? []);
		if (output !== undefined && items.length > 0) {
			if (items.length === 1) return { all: items, matching: () => items[0] };
			const matching = (itemIndex: number) =>
				tool ? passedToTool(context, items, itemIndex) : attempt(() => output.itemMatching(itemIndex)?.json);
			return { all: items, matching: onceForEach(matching) };
		}
	}
	return { all: [], matching: () => undefined };
}

/** n8n goes back through all nodes between, each time it is asked. */
function onceForEach(matching: TriggerSource['matching']): TriggerSource['matching'] {
	const found = new Map<number, IDataObject | undefined>();
	return (itemIndex) => {
		if (!found.has(itemIndex)) found.set(itemIndex, matching(itemIndex));
		return found.get(itemIndex);
	};
}

/** n8n pairs every call of a tool with the agent's first item. What it passes on holds that of the agent's own item. */
function passedToTool(context: IExecuteFunctions, items: readonly IDataObject[], itemIndex: number): IDataObject | undefined {
	const passed = changeIn(context.getInputData()[itemIndex]?.json);
	return (
		passed &&
		items.find((item) => {
			const change = changeIn(item);
			return change?.feed === passed.feed && change.id === passed.id && change.replay === passed.replay;
		})
	);
}

/**
 * In a run of a part of the workflow ("Execute step") n8n calls the first node of that part the trigger; our own
 * trigger further up is then found by its type. In a sub-workflow n8n names the trigger of the parent, which is not here.
 */
function triggerNames(context: IExecuteFunctions): string[] {
	const parents = context.getParentNodes(context.getNode().name);
	const own = parents.filter(({ type }) => OWN_TRIGGER.test(type) || type === SUB_WORKFLOW_TRIGGER).map(({ name }) => name);
	const named = context.getExecutionContext()?.triggerNode?.name;
	return named === undefined || isSubWorkflow(context) ? own : [named, ...own];
}

const SUB_WORKFLOW_TRIGGER = 'n8n-nodes-base.executeWorkflowTrigger';

/** Whether another workflow called this one. */
export function isSubWorkflow(context: IExecuteFunctions): boolean {
	return context.getMode() === 'integrated' && context.getExecutionContext()?.parentExecutionId !== undefined;
}

function outputOf(context: IExecuteFunctions, nodeName: string): NodeOutput | undefined {
	const proxy = context.getWorkflowDataProxy(0) as { $: (nodeName: string) => NodeOutput };
	return attempt(() => proxy.$(nodeName));
}

/** The proxy throws where a node did not run, is not connected, or an item lost its origin: here all mean "unknown". */
function attempt<T>(read: () => T): T | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}

/**
 * The change in an item of one of our triggers. A sample shown in the editor (`delivery: null`) is no delivery: what
 * it causes belongs to that test alone.
 */
export function changeIn(item: IDataObject | undefined): TriggeringChange | undefined {
	const change = item?.change;
	if (!isObject(change) || change.delivery === null) return undefined;
	const { feed, id, replay, depth } = change;
	if (typeof feed !== 'string' || typeof id !== 'string') return undefined;
	return { feed, id, replay: Number(replay ?? 0), depth: Number(depth ?? 0) };
}

/** The record in an item: `record` of a trigger's item, or the item itself when it is a record. */
export function recordIn(item: IDataObject | undefined): RecordRef | undefined {
	return refOf(item?.record) ?? refOf(item);
}

function refOf(value: unknown): RecordRef | undefined {
	if (!isObject(value)) return undefined;
	const { type, id } = value;
	return typeof type === 'string' && type !== '' && (typeof id === 'string' || typeof id === 'number')
		? { type, id: String(id) }
		: undefined;
}

function isObject(value: unknown): value is IDataObject {
	return value !== null && typeof value === 'object' && !Array.isArray(value);
}
