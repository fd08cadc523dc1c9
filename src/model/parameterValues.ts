import { isBlank, readBoolean, readDate, readNumber, readText } from './coercion';
import { CrmError, notFound, shorten } from './CrmError';
import type { ProjectTemplateDraft, TemplateParameter } from './projectTemplate';
import type { FieldValue, Values } from './record';
import { sameName } from './normalForm';

/**
 * The values of a template's parameters as given at start: defaults filled in, types brought right, choices checked.
 * People and records stay as they were written: only the CRM can resolve them. Parameters left empty are null. Throws
 * missingValue, invalidValue, notFound; every problem is in the one error, by the parameter's label.
 */
export function checkParameters(template: ProjectTemplateDraft, given: Readonly<Record<string, unknown>>, timeZone: string): Values {
	const names = template.parameters.map((parameter) => parameter.name);
	const unknown = Object.keys(given).find((name) => !names.includes(name));
	if (unknown !== undefined) throw notFound('parameter', unknown, names, `in project template "${template.name}"`);

	const missing: string[] = [];
	const wrong: CrmError[] = [];
	const values: Values = {};
	for (const parameter of template.parameters) {
		const value = isBlank(given[parameter.name]) ? parameter.default : given[parameter.name];
		try {
			values[parameter.name] = isBlank(value) ? null : readParameter(parameter, value, timeZone);
		} catch (error) {
			if (!(error instanceof CrmError)) throw error;
			wrong.push(error);
		}
		if (parameter.required && isBlank(value)) missing.push(parameter.label);
	}
	if (wrong.length > 0)
		throw new CrmError(
			'invalidValue',
			`Project template "${template.name}": ${wrong.map((error) => error.message).join(' ')}`,
			wrong.map((error) => error.remedy).join(' '),
		);
	if (missing.length > 0) throw missingParameters(template.name, missing);
	return values;
}

/** What is wrong with a value, or nothing. */
export function parameterProblem(parameter: TemplateParameter, value: unknown): string | undefined {
	try {
		readParameter(parameter, value, 'utc');
		return undefined;
	} catch (error) {
		if (error instanceof CrmError) return error.message.replace(/\.$/, '');
		throw error;
	}
}

function readParameter(parameter: TemplateParameter, value: unknown, timeZone: string): FieldValue {
	const { label, kind } = parameter;
	switch (kind) {
		case 'number':
		case 'money':
			return readNumber(value, label);
		case 'boolean':
			return readBoolean(value, label);
		case 'date':
			return readDate(value, timeZone, label);
		case 'choice':
			return readChoice(parameter, readText(value, label));
		default:
			return readText(value, label);
	}
}

function readChoice({ label, choices = [] }: TemplateParameter, text: string): string {
	const choice = choices.find((other) => other === text) ?? choices.find((other) => sameName(other, text));
	if (choice === undefined)
		throw new CrmError(
			'invalidValue',
			`${label}: "${shorten(text)}" is not one of the choices.`,
			`Choose for ${label} one of: ${choices.join(', ')}.`,
		);
	return choice;
}

function missingParameters(template: string, labels: readonly string[]): CrmError {
	const names = labels.map((label) => `"${label}"`).join(', ');
	const [verb, them] = labels.length === 1 ? ['is', 'it'] : ['are', 'them'];
	return new CrmError(
		'missingValue',
		`Project template "${template}": ${names} ${verb} required and empty.`,
		`Fill ${them} in before starting the project.`,
	);
}
