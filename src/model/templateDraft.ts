import { CrmError } from './CrmError';
import { freeNameFromLabel, slugFromName } from './madeNames';
import type { Assignee, ProjectTemplateDraft, TemplateParameter, TemplateStage, TemplateTask } from './projectTemplate';
import { withMergeFields } from './templateLabels';
import type { ParameterLine, TaskLine } from './templateOutline';

/** What else is said of the parameter of that label. */
export type ParameterDetail = { parameter: string } & Partial<Omit<TemplateParameter, 'name' | 'label'>>;

/** What else is said of the task of that title. Other tasks are named by their titles, parameters by their labels. */
export type TaskDetail = { task: string } & Partial<Omit<TemplateTask, 'key' | 'title'>>;

/** A template as a person draws it up: by labels and titles. `kept`: what it was before, where it is changed. */
export interface TemplateParts {
	name: string;
	type?: string;
	parameters: ReadonlyArray<{ line: ParameterLine; kept?: TemplateParameter }>;
	/** None: one, by itself. */
	stages: readonly TemplateStage[];
	tasks: ReadonlyArray<{ line: TaskLine; kept?: TemplateTask }>;
	parameterDetails: readonly ParameterDetail[];
	taskDetails: readonly TaskDetail[];
}

/** The stage of a template for which none was drawn up. */
const ONLY_STAGE: TemplateStage = { name: 'All Tasks' };

/** Merge fields that each project has. */
const RESERVED = ['record', 'task', 'today'];

/**
 * The template, still to be checked: with names made from labels and keys made from titles. What existed keeps its own, whatever
 * it is called now. Throws notFound for details of nothing, and invalidValue for a title that several tasks have.
 */
export function draftOf(parts: TemplateParts): ProjectTemplateDraft {
	const parameters = parametersOf(parts);
	const labelled = [...parameters, ...parts.parameters.flatMap(({ kept }) => kept ?? [])];
	const stages = (parts.stages.length === 0 ? [ONLY_STAGE] : parts.stages).map((stage) => withNames(stage, labelled));
	const { name, type } = parts;
	return { name, ...(type === undefined ? {} : { type }), parameters, stages, tasks: tasksOf(parts, labelled, stages[0]!.name) };
}

function parametersOf({ parameters, parameterDetails }: TemplateParts): TemplateParameter[] {
	const taken = new Set([...RESERVED, ...parameters.flatMap(({ kept }) => kept?.name.toLowerCase() ?? [])]);
	const made = parameters.map(({ line, kept }, index) => {
		const name = kept?.name ?? freeNameFromLabel(line.label, taken, `parameter${index + 1}`);
		taken.add(name.toLowerCase());
		return { ...keptOf(kept, line), ...line, name };
	});
	const detailed = parameterDetails.reduce<TemplateParameter[]>((all, { parameter, ...detail }) => {
		const index = all.findIndex(({ label }) => same(label, parameter));
		if (index < 0)
			throw nothingDetailed(
				'parameter',
				parameter,
				all.map(({ label }) => label),
			);
		return all.with(index, { ...all[index]!, ...detail, required: all[index]!.required || detail.required === true });
	}, made);
	return detailed.map(withFittingDefault);
}

/** A default is written as a text, whatever the kind. One that does not fit is refused by the check of the template. */
function withFittingDefault(parameter: TemplateParameter): TemplateParameter {
	const { kind, default: given } = parameter;
	if (typeof given !== 'string') return parameter;
	if ((kind === 'number' || kind === 'money') && given.trim() !== '' && Number.isFinite(Number(given)))
		return { ...parameter, default: Number(given) };
	if (kind === 'boolean' && /^(true|yes|1)$/i.test(given.trim())) return { ...parameter, default: true };
	if (kind === 'boolean' && /^(false|no|0)$/i.test(given.trim())) return { ...parameter, default: false };
	return parameter;
}

/** A default of another kind would not fit, and choices belong to the line. */
function keptOf(kept: TemplateParameter | undefined, line: ParameterLine): Partial<TemplateParameter> {
	if (kept === undefined) return {};
	const { help, default: usual } = kept;
	return { ...(help === undefined ? {} : { help }), ...(usual === undefined || kept.kind !== line.kind ? {} : { default: usual }) };
}

