import { isBlank } from '../../../model/coercion';
import { sameName } from '../../../model/normalForm';
import { checkParameters } from '../../../model/parameterValues';
import type { ProjectTemplate, TemplateParameter } from '../../../model/projectTemplate';
import { checkRecordOf, checkUser, otherThing } from '../../words/choices/checkChoices';
import { attempt } from '../../words/choices/attempt';
import { isLink, type PlannedValue, type PlannedValues } from '../../words/choices/checkValues';
import type { ChoiceCheck, Finding, Place } from '../../words/choices/Choice';
import { findTemplate, templateNamed } from './templates';

/** By its name a template is the same in another CRM; a number must still be that of the name that the list showed. */
export const checkTemplate: ChoiceCheck = async ({ scope }, { label, given, shown }) => {
	const { id, name } = await findTemplate(scope, given);
	if (shown === undefined || given !== id || sameName(shown, name)) return;
	throw otherThing(label, shown, `project template ${id} is "${name}" here`);
};

/** The parameters of a project that a step starts, a finding for each. A template that is not there is told by its own field. */
export async function checkStart(
	place: Place,
	reference: string,
	{ values, titlesMade }: Pick<PlannedValues, 'values' | 'titlesMade'>,
): Promise<Finding[]> {
	const template = templateNamed(await place.scope.ledger.templates.list(), reference);
	if (template === undefined) return [];
	const findings: Finding[] = [];
	for (const name of new Set([...template.parameters.map((parameter) => parameter.name), ...values.keys()])) {
		const parameter = template.parameters.find((each) => each.name === name);
		const value = values.get(name) ?? { given: null, unknown: false };
		if (parameter !== undefined && (value.unknown || (titlesMade && value.shown === undefined && isLink(parameter)))) continue;
		findings.push(
			...(await attempt(parameter?.label ?? name, async () => await checkParameter({ place, template, name }, parameter, value))),
		);
	}
	return findings;
}

async function checkParameter(
	{ place, template, name }: { place: Place; template: ProjectTemplate; name: string },
	parameter: TemplateParameter | undefined,
	{ given, shown }: PlannedValue,
): Promise<void> {
	const parameters = parameter === undefined ? template.parameters : [parameter];
	checkParameters({ ...template, parameters }, isBlank(given) && parameter !== undefined ? {} : { [name]: given }, place.scope.timeZone);
	if (parameter === undefined || typeof given !== 'string' || given === '') return;
	const choice = { label: parameter.label, given, ...(shown === undefined ? {} : { shown }) };
	if (parameter.kind === 'user') return await checkUser(place, choice);
	const { kind, target = '' } = parameter;
	if (kind !== 'record') return;
	const id = (await place.directory.links(target, new Set([given]), parameter.label)).get(given);
	if (id === given) await checkRecordOf(target)(place, choice);
}
