import { fillMergeFields } from '../../../model/mergeFields';
import { deadlineMoment } from '../../../model/deadline';
import type { PlannedTask, ProjectPlan } from '../../../model/projectPlan';
import type { Project, ProjectTemplate, TemplateTask } from '../../../model/projectTemplate';
import { refKey, titleOf, type CrmRecord, type RecordRef } from '../../../model/record';
import type { TaskDraft } from '../../../model/task';
import type { WorkingCalendar } from '../../../model/workingCalendar';
import type { WriteContext } from '../../../model/write';
import { Assignments } from '../../words/assignment/Assignments';
import { countingOf } from '../../words/calendars/countingOf';
import { Directory } from '../../words/directory/directory';
import type { Operation } from '../../engine/effects/Operation';
import { readMergeValues } from '../../words/output/mergeValues';
import { presentProjects, presentTasks, type ProjectOutput } from '../../words/output/present';
import { resolveParameters, type StartParameters } from './projectParameters';
import { rememberPlans } from '../../words/following/projectPlan';
import { recordsByRef } from '../../words/reading/readRecords';
import type { Scope } from '../../engine/Scope';
import { originAt } from '../../engine/effects/origin';
import { templateOf } from './templates';
import type { StartProjectInput } from './inputs';

/**
 * Makes the project, all its tasks and an entry in the record's history, or nothing: of all inputs. A few statements
 * whatever the number of projects and tasks. Throws notFound, missingValue, invalidValue.
 */
export const startProjects: Operation<StartProjectInput, ProjectOutput> = {
	name: 'project.start',
	writes: 'crm',
	target: ({ template, record, name }) => [template, record ?? null, name ?? null],
	async perform(scope, inputs, write) {
		const store = scope.companions.projects;
		const directory = new Directory(scope);
		const starts = await prepare(scope, directory, inputs);
		const drafts = await tasksOf(scope, directory, starts, write);
		const startedBy = write.actor ?? null;
		const projects = await store.create(
			starts.map(({ name, template, record, parameters }) => ({
				name,
				templateId: template.id,
				templateVersion: template.version,
				record: record ? refOf(record) : null,
				parameters: parameters.values,
				startedBy,
			})),
			write,
		);
		const owned = drafts.flatMap((tasks, index) => tasks.map((task) => ({ ...task, projectId: projects[index]!.id })));
		const tasks = await scope.crm.tasks.create(owned, write);
		const perProject = splitLike(drafts, tasks);
		await rememberPlans(
			scope,
			new Map(
				projects.map((project, index) => [
					project.id,
					planOf(
						starts[index]!.template,
						perProject[index]!.map((task) => task.id),
					),
				]),
			),
		);
		await addHistoryOf(scope, starts, projects, write);
		const [projectOutputs, taskOutputs] = [
			await presentProjects(scope, projects, directory),
			splitLike(drafts, await presentTasks(scope, tasks, directory)),
		];
		return projectOutputs.map((output, index) => ({ ...output, template: starts[index]!.template.name, tasks: taskOutputs[index]! }));
	},
};

/** One project about to start. */
interface Start {
	name: string;
	template: ProjectTemplate;
	record: CrmRecord | undefined;
	parameters: StartParameters;
	/** By merge field. */
	mergeValues: ReadonlyMap<string, string>;
}

async function prepare(scope: Scope, directory: Directory, inputs: readonly StartProjectInput[]): Promise<Start[]> {
	const templates = await scope.ledger.templates.list();
	const records = await recordsByRef(
		scope.crm,
		inputs.flatMap(({ record }) => (record === undefined ? [] : [record])),
	);
	directory.rememberTitles(records.values());
	const chosen = inputs.map((input) => templateOf(templates, input.template));
	const mergeValues = await readMergeValues(scope, directory, [...records.values()], [...new Set(chosen)].flatMap(textsOf));
	const parameters = await resolveParameters(
		scope,
		directory,
		inputs.map((input, index) => ({ template: chosen[index]!, given: input.parameters })),
	);
	const starts: Start[] = [];
	for (const [index, input] of inputs.entries()) {
		const template = chosen[index]!;
		const record = input.record === undefined ? undefined : records.get(refKey(input.record))!;
		const own = parameters[index]!;
		const name = input.name?.trim() || (record ? `${template.name}: ${titleOf(record)}` : template.name);
		starts.push({ name, template, record, parameters: own, mergeValues: new Map([...mergeValues.of({ record }), ...own.shown]) });
	}
	return starts;
}

