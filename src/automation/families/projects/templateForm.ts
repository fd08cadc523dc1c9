import type { TemplateParameter } from '../../../model/projectTemplate';
import type { Scope } from '../../engine/Scope';
import { Directory } from '../../words/directory/directory';
import { recordChoice, userChoice, type Filled, type FormField, type FormPart } from '../../words/forms/describeForm';
import { findTemplate } from './templates';

/** The parameters of the template of that id or name. Throws notFound. */
export async function templateForm(scope: Scope, template: string, filled: Filled = {}): Promise<FormField[]> {
	const directory = new Directory(scope);
	const form: FormField[] = [];
	for (const parameter of (await findTemplate(scope, template)).parameters) {
		const { name: id, label, required, help } = parameter;
		form.push({
			id,
			label,
			// With a default it may be left empty.
			required: required && parameter.default === undefined,
			...(await parameterPart({ scope, directory, chosen: new Set([String(filled[id])]) }, parameter)),
			...(parameter.default === undefined ? {} : { default: parameter.default }),
			...(help === undefined ? {} : { help }),
		});
	}
	return form;
}

async function parameterPart(
	making: Parameters<typeof recordChoice>[0],
	{ kind, choices = [], target }: TemplateParameter,
): Promise<FormPart> {
	switch (kind) {
		case 'number':
		case 'money':
			return { kind: 'number' };
		case 'boolean':
			return { kind: 'boolean' };
		case 'date':
			return { kind: 'dateTime' };
		case 'choice':
			return { kind: 'options', options: choices.map((choice) => ({ name: choice, value: choice })) };
		case 'user':
			return await userChoice(making);
		case 'record':
			return await recordChoice(making, target);
		default:
			return { kind: 'string' };
	}
}
