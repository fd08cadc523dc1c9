import type { INodeProperties, ITriggerFunctions } from 'n8n-workflow';
import type { Finding } from '../../../src/automation/words/choices/Choice';
import { requireFit, type UnfitStep } from '../../../src/automation/words/choices/requireFit';
import { attempt } from '../../../src/automation/words/choices/attempt';
import type { Scope } from '../../../src/automation/engine/Scope';
import { Directory } from '../../../src/automation/words/directory/directory';
import { requireParts } from '../../../src/automation/words/directory/optionalParts';
import { resolveTrigger } from '../../../src/automation/words/triggers/resolveTrigger';
import { CrmError } from '../../../src/model/CrmError';
import { operationNamed } from '../../Crm/actions/router';
import { asText } from '../../shared/asText';
import { explain } from '../../shared/errors';
import { startingTypeOf } from '../../shared/startingType';
import { triggerProperties } from '../description';
import { triggerFilter } from '../filter';
import { checkForm } from './checkForm';
import { connectionOf, skip } from './connectionOf';
import { madeBy, type Thing } from './makers';
import { stepsBehind, type ActionStep } from './plannedSteps';

/** See `requireWorkingSteps`. Where only the trigger is at fault, what it says itself is left to it. */
export async function checkSteps(context: ITriggerFunctions, scope: Scope): Promise<void> {
	const steps = stepsBehind(context);
	const made = madeBy(steps.map(({ resource, operation }) => `${resource}.${operation}`));
	const startingType = startingTypeOf(
		asText(context.getNodeParameter('event', '')) ?? '',
		asText(context.getNodeParameter('recordType', '')) ?? '',
	);
	const unfit: UnfitStep[] = [];
	for (const step of steps) unfit.push({ step: step.name, findings: await findingsIn(context, scope, step, { startingType, made }) });
	const ofTrigger = await findingsInTrigger(context, scope);
	const onlyTrigger = unfit.every(({ findings }) => findings.length === 0);
	if (onlyTrigger && ofTrigger.length === 1 && ofTrigger[0]!.label === undefined) throw ofTrigger[0]!.error;
	requireFit([{ step: context.getNode().name, findings: ofTrigger }, ...unfit]);
}

interface Around {
	/** Type of the record that starts the workflow. */
	startingType: string;
	made: ReadonlySet<Thing>;
}

async function findingsIn(context: ITriggerFunctions, own: Scope, step: ActionStep, around: Around): Promise<Finding[]> {
	const connection = await connectionOf(context, own, step);
	if (connection === undefined) return [];
	const findings = findingsWith(connection.scope, step, around).finally(connection.release);
	// What the CRM of the trigger says is for whoever switches it on.
	if (connection.scope === own) return await findings;
	return await findings.catch((error: unknown) => {
		skip(context, step, explain(error).message);
		return [];
	});
}

async function findingsWith(scope: Scope, step: ActionStep, { startingType, made }: Around): Promise<Finding[]> {
	const { resource, operation, parameters } = step;
	let description: readonly INodeProperties[] = [];
	const lacking = await attempt(undefined, async () => {
		({ description } = operationNamed(resource, operation));
		requireParts(scope, [step]);
	});
	// With the name of the step, which is said anyway.
	if (lacking.length > 0) return lacking.map(({ error }) => ({ error: error.cause instanceof CrmError ? error.cause : error }));
	const place = { scope, directory: new Directory(scope) };
	return await checkForm(place, { description, parameters, known: { startingType }, made });
}

/** What its fields name; where that is all there, what else keeps it from ever starting. */
async function findingsInTrigger(context: ITriggerFunctions, scope: Scope): Promise<Finding[]> {
	const read = (name: string, fallback: unknown): unknown => context.getNodeParameter(name, fallback);
	const refused = await attempt(undefined, async () => void (await resolveTrigger(scope, triggerFilter(read))));
	const place = { scope, directory: new Directory(scope) };
	const { parameters } = context.getNode();
	const found = await checkForm(place, { description: triggerProperties, parameters, known: {}, made: new Set() });
	return found.length > 1 || refused.length === 0 ? found : refused;
}
