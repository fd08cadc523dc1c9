import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ImportRequest, ImportResult } from '../../../src/automation/families/import/importFile';
import type { Scope } from '../../../src/automation/engine/Scope';
import { operations } from '../../../src/automation/operations';
import { explain, nodeError } from '../../shared/errors';
import { withActAs } from '../fields/actAs';
import { dryRunField } from '../fields/dryRun';
import { settled } from '../../shared/settled';
import { fileOfItem, fileReference, itemFiles } from './itemFiles';
import { ItemParameters } from './ItemParameters';
import { NodeRun } from './NodeRun';
import { dryRunHint, failedItem, logFailed, WROTE_FOR_REAL, type OperationModule } from './operation';

/** An operation that writes every row of a file of the item. */
interface Import extends Pick<OperationModule, 'option' | 'example' | 'description'> {
	/** What writes one row. */
	operation: 'record.importFile';
	/** The form of one item, without the file. Throws CrmError. */
	request(item: ItemParameters): Omit<ImportRequest, 'file'>;
	/** The field of the output that holds the file of the refused rows. */
	outputProperty(item: ItemParameters): string;
}

/**
 * Gives an item for each file: the report, and the refused rows as a file. A row that is refused stops nothing; what concerns the
 * whole file is an error of the item.
 */
export function importOperation(made: Import): OperationModule {
	const { option, operation, example, description } = made;
	return {
		option,
		operation,
		example,
		description: [...withActAs(description), dryRunField],
		async execute(context, items, scope) {
			const run = await NodeRun.start(context, scope);
			const results: INodeExecutionData[] = [];
			for (const [index, { json }] of items.entries()) {
				try {
					results.push(await importItem(made, new ItemParameters(run, index, json)));
					run.identity.carriedOut(index);
				} catch (error) {
					if (!context.continueOnFail()) throw nodeError(context.getNode(), error, index);
					results.push(failedItem(context, error, index));
				}
			}
			return results;
		},
	};
}

async function importItem({ option, operation, request, outputProperty }: Import, item: ItemParameters): Promise<INodeExecutionData> {
	const { context, identity, scope } = item.run;
	const { importFile } = await import('../../../src/automation/families/import/importFile');
	const { property, file } = fileOfItem(item);
	const name = file.fileName ?? 'file';
	const content = await itemFiles(context).read(fileReference(item.index, property));
	const { key, origin } = identity.of(item.index);
	const dry = item.boolean('dryRun');
	const output = outputProperty(item);
	const actor = await settled(async () => await item.actor());
	const step = {
		key,
		write: { actor: 'error' in actor ? undefined : actor.value, origin },
		...('error' in actor && { refusal: actor }),
		dry,
		signal: context.getExecutionCancelSignal?.(),
		progress: (done: number, total: number) => showProgress(context, name, done, total),
	};
	const result = await importFile(scope, await operations[operation].load(), { ...request(item), file: { name, content } }, step, explain);
	if (!dry) await logFailed(scope, result.failed);
	for (const line of hintsOf(scope, result, { dry, byHand: context.getMode() === 'manual' })) item.run.hint(line);
	const refused = await context.helpers.prepareBinaryData(result.refusedRows, refusedName(name), 'text/csv');
	return {
		json: outputOf(option.action, result, dry),
		binary: { ...context.getInputData()[item.index]?.binary, [output]: refused },
		pairedItem: { item: item.index },
	};
}

function outputOf(action: string, { report, changes, approximate }: ImportResult, dry: boolean): IDataObject {
	const shown = dry ? { dryRun: true, operation: action, ...(approximate ? { approximate } : {}), would: report, changes } : report;
	return shown as IDataObject;
}

/** n8n shows nothing of a step before it ends: the log of n8n has it, and the console of the browser where somebody tests. */
function showProgress(context: IExecuteFunctions, name: string, done: number, total: number): void {
	const line = `${context.getNode().name}: ${done} of ${total} rows of "${name}"`;
	context.logger.info(line);
	context.sendMessageToUI(line);
}

/** What a person who looks at the output should know first. */
function hintsOf(
	scope: Scope,
	{ report, approximate, unsure }: ImportResult,
	{ dry, byHand }: { dry: boolean; byHand: boolean },
): string[] {
	const { rows, written, refused, ignored } = report as { rows: number; written: number; refused: number; ignored: string[] };
	const hints: string[] = [];
	if (dry) hints.push(dryRunHint(scope, approximate));
	else if (byHand && written > 0) hints.push(WROTE_FOR_REAL);
	if (refused > 0)
		hints.push(
			`${refused} of ${rows} rows ${dry ? 'would be' : 'were'} refused: "report" says why, and the file has these rows to be corrected.`,
		);
	if (ignored.length > 0)
		hints.push(
			`Columns that went nowhere: ${ignored.map((heading) => `"${heading}"`).join(', ')}. Say under "Columns" which fields they are.`,
		);
	if (unsure.length > 0)
		hints.push(
			`Rows ${unsure.join(', ')} may be there twice: an earlier attempt was cut off, and ${scope.crm.capabilities.name} cannot be searched for what it wrote.`,
		);
	return hints;
}

/** `deals.xlsx` gives `deals-refused-rows.csv`. */
function refusedName(name: string): string {
	return `${name.replace(/\.[^./\\]{1,5}$/, '')}-refused-rows.csv`;
}
