import type {
	IBinaryKeyData,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import type { DryRunOutput } from '../../../src/automation/words/output/dryRunOf';
import { RefusedCall, type EffectCall, type Operation, type Outcome } from '../../../src/automation/engine/effects/Operation';
import { runEffects } from '../../../src/automation/engine/effects/runEffects';
import type { Output } from '../../../src/model/output';
import { operations, type InputOf, type OperationName } from '../../../src/automation/operations';
import type { FailedStep } from '../../../src/automation/engine/effects/logRefusals';
import type { Scope } from '../../../src/automation/engine/Scope';
import { explain, nodeError } from '../../shared/errors';
import { withActAs } from '../fields/actAs';
import { dryRunField } from '../fields/dryRun';
import type { Example } from './example';
import { settled } from '../../shared/settled';
import { itemFiles } from './itemFiles';
import { ItemParameters } from './ItemParameters';
import { NodeRun } from './NodeRun';

/** One operation of the node: what the form offers, and what it does with the items. */
export interface OperationModule {
	/** How it is listed. */
	option: INodePropertyOptions & { value: string; action: string };
	/** What it does, where it writes; one that only reads has none. */
	operation?: OperationName;
	example: Example;
	/** Its fields, in the order in which a person reads them. */
	description: INodeProperties[];
	/** All items of one run of the node. */
	execute(context: IExecuteFunctions, items: INodeExecutionData[], scope: Scope): Promise<INodeExecutionData[]>;
}

/** A call of the use case, and the item it is for. */
interface ItemCall<Input> extends EffectCall<Input> {
	item: number;
	/** Only shows what it would write. */
	dry: boolean;
}

type Described = Pick<OperationModule, 'option' | 'example' | 'description'>;

/** An operation that changes the CRM: once per item, all items in one go. */
export interface Write<Name extends OperationName> extends Described {
	/** What it does, by name: loaded on first use, so that starting n8n costs nothing. */
	operation: Name;
	/** The form of one item as the input of the operation. Throws CrmError. */
	input(item: ItemParameters): InputOf<Name> | Promise<InputOf<Name>>;
	/** The operation fills in merge fields itself. */
	fillsMergeFields?: boolean;
}

export function writeOperation<Name extends OperationName>(write: Write<Name>): OperationModule {
	const { operation, option, example, description, input, fillsMergeFields = false } = write;
	return {
		option,
		operation,
		example,
		description: [...withActAs(description), dryRunField],
		async execute(context, items, scope) {
			const run = await NodeRun.start(context, scope);
			const failed = new Map<number, unknown>();
			const calls: Array<ItemCall<InputOf<Name>>> = [];
			const forms = items.map(({ json }, index) => new ItemParameters(run, index, json));
			if (!fillsMergeFields) await run.readMergeFields(description, forms);
			for (const [index, item] of forms.entries()) {
				try {
					calls.push(await callOf(item, input));
				} catch (error) {
					if (!context.continueOnFail()) throw nodeError(context.getNode(), error, index);
					failed.set(index, error);
				}
			}
			const outcomes = await performAll(
				context,
				{ ...scope, files: itemFiles(context) },
				{ option, operation: await operations[operation].load() },
				calls,
			);
			for (const [item, { ok }] of outcomes) if (ok) run.identity.carriedOut(item);
			run.tellIgnored();
			return items.map(({ binary }, index) => {
				const outcome = outcomes.get(index);
				return outcome?.ok === true
					? outputItem(outcome.result, index, binary)
					: failedItem(context, outcome?.error ?? failed.get(index), index);
			});
		},
	};
}

/**
 * Who acts and what merge fields show is read from the CRM as it is now, which the step itself may have changed when it was done
 * before: what cannot be read stops it only if it was not. Throws CrmError for a form that cannot be read at all.
 */
async function callOf<Input>(item: ItemParameters, input: (item: ItemParameters) => Input | Promise<Input>): Promise<ItemCall<Input>> {
	const { identity, fillsMergeFields } = item.run;
	const { key, origin } = identity.of(item.index);
	const filled = await settled(async () => await input(item));
	const written = fillsMergeFields ? await settled(async () => await input(item.asWritten())) : filled;
	if ('error' in written) throw 'error' in filled ? filled.error : written.error;
	const actor = await settled(async () => await item.actor());
	const refusal = 'error' in filled ? filled : 'error' in actor ? actor : undefined;
	return {
		item: item.index,
		key,
		input: 'error' in filled ? written.value : filled.value,
		...(fillsMergeFields && { written: written.value }),
		write: { actor: 'error' in actor ? undefined : actor.value, origin },
		dry: item.boolean('dryRun'),
		...(refusal && { refusal }),
	};
}

interface Chosen<Input> {
	option: OperationModule['option'];
	operation: Operation<Input, Output>;
}

/** By item. The dry runs come first: when one of them is refused, the others have written nothing yet. */
async function performAll<Input>(
	context: IExecuteFunctions,
	scope: Scope,
	{ option, operation }: Chosen<Input>,
	calls: ReadonlyArray<ItemCall<Input>>,
): Promise<Map<number, Outcome<Output>>> {
	const dry = calls.filter((call) => call.dry);
	const real = calls.filter((call) => !call.dry);
	const byItem = new Map<number, Outcome<Output>>();
	if (dry.length > 0) {
		const previews = await preview(context, scope, operation, dry);
		previews.forEach((outcome, index) =>
			byItem.set(dry[index]!.item, outcome.ok ? { ...outcome, result: previewOutput(option.action, outcome.result) } : outcome),
		);
		const approximate = previews.some((outcome) => outcome.ok && outcome.result.approximate === true);
		context.addExecutionHints({ message: dryRunHint(scope, approximate), location: 'outputPane' });
	}
	if (real.length > 0) {
		(await perform(context, scope, operation, real)).forEach((outcome, index) => byItem.set(real[index]!.item, outcome));
		if (context.getMode() === 'manual') context.addExecutionHints({ message: WROTE_FOR_REAL, location: 'outputPane' });
	}
	const unsure = [...byItem].flatMap(([item, outcome]) => (outcome.ok && outcome.unsure === true ? [item] : []));
	if (unsure.length > 0) context.addExecutionHints({ message: unsureHint(scope, unsure), type: 'warning', location: 'outputPane' });
	return byItem;
}

/** Who tries a step in the editor may take it for a test. */
export const WROTE_FOR_REAL =
	'This was done in the CRM for real, although you ran the step by hand. Switch "Dry Run" on to only see what it would do.';

export function dryRunHint({ crm }: Scope, approximate: boolean): string {
	const hint = 'Dry run: nothing was written. Switch "Dry Run" off to do it for real.';
	if (!approximate) return hint;
	const { name, atomicLists } = crm.capabilities;
	const known = `${hint} ${name} cannot try a step, so this is what is known without it: it may refuse more, and fill in more.`;
	return atomicLists ? known : `${known} It takes one thing at a time: what it took before it refuses one stays.`;
}

/** `items`: from 0, as in n8n's own messages. */
function unsureHint({ crm }: Scope, items: readonly number[]): string {
	const named = items.length === 1 ? `Item ${items[0]} was` : `Items ${items.join(', ')} were`;
	return `${named} done at least once: an earlier attempt was cut off, and ${crm.capabilities.name} cannot be searched for what it wrote. Look whether something is there twice.`;
}

async function preview<Input>(
	context: IExecuteFunctions,
	scope: Scope,
	operation: Operation<Input, Output>,
	calls: ReadonlyArray<ItemCall<Input>>,
): Promise<Array<Outcome<DryRunOutput>>> {
	const { dryRunOf } = await import('../../../src/automation/words/output/dryRunOf');
	const outcomes = await runEffects(scope, operation, calls, dryRunOf(operation, calls));
	const refused = context.continueOnFail() ? -1 : outcomes.findIndex(({ ok }) => !ok);
	const first = outcomes[refused];
	if (first?.ok === false) throw nodeError(context.getNode(), first.error, calls[refused]!.item);
	return outcomes;
}

function previewOutput(action: string, { dryRun: dry, ...preview }: DryRunOutput): Output {
	return { dryRun: dry, operation: action, ...preview };
}

/** With "Continue on fail" every item stands for itself; otherwise one refused item means that nothing is written. */
async function perform<Input>(
	context: IExecuteFunctions,
	scope: Scope,
	operation: Operation<Input, Output>,
	calls: ReadonlyArray<ItemCall<Input>>,
): Promise<Array<Outcome<Output>>> {
	try {
		const outcomes = await runEffects(scope, operation, calls, context.continueOnFail() ? 'each' : 'all');
		await logFailed(
			scope,
			outcomes.flatMap((outcome, index) => (outcome.ok ? [] : [{ ...calls[index]!, error: outcome.error }])),
		);
		return outcomes;
	} catch (error) {
		if (!(error instanceof RefusedCall)) throw nodeError(context.getNode(), error);
		const call = calls[error.position]!;
		await logFailed(scope, [{ ...call, error: error.cause }]);
		throw nodeError(context.getNode(), error.cause, call.item);
	}
}

/** What a role did not allow goes into the history. */
export async function logFailed(scope: Scope, failed: readonly FailedStep[]): Promise<void> {
	if (failed.length === 0) return;
	const { logRefusals } = await import('../../../src/automation/engine/effects/logRefusals');
	await logRefusals(scope, failed);
}

/** An operation that only reads: any number of results per item. */
export interface Read extends Described {
	/** It tells how the CRM is set up, which every form shows: nobody is chosen to act as. */
	aboutSetUp?: boolean;
	/** It gives one result for an item, which keeps the files of the item for the steps that follow. */
	one?: boolean;
	/** `scope` is that of the acting user. */
	read(item: ItemParameters, scope: Scope): Promise<Output[]>;
	/** Files that go with a result. */
	files?(item: ItemParameters, scope: Scope, result: Output): Promise<IBinaryKeyData>;
}

export function readOperation({ option, example, description, aboutSetUp = false, one = false, read, files }: Read): OperationModule {
	return {
		option,
		example,
		description: aboutSetUp ? description : withActAs(description),
		async execute(context, items, scope) {
			const run = await NodeRun.start(context, scope);
			const results: INodeExecutionData[] = [];
			const failed: FailedStep[] = [];
			for (const [index, { json, binary }] of items.entries()) {
				const item = new ItemParameters(run, index, json);
				let actor: string | undefined;
				try {
					if (!aboutSetUp) actor = await item.actor();
					const acting = await run.scopeOf(actor);
					for (const output of await read(item, acting)) {
						const result = outputItem(output, index, one ? binary : undefined);
						if (files !== undefined) result.binary = await files(item, acting, output);
						results.push(result);
					}
				} catch (error) {
					const { key, origin } = run.identity.of(index);
					failed.push({ key, error, write: { actor, origin } });
					if (!context.continueOnFail()) {
						await logFailed(scope, failed);
						throw nodeError(context.getNode(), error, index);
					}
					results.push(failedItem(context, error, index));
				}
			}
			await logFailed(scope, failed);
			return results;
		},
	};
}

/** `binary`: the files of the item, so that a step which wants them finds them behind this one. */
function outputItem(output: Output, item: number, binary: IBinaryKeyData | undefined): INodeExecutionData {
	return { json: output as IDataObject, ...(binary === undefined ? {} : { binary }), pairedItem: { item } };
}

/**
 * What an item gives that could not be done, with "Continue on fail". n8n sends an item to the node's error output when
 * it has no other fields than `error`, `message` and `details`; there the remedy is called `details`.
 */
export function failedItem(context: IExecuteFunctions, error: unknown, item: number): INodeExecutionData {
	const { message, remedy } = explain(error);
	const toErrorOutput = context.getNode().onError === 'continueErrorOutput';
	return { json: toErrorOutput ? { error: message, details: remedy } : { error: message, remedy }, pairedItem: { item } };
}