function tasksOf({ tasks, taskDetails }: TemplateParts, parameters: readonly TemplateParameter[], firstStage: string): TemplateTask[] {
	const taken = new Set(tasks.flatMap(({ kept }) => kept?.key ?? []));
	const made = tasks.map(({ line, kept }): TemplateTask => {
		const key = kept?.key ?? slugFromName(line.title.replace(/\{\{.*?\}\}|\[.*?\]/g, ' '), taken, 'task');
		taken.add(key);
		const saved: Pick<TemplateTask, 'stage'> & Partial<TemplateTask> = kept ?? { stage: firstStage };
		const { after: _, ...before } = saved;
		return { ...before, title: line.title, key, ...(line.after.length === 0 ? {} : { after: line.after }) };
	});
	const detailed = taskDetails.reduce<TemplateTask[]>((all, { task, after = [], ...detail }) => {
		const index = all.findIndex(({ title }) => same(title, task));
		if (index < 0)
			throw nothingDetailed(
				'task',
				task,
				all.map(({ title }) => title),
			);
		const both = [...new Set([...(all[index]!.after ?? []), ...after])];
		return all.with(index, { ...all[index]!, ...detail, ...(both.length === 0 ? {} : { after: both }) });
	}, made);
	const titlesBefore = new Map(
		tasks.flatMap(({ kept }) => (kept === undefined ? [] : [[kept.title.trim().toLowerCase(), kept.key] as const])),
	);
	return detailed.map((task) => withNames(withKeys(task, detailed, titlesBefore), parameters));
}

/**
 * Keys for the titles of other tasks, also for those that they had before. One that is not there stays as it was written: the check
 * of the template names it.
 */
function withKeys(task: TemplateTask, all: readonly TemplateTask[], titlesBefore: ReadonlyMap<string, string>): TemplateTask {
	const keyOf = (reference: string): string => {
		const found = all.filter(({ title }) => same(title, reference));
		if (found.length > 1)
			throw new CrmError(
				'invalidValue',
				`${found.length} tasks are called "${reference}", so it is not clear which one is meant.`,
				'Give each task a title of its own.',
			);
		return found[0]?.key ?? titlesBefore.get(reference.trim().toLowerCase()) ?? reference;
	};
	const { after, deadline } = task;
	return {
		...task,
		...(after === undefined ? {} : { after: [...new Set(after.map(keyOf))] }),
		...(deadline?.afterTask === undefined ? {} : { deadline: { ...deadline, afterTask: keyOf(deadline.afterTask) } }),
	};
}

/** Names for the labels of parameters, also for those that they had before: in merge fields, and of the one that says who does it. */
function withNames<Part extends TemplateStage | TemplateTask>(part: Part, parameters: readonly TemplateParameter[]): Part {
	const nameOf = (reference: string) => parameters.find(({ label }) => same(label, reference))?.name ?? reference;
	const fill = (text: string) => withMergeFields(text, parameters);
	const responsible: Assignee | undefined =
		part.responsible?.kind === 'parameter' ? { kind: 'parameter', parameter: nameOf(part.responsible.parameter) } : part.responsible;
	const texts =
		'title' in part
			? {
					title: fill(part.title),
					...(part.description === undefined ? {} : { description: fill(part.description) }),
					...(part.checklist === undefined ? {} : { checklist: part.checklist.map(fill) }),
				}
			: {};
	return { ...part, ...texts, ...(responsible === undefined ? {} : { responsible }) };
}

function nothingDetailed(what: string, given: string, existing: readonly string[]): CrmError {
	return new CrmError(
		'notFound',
		`There are details of the ${what} "${given}", but the template has no such ${what}.`,
		existing.length === 0 ? `Write the ${what} first.` : `Choose one of: ${existing.join(', ')}; or delete the details.`,
	);
}

function same(a: string, b: string): boolean {
	return a.trim().toLowerCase() === b.trim().toLowerCase();
}
