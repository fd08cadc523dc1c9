import type { ProjectTemplate, TemplateStage, TemplateTask } from '../../../model/projectTemplate';
import type { TemplateParts } from '../../../model/templateDraft';
import { withLabels } from '../../../model/templateLabels';
import { parameterLine, readParameterLines, readTaskLines, taskLine } from '../../../model/templateOutline';
import type { FormField } from '../../words/forms/describeForm';
import type { Scope } from '../../engine/Scope';
import { findTemplate } from './templates';

/** How many rows for new parts a form has. */
const NEW_ROWS = 5;

/** A saved template as a form: a row for each of its parts, and some for new ones. Throws notFound. */
export async function templateRows(scope: Scope, reference: string): Promise<FormField[]> {
	const template = withLabels(await findTemplate(scope, reference));
	const { parameters, stages, tasks } = template;
	const titles = titlesByKey(template);
	return [
		row('type', 'Template Type', template.type),
		...parameters.map((parameter, index) => row(idOf('parameter', parameter.name), `Parameter ${index + 1}`, parameterLine(parameter))),
		...newRows('parameter', 'New Parameter'),
		...stages.map(({ name }, index) => row(idOf('stage', name), `Stage ${index + 1}`, name)),
		...newRows('stage', 'New Stage'),
		...tasks.map((task, index) => row(idOf('task', task.key), `Task ${index + 1}`, taskLine(lineOf(task, titles)))),
		...newRows('task', 'New Task'),
	];
}

/** What a template consists of, without the details. */
export type DrawnParts = Omit<TemplateParts, 'parameterDetails' | 'taskDetails'>;

/** Whether a row is for something that is not there yet. */
export function isNewRow(id: string): boolean {
	return id.startsWith('new:');
}

/**
 * The parts of a template after its rows were changed. `rows`: by id, those that the form showed; an empty one is taken out. What
 * was saved since, and the form did not show, stays.
 */
export function changedParts(saved: ProjectTemplate, rows: ReadonlyMap<string, string>): DrawnParts {
	const template = withLabels(saved);
	const titles = titlesByKey(template);
	const renamed = new Map(template.stages.map(({ name }) => [name, textOf(rows, 'stage', name, name)]));
	const stages = [
		...template.stages.flatMap((stage): TemplateStage[] => {
			const name = renamed.get(stage.name)!;
			return name === '' ? [] : [{ ...stage, name }];
		}),
		...newTexts(rows, 'stage').map((name) => ({ name })),
	];
	const parameters = template.parameters.flatMap((kept, index) =>
		readParameterLines(textOf(rows, 'parameter', kept.name, parameterLine(kept)), index).map((line) => ({ line, kept })),
	);
	const tasks = template.tasks.flatMap((kept, index) =>
		readTaskLines(textOf(rows, 'task', kept.key, taskLine(lineOf(kept, titles))), index).map((line) => ({
			line,
			kept: atStage(kept, renamed, stages),
		})),
	);
	const added = (part: string) => newTexts(rows, part).join('\n');
	const type = rows.has('type') ? rows.get('type') : template.type;
	return {
		name: template.name,
		...(type ? { type } : {}),
		parameters: [...parameters, ...readParameterLines(added('parameter'), parameters.length).map((line) => ({ line }))],
		stages,
		tasks: [...tasks, ...readTaskLines(added('task'), tasks.length).map((line) => ({ line }))],
	};
}

/** Where its stage was taken out, the task goes to the first one. */
function atStage(task: TemplateTask, renamed: ReadonlyMap<string, string>, stages: readonly TemplateStage[]): TemplateTask {
	return { ...task, stage: renamed.get(task.stage) || (stages[0]?.name ?? task.stage) };
}

function lineOf({ title, after = [] }: TemplateTask, titles: ReadonlyMap<string, string>) {
	return { title, after: after.map((key) => titles.get(key) ?? key) };
}

function titlesByKey({ tasks }: ProjectTemplate): Map<string, string> {
	return new Map(tasks.map(({ key, title }) => [key, title]));
}

function textOf(rows: ReadonlyMap<string, string>, part: string, name: string, before: string): string {
	return (rows.get(idOf(part, name)) ?? before).trim();
}

function newTexts(rows: ReadonlyMap<string, string>, part: string): string[] {
	return [...rows].filter(([id, text]) => id.startsWith(`new:${part}:`) && text.trim() !== '').map(([, text]) => text.trim());
}

function idOf(part: string, name: string): string {
	return `${part}:${name}`;
}

function newRows(part: string, label: string): FormField[] {
	return Array.from({ length: NEW_ROWS }, (_, index) => row(`new:${part}:${index + 1}`, index === 0 ? label : `${label} (${index + 1})`));
}

function row(id: string, label: string, text?: string): FormField {
	return { id, label, required: false, kind: 'string', ...(text === undefined ? {} : { default: text }) };
}
