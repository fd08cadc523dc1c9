import { CrmError } from '../../../model/CrmError';
import { findField } from '../../../model/fieldNames';
import { sameName } from '../../../model/normalForm';
import { titleOf } from '../../../model/record';
import type { RecordTypeDescription } from '../../../model/recordType';
import { findPipeline, findStage } from '../../../model/stageNames';
import { stepNamed } from '../../../model/stageSteps';
import { stageId } from '../conditions/resolveConditions';
import { isEntryOf } from '../forms/listPage';
import { INACTIVE } from '../forms/lists';
import { missingRecord } from '../reading/readRecords';
import type { Choice, ChoiceCheck, Place } from './Choice';

/*
 * What a form was set to is looked for in the CRM in the way the step itself does when it runs, so that both say the same. A
 * person, a group, a role, a type, a field, a stage is called by a name that is the same in another CRM; where only a number was
 * kept, the name that the list showed must be that of what has the number now.
 */

export const checkUser: ChoiceCheck = async ({ directory }, { label, given, shown }) => {
	const people = await directory.people();
	const name = shown?.replace(INACTIVE, '');
	const under = people.byId(given);
	if (name !== undefined && under !== undefined && !sameName(under.name, name)) throw people.other({ name, label }, under);
	if (name !== undefined && !people.knows(given)) throw people.other({ name: `${name} (${given})`, label }, undefined);
	people.resolve(given, label);
};

export const checkGroup: ChoiceCheck = async ({ directory }, { given }) => void (await directory.group(given));

export const checkRole: ChoiceCheck = async ({ directory }, { given }) => void (await directory.role(given));

export const checkType: ChoiceCheck = async ({ directory }, { given }) => void (await directory.describe(given));

/** Of the type or, where the form asks for none, of any. */
export const checkPipeline: ChoiceCheck = async (place, choice) => {
	const description = await typeWith(place, choice, ({ pipelines }) =>
		pipelines.some(({ id, name }) => id === choice.given || sameName(name, choice.given)),
	);
	if (description === undefined) return;
	const { name } = findPipeline(description, choice.given);
	requireSameName(choice, name, 'pipeline');
};

export const checkStage: ChoiceCheck = async (place, choice) => {
	const { directory } = place;
	const { given, type, pipeline } = choice;
	if (type === undefined || stepNamed(given) !== undefined) return;
	const description = await directory.describe(type);
	const id = await directory.stages(description, () =>
		pipeline === undefined ? stageId(description, given) : findStage(description, findPipeline(description, pipeline), given).id,
	);
	const stage = description.pipelines.flatMap(({ stages }) => stages).find((each) => each.id === id)!;
	// The list puts the pipeline before it, where there are several.
	requireSameName({ ...choice, shown: choice.shown?.split(': ').at(-1) }, stage.name.split(': ').at(-1)!, 'stage');
};

export const checkField: ChoiceCheck = async ({ directory }, { given, type }) => {
	if (type !== undefined) findField(await directory.describe(type), given);
};

/** A record of the type that the form is about. Its title may be cut in the list, or stand behind what it belongs to. */
export const checkRecord: ChoiceCheck = async (place, choice) => {
	if (choice.type !== undefined) await checkRecordOf(choice.type)(place, choice);
};

/** A record of a type of ours, such as a task. */
export function checkRecordOf(type: string): ChoiceCheck {
	return async ({ scope }, { label, given, shown }) => {
		const record = await scope.crm.get({ type, id: given });
		if (record === undefined) throw await missingRecord(scope.crm, type, given);
		if (shown === undefined || shown === given || isEntryOf(shown, titleOf(record))) return;
		throw otherThing(label, shown, `${type} ${given} is "${titleOf(record)}" here`);
	};
}

/** A key says what is meant, whatever it is called now; a number does not. */
function requireSameName({ label, given, shown }: Choice, name: string, what: string): void {
	if (shown === undefined || !isNumber(given) || sameName(shown, name)) return;
	throw otherThing(label, shown, `${what} ${given} is "${name}" here`);
}

/** Of numbers, and of names that programs make up. */
function isNumber(id: string): boolean {
	return /^[\d-]+$/.test(id) || /^[0-9a-f-]{16,}$/i.test(id);
}

/** Something was picked (`shown`) that is not there any more under its number. `there`: what has the number now. */
export function otherThing(label: string, shown: string, there: string): CrmError {
	return new CrmError('notFound', `${label}: "${shown}" was chosen, but ${there}.`, `Choose anew under "${label}".`);
}

/** The type of the form or, where it is about none, the one that has it; the first, so that the error names its candidates. */
async function typeWith(
	{ scope, directory }: Place,
	{ type }: Choice,
	has: (description: RecordTypeDescription) => boolean,
): Promise<RecordTypeDescription | undefined> {
	if (type !== undefined) return await directory.describe(type);
	const all: RecordTypeDescription[] = [];
	for (const { name } of await scope.crm.recordTypes()) all.push(await directory.describe(name));
	return all.find(has) ?? all.find(({ pipelines }) => pipelines.length > 0);
}
