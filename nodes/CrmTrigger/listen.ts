import type { IDataObject, IRun, ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import type { StartRun } from '../../src/automation/engine/delivery/RunFollower';
import { Subscription } from '../../src/automation/engine/delivery/Subscription';
import type { Connection } from '../../src/automation/engine/delivery/Connection';
import { requireParts, type PlannedStep } from '../../src/automation/words/directory/optionalParts';
import { resolveTrigger } from '../../src/automation/words/triggers/resolveTrigger';
import { openNodeConnection } from '../shared/connection';
import { activationError } from '../shared/errors';
import { untriedLine } from '../shared/hostVersions';
import { requireUsualEngine } from './engine';
import { triggerFilter } from './filter';
import { triggerOptions } from './options';
import { endOf } from './runEnd';
import { triggerItems } from '../../src/automation/words/triggers/triggerItem';
import { testSeam } from '../../src/automation/engine/testSeam';

/** Listens while the workflow is active; see Subscription for what is delivered when. */
export async function listen(context: ITriggerFunctions): Promise<ITriggerResponse> {
	const connection = await openNodeConnection(context).catch((error: unknown) => {
		throw activationError(context.getNode(), error);
	});
	logUntried(context);
	try {
		const read = (name: string, fallback: unknown): unknown => context.getNodeParameter(name, fallback);
		requireUsualEngine(context);
		requireParts(connection.scope, stepsAfter(context));
		const filter = await resolveTrigger(connection.scope, triggerFilter(read));
		const subscription = await Subscription.open(connection, {
			workflowId: context.getWorkflow().id ?? '',
			nodeId: context.getNode().id,
			workflowName: context.getWorkflow().name ?? '',
			nodeName: context.getNode().name,
			filter,
			...triggerOptions(read),
			activation: switchedOn(context) ? 'fresh' : 'resume',
			startRun: runStarter(context, connection),
			report: (error) =>
				context.logger.error(`CRM Trigger "${context.getNode().name}": ${error instanceof Error ? error.message : String(error)}`),
		});
		return {
			closeFunction: async () => {
				const { runsEnded } = await subscription.close();
				void runsEnded.then(connection.release);
			},
		};
	} catch (error) {
		connection.release();
		throw activationError(context.getNode(), error);
	}
}

/** The steps of CRM and CRM Setup behind this trigger that use the same connection; n8n calls nothing on them before they run. */
function stepsAfter(context: ITriggerFunctions): PlannedStep[] {
	const { name, type } = context.getNode();
	const stem = type.replace(/Trigger$/, '');
	const connection: unknown = context.getNodeParameter('connection', '');
	const steps = context.getChildNodes(name, { includeNodeParameters: true });
	return steps.flatMap(({ name: step, type: stepType, disabled, parameters = {} }) => {
		const { resource, operation } = parameters;
		const ours = !disabled && [stem, `${stem}Setup`].includes(stepType) && (parameters.connection ?? '') === connection;
		return ours && typeof resource === 'string' && typeof operation === 'string' ? [{ name: step, resource, operation }] : [];
	});
}

/** `activate` and `create`: a person switched it on. Otherwise n8n started, or the active workflow was changed. */
function switchedOn(context: ITriggerFunctions): boolean {
	return ['activate', 'create'].includes(context.getActivationMode());
}

function runStarter(context: ITriggerFunctions, { scope }: Connection): StartRun {
	return async (batch, key) => {
		const items = await triggerItems(scope, batch);
		const done = Promise.withResolvers<IRun>();
		const data = [items.map((json) => ({ json: json as IDataObject }))];
		context.emit(data, undefined, done, key);
		if (testSeam.startsTwice()) setTimeout(() => context.emit(data), Math.random() * 30);
		const end = endOf(await done.promise);
		if (end.status === 'unknown') logUnknown(context, end.word);
		return end;
	};
}

/** Words for the end of a run that this process has told of. */
const toldWords = new Set<string>();

function logUnknown({ logger }: ITriggerFunctions, word: string): void {
	if (toldWords.has(word)) return;
	toldWords.add(word);
	logger.warn(
		`n8n says that a run ended as "${word}", which the CRM nodes do not know. Nothing of the run says that it failed, so it counts as done.`,
	);
}

/** Whether this process has said it. */
let toldUntried = false;

function logUntried({ logger }: ITriggerFunctions): void {
	const line = toldUntried ? undefined : untriedLine();
	toldUntried = true;
	if (line !== undefined) logger.info(line);
}
