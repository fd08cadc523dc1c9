import { isBlank } from '../../../model/coercion';
import { CrmError } from '../../../model/CrmError';
import { CARD_WORDS, type ProcessCard } from '../../../model/processCard';
import type { Operation } from '../../engine/effects/Operation';
import type { Output } from '../../../model/output';
import type { Scope } from '../../engine/Scope';
import { presentProcesses, type ProcessOutput } from './processList';
import { triggersOf, type Trigger } from '../../words/triggers/triggers';
import type { SaveProcessInput } from './inputs';
import { plainText } from '../../../model/plainText';

export type SavedProcessOutput = Output &
	Pick<
		ProcessOutput,
		'process' | 'workflowId' | 'department' | 'category' | 'description' | 'recordType' | 'recordTypeNames' | 'startsOn' | 'active'
	>;

/**
 * Says where processes belong, without opening their workflows. A word that a CRM Trigger says itself counts, and cannot be
 * saved here: there would be two answers that disagree. Throws forbidden, notFound, missingValue, conflict.
 */
export const saveProcesses: Operation<SaveProcessInput, SavedProcessOutput> = {
	name: 'process.save',
	writes: 'ledger',
	right: { setUp: 'where processes belong' },
	target: ({ workflow }) => [workflow],
	async perform(scope, inputs) {
		const results: SavedProcessOutput[] = [];
		for (const { workflow, card } of inputs) {
			const triggers = await triggersOf(scope, workflow);
			await saveCard(scope, triggers, card);
			const [process] = await presentProcesses(scope, triggers);
			results.push(savedOutput(process!));
		}
		return results;
	},
};

async function saveCard(scope: Scope, triggers: readonly Trigger[], given: SaveProcessInput['card']): Promise<void> {
	const words = CARD_WORDS.filter((name) => given[name] !== undefined);
	if (words.length === 0)
		throw new CrmError('missingValue', 'Nothing is given to save.', 'Add at least one of the fields: Category, Department, Description.');
	const { workflowId } = triggers[0]!;
	const card: ProcessCard = { ...(await scope.ledger.processCards.all()).get(workflowId) };
	for (const name of words) {
		const text = isBlank(given[name]) ? undefined : plainText(given[name]);
		const owner = triggers.find(({ settings }) => !isBlank(settings.card?.[name]));
		if (owner !== undefined && owner.settings.card![name] !== text) throw saidByTrigger(name, owner);
		card[name] = owner === undefined ? text : undefined;
	}
	await scope.ledger.processCards.save(workflowId, card, scope.clock.now().toISOString());
}

function saidByTrigger(name: keyof ProcessCard, { workflowName, nodeName, settings }: Trigger): CrmError {
	return new CrmError(
		'conflict',
		`The ${name} of "${workflowName}" is set in its trigger "${nodeName}": ${settings.card![name]}.`,
		'Change it there, under "Options", and publish the workflow; or remove it there, to set it from here.',
	);
}

function savedOutput({
	process,
	workflowId,
	department,
	category,
	description,
	recordType,
	recordTypeNames,
	startsOn,
	active,
}: ProcessOutput): SavedProcessOutput {
	return { process, workflowId, department, category, description, recordType, recordTypeNames, startsOn, active };
}
