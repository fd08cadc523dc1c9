import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { claimRunOf } from '../../src/automation/engine/delivery/claim';
import { sampleChange } from '../../src/automation/words/triggers/sample';
import { resolveTrigger } from '../../src/automation/words/triggers/resolveTrigger';
import type { Scope } from '../../src/automation/engine/Scope';
import { openNodeConnection } from '../shared/connection';
import { nodeError } from '../shared/errors';
import { workflowFingerprint } from '../shared/workflowVersion';
import { triggerFilter } from './filter';
import { onRunFinish } from './runFinish';
import { triggerItems, type ChangeIdentity } from '../../src/automation/words/triggers/triggerItem';

/**
 * n8n calls this inside the run, in whichever process the run is. The run claims what was handed over: a second run that n8n
 * started for the same ones finds them claimed and puts nothing out, so nothing after it happens twice.
 */
export async function claimRun(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	const run = runOf(items);
	if (run === undefined) return [items];
	const connection = await openNodeConnection(context);
	try {
		const version = await versionOf(context, connection.scope);
		const by = { executionId: context.getExecutionId(), workflowVersion: String(version) };
		const claimed = await claimRunOf(connection, run, by, connection.release);
		onRunFinish(context, claimed.ended);
		if (!claimed.got) return [[]];
		return [items.map((item) => ({ ...item, json: { ...item.json, workflow: workflowOutput(context, version) } }))];
	} catch (error) {
		connection.release();
		throw nodeError(context.getNode(), error);
	}
}

/** Which version of the workflow runs: read from the run, since n8n may have a newer one than the trigger that started it. */
async function versionOf(context: IExecuteFunctions, { ledger, clock }: Scope): Promise<number> {
	return await ledger.workflowVersions.numberOf(context.getWorkflow().id ?? '', workflowFingerprint(context), clock.now().toISOString());
}

/** `version` is null in a test from the editor: what is tried there may never be published. */
function workflowOutput(context: IExecuteFunctions, version: number | null): IDataObject {
	const { id, name } = context.getWorkflow();
	return { id, name, version };
}

/** In which run in the ledger the items were handed to n8n, all in the same; those of a test from the editor in none. */
function runOf(items: readonly INodeExecutionData[]): string | undefined {
	const { delivery, run } = (items[0]?.json.change ?? {}) as Partial<ChangeIdentity>;
	return delivery ? (run ?? '') : undefined;
}

/** "Execute step" and "Execute workflow" in the editor: a recent real change; nothing is claimed, no cursor moves. */
export async function sampleRun(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const connection = await openNodeConnection(context);
	try {
		const filter = await resolveTrigger(
			connection.scope,
			triggerFilter((name, fallback) => context.getNodeParameter(name, 0, fallback as string)),
		);
		const sample = await sampleChange(connection.scope, filter);
		if (!sample) {
			throw new NodeOperationError(
				context.getNode(),
				'No change has matched this trigger yet, and no record fits it that could be shown.',
				{
					description:
						'Create a record that fits the fields of the trigger, or change one so that it fits, for example with the CRM node; then execute this step again.',
				},
			);
		}
		if (!sample.real) context.addExecutionHints({ message: SAMPLE_HINTS[sample.made], location: 'outputPane' });
		const [item] = await triggerItems(connection.scope, [sample]);
		return [[{ json: { ...item, workflow: workflowOutput(context, null) } as IDataObject }]];
	} catch (error) {
		throw nodeError(context.getNode(), error);
	} finally {
		connection.release();
	}
}

const SAMPLE_HINTS = {
	fits: 'No change has matched this trigger yet, so this is made up from the newest record that fits it. What comes after works on that real record.',
	moved:
		'No change has matched this trigger yet, and no record is as it wants one, so this shows a real record as if it had just become so. What comes after works on that real record, which is not so.',
} as const;
