import type { IDataObject, IRun, ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import type { StartRun } from '../../src/automation/engine/delivery/RunFollower';
import { Subscription, type Activation } from '../../src/automation/engine/delivery/Subscription';
import type { Connection } from '../../src/automation/engine/delivery/Connection';
import type { OpenConnection } from '../../src/automation/connections';
import { requireParts, type PlannedStep } from '../../src/automation/words/directory/optionalParts';
import { resolveTrigger } from '../../src/automation/words/triggers/resolveTrigger';
import { watchProcessEnd } from '../../src/automation/engine/delivery/processEnd';
import { noteRefused, requireSameFeed, type NamedTrigger } from '../../src/automation/engine/delivery/sameFeed';
import { openNodeConnection } from '../shared/connection';
import { activationError, explain } from '../shared/errors';
import { untriedLine } from '../shared/hostVersions';
import { requireUsualEngine } from './engine';
import { rememberedFeed, rememberFeed } from './feedMemory';
import { keepTrying } from './keepTrying';
import { triggerFilter } from './filter';
import { triggerOptions } from './options';
import { endOf } from './runEnd';
import { requireWorkingSteps } from './steps/requireWorkingSteps';
import { triggerItems } from '../../src/automation/words/triggers/triggerItem';
import { CrmError } from '../../src/model/CrmError';
import { testSeam } from '../../src/automation/engine/testSeam';

/** Listens while the workflow is active; see Subscription for what is delivered when. */
export async function listen(context: ITriggerFunctions): Promise<ITriggerResponse> {
	watchProcessEnd();
	logUntried(context);
	try {
		return await openOrTell(context);
	} catch (error) {
		if (openedByN8n(context) && canComeBack(error)) return keepTrying(async () => await openOrTell(context));
		throw activationError(context.getNode(), error);
	}
}

/** What fails is told in the log and, where there is a database, by health; a person who switches it on sees it. */
async function openOrTell(context: ITriggerFunctions): Promise<ITriggerResponse> {
	const tell = (error: unknown): never => {
		if (!switchedOn(context)) log(context, error);
		throw error;
	};
	const connection = await openNodeConnection(context).catch(tell);
	return await openTrigger(context, connection).catch(async (error: unknown) => {
		if (!switchedOn(context)) await noteRefused(connection.scope, nameOf(context), sentences(error));
		connection.release();
		return tell(error);
	});
}

async function openTrigger(context: ITriggerFunctions, connection: OpenConnection): Promise<ITriggerResponse> {
	const { scope } = connection;
	const activation = switchedOn(context) ? 'fresh' : 'resume';
	requireSameFeed(scope, rememberedFeed(context), activation);
	const endServing = await connection.serveAlone();
	const subscription = await subscribe(context, connection, activation).catch((error: unknown) => {
		endServing();
		throw error;
	});
	rememberFeed(context, scope.ledger.feedId);
	return {
		closeFunction: async () => {
			const { runsEnded } = await subscription.close();
			endServing();
			void runsEnded.then(connection.release);
		},
	};
}

async function subscribe(context: ITriggerFunctions, connection: OpenConnection, activation: Activation): Promise<Subscription> {
	const { scope } = connection;
	const read = (name: string, fallback: unknown): unknown => context.getNodeParameter(name, fallback);
	requireUsualEngine(context);
	await requireWorkingSteps(context, scope);
	requireParts(scope, stepsAfter(context));
	const filter = await resolveTrigger(scope, triggerFilter(read));
	return await Subscription.open(connection, {
		...nameOf(context),
		filter,
		...triggerOptions(read),
		activation,
		startRun: runStarter(context, connection),
		report: (error) => log(context, error),
	});
}

function nameOf(context: ITriggerFunctions): NamedTrigger {
	const [workflow, node] = [context.getWorkflow(), context.getNode()];
	return { workflowId: workflow.id ?? '', nodeId: node.id, workflowName: workflow.name ?? '', nodeName: node.name };
}

function log(context: ITriggerFunctions, error: unknown): void {
	context.logger.error(`CRM Trigger "${context.getNode().name}": ${sentences(error)}`);
}

/** What happened, and what to do. */
function sentences(error: unknown): string {
	const { message, remedy } = explain(error);
	return `${message} ${remedy}`;
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

/** n8n has started: nobody looks, and nobody tries again. */
function openedByN8n(context: ITriggerFunctions): boolean {
	return ['init', 'leadershipChange'].includes(context.getActivationMode());
}

/** The database is away, gone, another one, or in the hands of another n8n; what the workflow itself asks for is as it is. */
function canComeBack(error: unknown): boolean {
	return error instanceof CrmError && ['unavailable', 'storage', 'conflict'].includes(error.code);
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