function textsOf({ tasks }: ProjectTemplate): string[] {
	return tasks.flatMap(({ title, description = '', checklist = [] }) => [title, description, ...checklist]);
}

async function tasksOf(scope: Scope, directory: Directory, starts: readonly Start[], write: WriteContext): Promise<TaskDraft[][]> {
	const assignments = new Assignments(scope, directory);
	// Projects of one call start at the same moment: the same deadline in a template is the same moment for the same person.
	const deadlines = new Map<string, string | null>();
	const all: TaskDraft[][] = [];
	for (const start of starts) {
		const drafts: TaskDraft[] = [];
		for (const task of start.template.tasks) {
			const label = `task "${task.key}" of project template "${start.template.name}"`;
			const assignee = task.responsible ?? start.template.stages.find((stage) => stage.name === task.stage)?.responsible;
			const responsibleId = await assignments.choose(assignee, {
				label,
				record: start.record,
				parameters: start.parameters.values,
				starter: write.actor,
			});
			const due = `${responsibleId} ${JSON.stringify(task.deadline ?? null)}`;
			if (!deadlines.has(due)) deadlines.set(due, deadlineOf(task, scope, await scope.calendarOf(responsibleId), label));
			drafts.push({
				...contentOf(task, start, label),
				responsibleId,
				creatorId: write.actor ?? null,
				deadline: deadlines.get(due) ?? null,
				origin: originAt(write, start.record),
			});
		}
		all.push(drafts);
	}
	return all;
}

function contentOf(
	task: TemplateTask,
	{ mergeValues, parameters, template, record }: Start,
	label: string,
): Omit<TaskDraft, 'responsibleId'> {
	const fill = (text: string, part: string) => fillMergeFields(text, mergeValues, `the ${part} of ${label}`);
	const facts = template.parameters.flatMap(({ name, label }) =>
		parameters.values[name] === null ? [] : [`${label}: ${mergeValues.get(name) ?? ''}`],
	);
	return {
		title: fill(task.title, 'title'),
		description: [fill(task.description ?? '', 'description'), facts.join('\n')].filter((part) => part !== '').join('\n\n'),
		status: (task.after ?? []).length > 0 ? 'waiting' : 'open',
		priority: task.priority,
		checklist: (task.checklist ?? []).map((text) => ({ text: fill(text, 'checklist'), done: false })),
		record: record ? refOf(record) : null,
		projectStage: task.stage,
	};
}

/** A deadline that counts from the end of another task is set when that one is done: see projectProgress. */
function deadlineOf({ deadline }: TemplateTask, scope: Scope, calendar: WorkingCalendar, label: string): string | null {
	if (deadline === undefined || deadline.afterTask !== undefined) return null;
	const { amount, unit, workingTime } = deadline;
	return deadlineMoment({ kind: 'relative', amount, unit, workingTime }, countingOf(scope, calendar), `Deadline of ${label}`).toISOString();
}

/** `ids`: of the tasks made from the template's, in its order. */
function planOf(template: ProjectTemplate, ids: readonly string[]): ProjectPlan {
	const idOf = new Map(template.tasks.map((task, index) => [task.key, ids[index]!]));
	const plan: ProjectPlan = {};
	for (const { key, after = [], deadline } of template.tasks) {
		const planned: PlannedTask = { after: after.map((other) => idOf.get(other)!) };
		if (deadline?.afterTask !== undefined) {
			const { amount, unit, workingTime, afterTask } = deadline;
			planned.deadline = { amount, unit, workingTime, afterTask: idOf.get(afterTask)! };
		}
		if (planned.after.length > 0 || planned.deadline !== undefined) plan[idOf.get(key)!] = planned;
	}
	return plan;
}

async function addHistoryOf(scope: Scope, starts: readonly Start[], projects: readonly Project[], write: WriteContext): Promise<void> {
	const entries = starts.flatMap(({ record, template, name }, index) =>
		record === undefined
			? []
			: [
					{
						record: refOf(record),
						text: `Project "${name}" (${projects[index]!.id}) was started from template "${template.name}", version ${template.version}, with ${template.tasks.length} tasks.`,
					},
				],
	);
	if (entries.length > 0) await scope.crm.history.create(entries, write);
}

function splitLike<Item>(groups: ReadonlyArray<readonly unknown[]>, items: readonly Item[]): Item[][] {
	let label = 0;
	return groups.map((group) => items.slice(label, (label += group.length)));
}

function refOf({ type, id }: CrmRecord): RecordRef {
	return { type, id };
}
