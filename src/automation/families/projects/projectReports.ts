import { isBlank } from '../../../model/coercion';
import { CrmError, recordNotFound } from '../../../model/CrmError';
import { expectedEnd } from '../../../model/projectForecast';
import type { ProjectPlan } from '../../../model/projectPlan';
import { PROJECT_STATUSES, type Project, type ProjectStatus } from '../../../model/projectTemplate';
import type { RecordRef } from '../../../model/record';
import type { Task } from '../../../model/task';
import { isLate, isOver } from '../../../model/taskRules';
import { Directory } from '../../words/directory/directory';
import type { Output } from '../../../model/output';
import { presentProjects, type ProjectOutput } from '../../words/output/present';
import { recallPlans } from '../../words/following/projectPlan';
import type { Scope } from '../../engine/Scope';
import { sinceWhen } from './sinceWhen';
import { templateOf } from './templates';
import { sameName } from '../../../model/normalForm';

export interface ProjectFilter {
	record?: RecordRef;
	/** Id or name. */
	template?: string;
	statuses?: string[];
	/** At most that many; absent: all. */
	limit?: number;
}

/** One project, or those that match. */
export type ProgressRequest = { project: string } | ProjectFilter;

/** The project, and how far it is. Cancelled tasks do not count. */
export type ProjectProgressOutput = ProjectOutput & {
	/** Name of the template. */
	template: string | null;
	total: number;
	done: number;
	/** Of the total, 0 to 100. */
	percentDone: number;
	late: number;
	/** Stage of the first task that can be worked on. */
	stage: string | null;
	/** ISO 8601, UTC: see `expectedEnd`; of a project that is over, when it ended. */
	expectedEnd: string | null;
	/** What can be worked on: who has it, since when. */
	openTasks: Output[];
	/** What waits for other tasks, and for which. */
	waitingTasks: Output[];
};

/** Newest first. Throws notFound (template), invalidValue (status), unsupported. */
export async function listProjects(scope: Scope, filter: ProjectFilter): Promise<ProjectOutput[]> {
	return await withTemplateNames(scope, await matchingProjects(scope, filter));
}

/** Newest first. Throws notFound, invalidValue (status), unsupported. */
export async function projectProgress(scope: Scope, request: ProgressRequest): Promise<ProjectProgressOutput[]> {
	const projects = 'project' in request ? [await oneProject(scope, request.project)] : await matchingProjects(scope, request);
	const ids = projects.map(({ id }) => id);
	const tasks = Map.groupBy(ids.length === 0 ? [] : await scope.crm.tasks.find({ projectIds: ids }), ({ projectId }) => projectId!);
	const plans = await recallPlans(scope, ids);
	const directory = new Directory(scope);
	const outputs = await withTemplateNames(scope, projects, directory);
	const results: ProjectProgressOutput[] = [];
	for (const [index, project] of projects.entries()) {
		// In the order in which they were made: that of the template.
		const own = (tasks.get(project.id) ?? []).reverse();
		results.push({ ...outputs[index]!, ...(await progressOf(scope, directory, project, own, plans.get(project.id) ?? {})) });
	}
	return results;
}

async function progressOf(scope: Scope, directory: Directory, project: Project, tasks: readonly Task[], plan: ProjectPlan) {
	const now = scope.clock.now();
	const at = now.toISOString();
	const people = await directory.people();
	const counted = tasks.filter(({ status }) => status !== 'cancelled');
	const done = counted.filter(({ status }) => status === 'completed').length;
	const waiting = counted.filter(({ status }) => status === 'waiting');
	const workable = counted.filter(({ status }) => status !== 'waiting' && !isOver(status));
	const byId = new Map(tasks.map((task) => [task.id, task]));
	const line = ({ id, title, status, projectStage, responsibleId, deadline }: Task): Output => ({
		id,
		title,
		stage: projectStage,
		status,
		responsible: people.nameOf(responsibleId),
		responsibleId,
		deadline,
	});
	const openTasks: Output[] = [];
	for (const task of workable)
		openTasks.push({ ...line(task), late: isLate(task, at), since: await sinceWhen(scope, task, plan[task.id], byId) });
	const over = project.status !== 'running';
	return {
		total: counted.length,
		done,
		percentDone: counted.length === 0 ? (over ? 100 : 0) : Math.round((done / counted.length) * 100),
		late: counted.filter((task) => isLate(task, at)).length,
		stage: workable[0]?.projectStage ?? null,
		expectedEnd: over ? project.finishedAt : expectedEnd(tasks, plan, now, await scope.calendarOf(null)),
		openTasks,
		waitingTasks: waiting.map((task) => ({ ...line(task), late: isLate(task, at), waitsFor: predecessors(task, plan, byId).map(line) })),
	};
}

/** Those that are not over. */
function predecessors(task: Task, plan: ProjectPlan, tasks: ReadonlyMap<string, Task>): Task[] {
	return (plan[task.id]?.after ?? []).map((id) => tasks.get(id)).filter((other) => other !== undefined && !isOver(other.status)) as Task[];
}

async function oneProject(scope: Scope, id: string): Promise<Project> {
	const project = await scope.companions.projects.get(id);
	if (project === undefined) throw recordNotFound('project', id);
	return project;
}

async function matchingProjects(scope: Scope, { template, statuses, ...query }: ProjectFilter): Promise<Project[]> {
	const templateId = isBlank(template) ? undefined : templateOf(await scope.ledger.templates.list(), template).id;
	const wanted = (statuses ?? []).map(projectStatus);
	return await scope.companions.projects.find({ ...query, templateId, statuses: wanted.length === 0 ? undefined : wanted });
}

function projectStatus(status: string): ProjectStatus {
	const known = PROJECT_STATUSES.find((other) => sameName(other, status));
	if (known !== undefined) return known;
	throw new CrmError('invalidValue', `"${status}" is no status of a project.`, `Choose from: ${PROJECT_STATUSES.join(', ')}.`);
}

async function withTemplateNames(
	scope: Scope,
	projects: readonly Project[],
	directory = new Directory(scope),
): Promise<Array<ProjectOutput & { template: string | null }>> {
	const names = new Map((await scope.ledger.templates.list()).map(({ id, name }) => [id, name]));
	const outputs = await presentProjects(scope, projects, directory);
	return outputs.map((output, index) => ({ ...output, template: names.get(projects[index]!.templateId) ?? null }));
}
