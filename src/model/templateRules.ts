import { CrmError } from './CrmError';
import { mergeFieldsIn } from './mergeFields';
import { parameterProblem } from './parameterValues';
import type { Assignee, ProjectTemplateDraft, TemplateParameter, TemplateTask } from './projectTemplate';
import { readTemplateShape } from './templateShape';

/**
 * Checks a template that a person or a file gave. `id`, `version` and `savedAt` of a saved template are left out, so
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

const STAMP: ReadonlySet<string> = new Set(['id', 'version', 'savedAt']);

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
	return [
		...parameterProblems(draft.parameters),
		...repeated(
			draft.stages.map((stage) => stage.name),
			'stage',
		),
		...repeated(
			draft.tasks.map((task) => task.key),
			'task',
		),
		...draft.stages.flatMap((stage) => assigneeProblems(stage.responsible, `stage "${stage.name}"`, draft.parameters)),
		...draft.tasks.flatMap((task) => taskProblems(task, draft)),
		...circle(draft.tasks),
	];
}

function parameterProblems(parameters: readonly TemplateParameter[]): string[] {
	return [
		...repeated(
			parameters.map((parameter) => parameter.name),
			'parameter',
		),
		...parameters.flatMap(problemsOfParameter),
	];
}

function problemsOfParameter(parameter: TemplateParameter): string[] {
	const { name, kind, choices, target } = parameter;
	const label = `parameter "${name}"`;
	const problems: string[] = [];
	if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) problems.push(`${label}: a name is a letter, then letters, digits and underscores`);
	if (kind === 'choice' && (choices === undefined || choices.length === 0)) problems.push(`${label} is a choice and needs \`choices\``);
	if (kind !== 'choice' && choices !== undefined) problems.push(`${label} has \`choices\` but is of kind ${kind}`);
	problems.push(...repeated(choices ?? [], `choice of ${label}`));
	if (kind === 'record' && target === undefined) problems.push(`${label} is a record and needs \`target\`, the record type`);
	if (kind !== 'record' && target !== undefined) problems.push(`${label} has \`target\` but is of kind ${kind}`);
	const bad = parameter.default === undefined ? undefined : parameterProblem(parameter, parameter.default);
	if (bad !== undefined) problems.push(`${label}, default: ${bad}`);
	return problems;
}

function taskProblems(task: TemplateTask, draft: ProjectTemplateDraft): string[] {
	const label = `task "${task.key}"`;
	const problems = assigneeProblems(task.responsible, label, draft.parameters);
	if (!draft.stages.some((stage) => stage.name === task.stage)) {
		problems.push(`${label}: stage "${task.stage}" does not exist (stages: ${draft.stages.map((stage) => stage.name).join(', ')})`);
	}
	const keys = new Set(draft.tasks.map((other) => other.key));
	for (const key of task.after ?? []) if (!keys.has(key)) problems.push(`${label} comes after task "${key}", which does not exist`);
	const afterTask = task.deadline?.afterTask;
	if (afterTask !== undefined && !keys.has(afterTask))
		problems.push(`the deadline of ${label} counts from task "${afterTask}", which does not exist`);
	for (const text of [task.title, task.description ?? '', ...(task.checklist ?? [])])
		problems.push(...mergeFieldProblems(text, label, draft.parameters));
	return problems;
}

function mergeFieldProblems(text: string, label: string, parameters: readonly TemplateParameter[]): string[] {
	return mergeFieldsIn(text)
		.filter((name) => !OF_ANY_PROJECT.test(name) && !parameters.some((parameter) => parameter.name === name))
		.map((name) => `${label} uses {{${name}}}, which is neither a parameter nor {{record.<field>}}`);
}

/** A field of the record of the project, or of a record which that one links to; the day. */
const OF_ANY_PROJECT = /^(?:record(?:\.[A-Za-z][A-Za-z0-9]*){1,2}|today)$/;

function assigneeProblems(assignee: Assignee | undefined, label: string, parameters: readonly TemplateParameter[]): string[] {
	if (assignee?.kind !== 'parameter') return [];
	const parameter = parameters.find((other) => other.name === assignee.parameter);
	if (parameter === undefined) return [`${label} is for parameter "${assignee.parameter}", which does not exist`];
	if (parameter.kind !== 'user') return [`${label} is for parameter "${assignee.parameter}", which is of kind ${parameter.kind}, not user`];
	// Without a value nobody would have the task.
	return parameter.required || parameter.default !== undefined
		? []
		: [`${label} is for parameter "${assignee.parameter}", which must then be required`];
}

function repeated(names: readonly string[], what: string): string[] {
	const seen = new Map<string, number>();
	for (const name of names) seen.set(name.toLowerCase(), (seen.get(name.toLowerCase()) ?? 0) + 1);
	return [...new Set(names.map((name) => name.toLowerCase()))]
		.filter((name) => seen.get(name)! > 1)
		.map((name) => `${what} "${names.find((other) => other.toLowerCase() === name)!}" is there ${seen.get(name)!} times`);
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
		if (found) return [`tasks wait for each other in a circle: ${found.map((key) => `"${key}"`).join(' → ')}`];
	}
	return [];
}
