import type { Comment } from '../../../model/comment';
import type { HistoryEntry } from '../../../model/history';
import type { Notification } from '../../../model/notification';
import type { People } from '../../../model/people';
import type { Project, ProjectTemplate } from '../../../model/projectTemplate';
import type { Task } from '../../../model/task';
import { Directory } from '../directory/directory';
import { outputOf, type Output } from '../../../model/output';
import { localDeadlines } from './localDeadlines';
import type { RecordOutput } from './presentRecords';
import type { Scope } from '../../engine/Scope';
import { readTitles } from './titles';

export { presentRecords, type RecordOutput } from './presentRecords';

/** `record` is the last known state. */
export type DeletedRecordOutput = Output & { deleted: true; type: string; id: string; record: RecordOutput };
/** `task` is the last known state. */
export type DeletedTaskOutput = Output & { deleted: true; type: 'task'; id: string; task: TaskOutput };
export type CommentOutput = Output & { id: string; text: string };
export type TaskOutput = Output & { id: string; title: string; status: Task['status'] };
export type HistoryOutput = Output & { id: string; text: string };
export type NotificationOutput = Output & { id: string; text: string };
export type ProjectOutput = Output & { id: string; name: string; tasks?: TaskOutput[] };
export type TemplateOutput = Output & { id: string; name: string; version: number };

export async function presentTasks(scope: Scope, tasks: readonly Task[], directory = new Directory(scope)): Promise<TaskOutput[]> {
	const people = await directory.people();
	const titles = await readTitles(
		scope.crm,
		directory,
		tasks.map((task) => task.record),
	);
	const local = await localDeadlines(scope, tasks);
	return tasks.map((task, index) => ({
		id: task.id,
		type: 'task',
		title: task.title,
		description: task.description,
		status: task.status,
		...personOutput('responsible', task.responsibleId, people),
		responsibleEmail: people.byId(task.responsibleId)?.email ?? null,
		...personOutput('creator', task.creatorId, people),
		participants: task.participantIds.map((id) => ({ id, name: people.nameOf(id) })),
		observers: task.observerIds.map((id) => ({ id, name: people.nameOf(id) })),
		priority: task.priority,
		deadline: task.deadline,
		deadlineLocal: local[index]!,
		deadlineMovable: task.deadlineMovable,
		plannedStart: task.plannedStart,
		plannedEnd: task.plannedEnd,
		tags: task.tags,
		checklist: task.checklist.map(({ text, done }) => ({ text, done })),
		trackTime: task.trackTime,
		estimateMinutes: task.estimateMinutes,
		resultNeedsApproval: task.resultNeedsApproval,
		parentId: task.parentId,
		record: titles.linkTo(task.record),
		projectId: task.projectId,
		projectStage: task.projectStage,
		origin: task.origin === null ? null : outputOf(task.origin),
		createdAt: task.createdAt,
		completedAt: task.completedAt,
		version: task.version,
	}));
}

export async function presentHistory(
	scope: Scope,
	entries: readonly HistoryEntry[],
	directory = new Directory(scope),
): Promise<HistoryOutput[]> {
	const people = await directory.people();
	const titles = await readTitles(
		scope.crm,
		directory,
		entries.map((entry) => entry.record),
	);
	return entries.map((entry) => ({
		id: entry.id,
		type: entry.type,
		text: entry.text,
		record: titles.linkTo(entry.record),
		...personOutput('user', entry.userId, people),
		at: entry.at,
		origin: entry.origin === null ? null : outputOf(entry.origin),
	}));
}

export async function presentNotifications(
	scope: Scope,
	notifications: readonly Notification[],
	directory = new Directory(scope),
): Promise<NotificationOutput[]> {
	const people = await directory.people();
	const titles = await readTitles(
		scope.crm,
		directory,
		notifications.map((notification) => notification.record),
	);
	return notifications.map((notification) => ({
		id: notification.id,
		text: notification.text,
		...personOutput('recipient', notification.recipientId, people),
		recipientEmail: people.byId(notification.recipientId)?.email ?? null,
		...personOutput('sender', notification.senderId, people),
		record: titles.linkTo(notification.record),
		at: notification.at,
		readAt: notification.readAt,
		origin: notification.origin === null ? null : outputOf(notification.origin),
	}));
}

export async function presentComments(
	scope: Scope,
	comments: readonly Comment[],
	directory = new Directory(scope),
): Promise<CommentOutput[]> {
	const people = await directory.people();
	const titles = await readTitles(
		scope.crm,
		directory,
		comments.map((comment) => comment.record),
	);
	return comments.map((comment) => ({
		id: comment.id,
		text: comment.text,
		record: titles.linkTo(comment.record),
		...personOutput('author', comment.authorId, people),
		mentions: comment.mentionIds.map((id) => ({ id, name: people.nameOf(id) })),
		at: comment.at,
		origin: comment.origin === null ? null : outputOf(comment.origin),
	}));
}

export async function presentProjects(
	scope: Scope,
	projects: readonly Project[],
	directory = new Directory(scope),
): Promise<ProjectOutput[]> {
	const people = await directory.people();
	const titles = await readTitles(
		scope.crm,
		directory,
		projects.map((project) => project.record),
	);
	return projects.map((project) => ({
		id: project.id,
		type: 'project',
		name: project.name,
		status: project.status,
		templateId: project.templateId,
		templateVersion: project.templateVersion,
		record: titles.linkTo(project.record),
		parameters: outputOf(project.parameters),
		startedAt: project.startedAt,
		finishedAt: project.finishedAt,
		...personOutput('startedBy', project.startedBy, people),
		version: project.version,
	}));
}

/** The whole template, so that it can be edited and saved again. */
export function presentTemplate(template: ProjectTemplate): TemplateOutput {
	const { id, name, type, version, savedAt, parameters, stages, tasks } = template;
	return { ...outputOf({ id, name, type, version, savedAt, parameters, stages, tasks }), id, name, version };
}

/** `{responsible: name, responsibleId: id}` */
function personOutput(role: string, id: string | null, people: People): Output {
	return { [role]: people.nameOf(id), [`${role}Id`]: id };
}
