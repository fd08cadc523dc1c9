import { CrmError } from './CrmError';
import { mergeFieldsIn } from './mergeFields';
import { parameterProblem } from './parameterValues';
import type { Assignee, ProjectTemplateDraft, TemplateParameter, TemplateTask } from './projectTemplate';
import { readTemplateShape } from './templateShape';
import { sameName } from './normalForm';
import { partName } from './templateWords';

/**
 * Checks a template that a person or a file gave. `id`, `version`, `savedAt` and `reason` of a saved template are left out, so
 * that a template that was read can be edited and saved again; any other unknown part is a problem. Every problem is
 * in the one error. Throws invalidValue.
 */
export function checkTemplate(value: unknown): ProjectTemplateDraft {
	const shape = readTemplateShape(withoutStamp(value));
	if ('problems' in shape) throw refusal(value, shape.problems);
	const problems = ruleProblems(shape.draft);
	if (problems.length > 0) throw refusal(value, problems);
	return shape.draft;
}

function withoutStamp(value: unknown): unknown {
	if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
	return Object.fromEntries(Object.entries(value).filter(([name]) => !STAMP.has(name)));
}

const STAMP: ReadonlySet<string> = new Set(['id', 'version', 'savedAt', 'reason']);

function refusal(value: unknown, problems: readonly string[]): CrmError {
	const name = value !== null && typeof value === 'object' && 'name' in value && typeof value.name === 'string' ? ` "${value.name}"` : '';
	const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
	return new CrmError(
		'invalidValue',
		`The project template${name} has ${count}: ${problems.join('; ')}.`,
		'Correct the template and save it again.',
	);
}

function ruleProblems(draft: ProjectTemplateDraft): string[] {
	const { parameters, stages, tasks } = draft;
	return [
		...repeated(
			parameters.map(({ name }) => name),
			(index) => parameterName(draft, index),
			'the name',
		),
		...parameters.flatMap((parameter, index) => problemsOfParameter(parameter, parameterName(draft, index))),
		...repeated(
			stages.map(({ name }) => name),
			(index) => partName('Stage', index, stages[index]!.name),
			'the name',
		),
		...repeated(
			tasks.map(({ key }) => key),
			(index) => partName('Task', index, tasks[index]!.title),
			'the key',
		),
		...stages.flatMap(({ name, responsible }, index) => assigneeProblems(responsible, partName('Stage', index, name), draft)),
		...tasks.flatMap((task, index) => taskProblems(task, partName('Task', index, task.title), draft)),
		...circle(tasks),
	];
}

function parameterName({ parameters }: ProjectTemplateDraft, index: number): string {
	return partName('Parameter', index, parameters[index]!.label);
}

function problemsOfParameter(parameter: TemplateParameter, label: string): string[] {
	const { name, kind, choices, target } = parameter;
	const problems: string[] = [];
	if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name))
		problems.push(`the name "${name}" is not allowed: a name is a letter, then letters, digits and underscores`);
	if (kind === 'choice' && (choices === undefined || choices.length === 0)) problems.push('it has no choices');
	if (kind !== 'choice' && choices !== undefined) problems.push(`it has choices but is of the kind ${kind}`);
	problems.push(...repeatedChoices(choices ?? []));
	if (kind === 'record' && target === undefined) problems.push('it has no record type');
	if (kind !== 'record' && target !== undefined) problems.push(`it has a record type but is of the kind ${kind}`);
	const bad = parameter.default === undefined ? undefined : parameterProblem(parameter, parameter.default);
	if (bad !== undefined) problems.push(`the default does not fit: ${bad}`);
	return problems.map((problem) => `${label}: ${problem}`);
}

function repeatedChoices(choices: readonly string[]): string[] {
	const again = choices.filter((choice, index) => sameBefore(choices, choice, index));
	return again.map((choice) => `the choice "${choice}" is there twice`);
}

function taskProblems(task: TemplateTask, label: string, draft: ProjectTemplateDraft): string[] {
	const problems: string[] = [];
	if (!draft.stages.some((stage) => stage.name === task.stage))
		problems.push(`the stage "${task.stage}" does not exist (stages: ${draft.stages.map((stage) => stage.name).join(', ')})`);
	const known = new Set(draft.tasks.map((other) => other.key));
	const titles = `(tasks: ${draft.tasks.map(({ title }) => title).join(', ')})`;
	for (const key of task.after ?? []) if (!known.has(key)) problems.push(`it comes after "${key}", which is no task ${titles}`);
	const afterTask = task.deadline?.afterTask;
	if (afterTask !== undefined && !known.has(afterTask))
		problems.push(`its deadline counts from "${afterTask}", which is no task ${titles}`);
	for (const text of [task.title, task.description ?? '', ...(task.checklist ?? [])]) problems.push(...mergeFieldProblems(text, draft));
	return [...assigneeProblems(task.responsible, label, draft), ...problems.map((problem) => `${label}: ${problem}`)];
}

function mergeFieldProblems(text: string, { parameters }: ProjectTemplateDraft): string[] {
	return mergeFieldsIn(text)
		.filter((name) => !OF_ANY_PROJECT.test(name) && !parameters.some((parameter) => parameter.name === name))
		.map((name) => `it uses {{${name}}}, which is neither a parameter nor {{record.<field>}}`);
}

/** A field of the record of the project, or of a record which that one links to; the day. */
const OF_ANY_PROJECT = /^(?:record(?:\.[A-Za-z][A-Za-z0-9]*){1,2}|today)$/;

function assigneeProblems(assignee: Assignee | undefined, label: string, { parameters }: ProjectTemplateDraft): string[] {
	if (assignee?.kind !== 'parameter') return [];
	const parameter = parameters.find((other) => other.name === assignee.parameter);
	const who = `${label}: it is for whoever the parameter "${parameter?.label ?? assignee.parameter}" names`;
	if (parameter === undefined) return [`${who}, but there is no such parameter`];
	if (parameter.kind !== 'user') return [`${who}, but that is of the kind ${parameter.kind}, not user`];
	// Without a value nobody would have the task.
	return parameter.required || parameter.default !== undefined ? [] : [`${who}, which must then be required`];
}

/** `named`: the part at an index; `what` of it is repeated. */
function repeated(names: readonly string[], named: (index: number) => string, what: string): string[] {
	return names.flatMap((name, index) =>
		sameBefore(names, name, index) ? [`${named(index)}: ${what} "${name}" is that of another already`] : [],
	);
}

function sameBefore(names: readonly string[], name: string, index: number): boolean {
	return names.slice(0, index).some((other) => sameName(other, name));
}

/** Tasks that wait for each other, or whose deadline counts from one that comes later, would never begin. */
function circle(tasks: readonly TemplateTask[]): string[] {
	const byKey = new Map(tasks.map((task) => [task.key, task]));
	const done = new Set<string>();
	const visit = (key: string, path: readonly string[]): string[] | undefined => {
		if (path.includes(key)) return [...path.slice(path.indexOf(key)), key];
		const task = byKey.get(key);
		if (task === undefined || done.has(key)) return undefined;
		const earlier = [...(task.after ?? []), ...(task.deadline?.afterTask === undefined ? [] : [task.deadline.afterTask])];
		for (const other of earlier) {
			const found = visit(other, [...path, key]);
			if (found) return found;
		}
		done.add(key);
		return undefined;
	};
	for (const task of tasks) {
		const found = visit(task.key, []);
		if (found) return [`tasks wait for each other in a circle: ${found.map((key) => `"${byKey.get(key)!.title}"`).join(' → ')}`];
	}
	return [];
}
