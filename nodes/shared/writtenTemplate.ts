import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { readParameterLines, readTaskLines } from '../../src/model/templateOutline';
import { asText } from './asText';
import { currentText } from './formContext';
import { nodeError } from './errors';
import { rowsOf } from './rows';

/** What the parts of a project template are called that stand in the form now. */
export interface WrittenParts {
	parameters: string[];
	stages: string[];
	tasks: string[];
}

/** Throws for a line that cannot be read, which the list then says. */
export function writtenParts(form: ILoadOptionsFunctions): WrittenParts {
	try {
		const changes = currentText(form, 'defineAs') === 'change';
		const rows = changes ? rowTexts(form) : undefined;
		return {
			parameters: readParameterLines(rows?.parameter ?? currentText(form, 'parameterLines')).map(({ label }) => label),
			stages: rows?.stage.split('\n').filter((name) => name !== '') ?? stageNames(form),
			tasks: readTaskLines(rows?.task ?? currentText(form, 'taskLines')).map(({ title }) => title),
		};
	} catch (error) {
		throw nodeError(form.getNode(), error);
	}
}

/** The rows of a saved template, by what they are of, a line each: their ids are `task:design`, or `new:task:1`. */
function rowTexts(form: ILoadOptionsFunctions): Record<'parameter' | 'stage' | 'task', string> {
	const { value } = (form.getCurrentNodeParameter('rows') ?? {}) as { value?: Record<string, unknown> | null };
	const textsOf = (part: string) =>
		Object.entries(value ?? {})
			.filter(([id]) => id.startsWith(`${part}:`) || id.startsWith(`new:${part}:`))
			.map(([, text]) => asText(text) ?? '')
			.join('\n');
	return { parameter: textsOf('parameter'), stage: textsOf('stage'), task: textsOf('task') };
}

function stageNames(form: ILoadOptionsFunctions): string[] {
	return rowsOf<{ name?: unknown }>(form.getCurrentNodeParameter('stages'), 'stage', () => 'Stages').flatMap(
		({ name }) => asText(name) ?? [],
	);
}
