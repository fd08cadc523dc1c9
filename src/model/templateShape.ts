import { z } from 'zod/v4';
import { quoted } from './CrmError';
import { PARAMETER_KINDS, type ProjectTemplateDraft } from './projectTemplate';
import { TASK_PRIORITIES } from './task';
import { partName, titleIn, type TemplatePart } from './templateWords';
import { TIME_UNITS } from './workingTime';

const text = z.string().trim().min(1, 'must not be empty');

const assignee = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('recordResponsible') }),
	z.strictObject({ kind: z.literal('supervisor') }),
	z.strictObject({ kind: z.literal('user'), user: text }),
	z.strictObject({ kind: z.literal('role'), role: text }),
	z.strictObject({ kind: z.literal('group'), group: text }),
	z.strictObject({ kind: z.literal('parameter'), parameter: text }),
]);

const parameter = z.strictObject({
	name: text,
	label: text,
	kind: z.enum(PARAMETER_KINDS),
	required: z.boolean(),
	choices: z.array(text).optional(),
	default: z.union([z.string(), z.number(), z.boolean()]).optional(),
	target: text.optional(),
	help: z.string().optional(),
});

const deadline = z.strictObject({
	amount: z.number().min(0, 'must not be negative'),
	unit: z.enum(TIME_UNITS),
	workingTime: z.boolean().optional(),
	afterTask: text.optional(),
});

const task = z.strictObject({
	key: text,
	title: text,
	description: z.string().optional(),
	stage: text,
	responsible: assignee.optional(),
	deadline: deadline.optional(),
	after: z.array(text).optional(),
	checklist: z.array(text).optional(),
	priority: z.enum(TASK_PRIORITIES).optional(),
});

const template: z.ZodType<ProjectTemplateDraft> = z.strictObject({
	name: text,
	type: z.string().optional(),
	parameters: z.array(parameter),
	stages: z.array(z.strictObject({ name: text, responsible: assignee.optional() })).min(1, 'at least one stage is needed'),
	tasks: z.array(task).min(1, 'at least one task is needed'),
});

/** The template, or what is wrong with its form: a sentence each, beginning with what it is about: `Task 2 (Design), stage`. */
export function readTemplateShape(value: unknown): { draft: ProjectTemplateDraft } | { problems: string[] } {
	const result = template.safeParse(value, { error: problemOf });
	if (result.success) return { draft: result.data };
	return { problems: result.error.issues.map((issue) => `${placeOf(issue.path, value)}: ${issue.message}`) };
}

/** What is wrong with one part, in the words of somebody who writes a template; what the shape itself says goes first. */
function problemOf(issue: z.core.$ZodRawIssue): string | undefined {
	if (issue.input === undefined || issue.input === null) return 'is missing';
	switch (issue.code) {
		case 'invalid_type':
			return `must be ${KINDS[issue.expected] ?? issue.expected}, and is ${quoted(issue.input)}`;
		case 'invalid_value':
			return `must be one of ${issue.values.map(String).join(', ')}, and is ${quoted(issue.input)}`;
		case 'unrecognized_keys':
			return `has parts that nobody knows: ${issue.keys.join(', ')}`;
		case 'invalid_union':
			return `has a kind that nobody knows: ${quoted(issue.input)}`;
		default:
			return undefined;
	}
}

const KINDS: Partial<Record<string, string>> = {
	string: 'a text',
	number: 'a number',
	boolean: 'true or false',
	array: 'a list',
	object: 'an object',
};

/** `Task 2 (Design), deadline, time`; positions count from 1, as people do. */
function placeOf([list, index, ...within]: ReadonlyArray<PropertyKey>, value: unknown): string {
	if (list === undefined) return 'The template';
	const part = PARTS[String(list)];
	if (part === undefined || typeof index !== 'number') return wordFor(list);
	const owner = (value as Record<string, unknown[]>)[String(list)]?.[index];
	return [partName(part, index, titleIn(part, owner)), ...within.map(wordFor)].join(', ');
}

const PARTS: Partial<Record<string, TemplatePart>> = { parameters: 'Parameter', stages: 'Stage', tasks: 'Task' };

function wordFor(part: PropertyKey): string {
	return typeof part === 'number' ? `number ${part + 1}` : (WORDS[String(part)] ?? String(part));
}

/** Where the name of a part is not what people call it. */
const WORDS: Partial<Record<string, string>> = {
	name: 'name',
	target: 'record type',
	after: 'after tasks',
	afterTask: 'after task',
	amount: 'time',
	workingTime: 'working time only',
};
