import type { Output } from '../model/output';
import type { Operation } from './engine/effects/Operation';

/**
 * Every operation that writes, by its name: `<resource>.<operation>` as in CRM. Nodes name one here instead of importing
 * its use case, and so does whatever keeps a step for another moment. Nothing is loaded before it is asked for.
 *
 * `operations['task.create'].load()` gives the use case with its own type of input.
 */
const registered = {
	'activity.complete': { load: async () => (await import('./families/activities/activities')).completeActivities },
	'activity.schedule': { load: async () => (await import('./families/activities/activities')).scheduleActivities },
	'comment.add': { load: async () => (await import('./families/messages/comments')).addComments },
	'document.attach': { load: async () => (await import('./families/documents/documents')).attachDocuments },
	'document.delete': { load: async () => (await import('./families/documents/documents')).deleteDocuments },
	'document.saveFilingRules': { load: async () => (await import('./families/documents/documents')).saveFilingRules },
	'field.delete': { load: async () => (await import('./families/schema/fields')).deleteFields },
	'field.save': { load: async () => (await import('./families/schema/fields')).saveFields },
	'group.addMembers': { load: async () => (await import('./families/people/groups')).addMembers },
	'group.delete': { load: async () => (await import('./families/people/groups')).deleteGroups },
	'group.removeMembers': { load: async () => (await import('./families/people/groups')).removeMembers },
	'group.save': { load: async () => (await import('./families/people/groups')).saveGroups },
	'history.add': { load: async () => (await import('./families/history/history')).addHistory },
	'notification.markRead': { load: async () => (await import('./families/messages/inbox')).markNotificationsRead },
	'notification.notify': { load: async () => (await import('./families/messages/notify')).notifyPeople },
	'notification.notifySupervisor': { load: async () => (await import('./families/messages/notifySupervisors')).notifySupervisors },
	'pipeline.delete': { load: async () => (await import('./families/schema/pipelines')).deletePipelines },
	'pipeline.save': { load: async () => (await import('./families/schema/pipelines')).savePipelines },
	'process.replay': { load: async () => (await import('./families/processes/replay')).replayChanges },
	'process.save': { load: async () => (await import('./families/processes/saveProcesses')).saveProcesses },
	'project.start': { load: async () => (await import('./families/projects/projects')).startProjects },
	'projectTemplate.save': { load: async () => (await import('./families/projects/templates')).saveTemplates },
	'record.assign': { load: async () => (await import('./families/records/assignRecords')).assignRecords },
	'record.changeStage': { load: async () => (await import('./families/records/changeStages')).changeStages },
	'record.create': { load: async () => (await import('./families/records/records')).createRecords },
	'record.delete': { load: async () => (await import('./families/records/records')).deleteRecords },
	'record.merge': { load: async () => (await import('./families/records/mergeRecords')).mergeRecords },
	'record.restore': { load: async () => (await import('./families/records/restoreRecords')).restoreRecords },
	'record.score': { load: async () => (await import('./families/records/scoreRecords')).scoreRecords },
	'record.update': { load: async () => (await import('./families/records/records')).updateRecords },
	'record.upsert': { load: async () => (await import('./families/records/upsertRecords')).upsertRecords },
	'recordType.addReadyType': { load: async () => (await import('./families/schema/readyTypes')).addReadyTypes },
	'recordType.delete': { load: async () => (await import('./families/schema/recordTypes')).deleteRecordTypes },
	'recordType.save': { load: async () => (await import('./families/schema/recordTypes')).saveRecordTypes },
	'role.delete': { load: async () => (await import('./families/people/roles')).deleteRoles },
	'role.save': { load: async () => (await import('./families/people/roles')).saveRoles },
	'stage.delete': { load: async () => (await import('./families/schema/stages')).deleteStages },
	'stage.save': { load: async () => (await import('./families/schema/stages')).saveStages },
	'task.complete': { load: async () => (await import('./families/tasks/completeTasks')).completeTasks },
	'task.create': { load: async () => (await import('./families/tasks/tasks')).createTasks },
	'task.delete': { load: async () => (await import('./families/tasks/deleteTasks')).deleteTasks },
	'task.update': { load: async () => (await import('./families/tasks/updateTasks')).updateTasks },
	'user.create': { load: async () => (await import('./families/people/users')).createUsers },
	'user.update': { load: async () => (await import('./families/people/users')).updateUsers },
};

export type OperationName = keyof typeof registered;

/** What an operation takes. */
export type InputOf<Name extends OperationName> = Inputs[Name];

export interface RegisteredOperation<Input> {
	/** The use case; its module is loaded on first use. */
	load(): Promise<Operation<Input, Output>>;
}

export const operations: { readonly [Name in OperationName]: RegisteredOperation<Inputs[Name]> } = registered;

type Inputs = { [Name in OperationName]: InputIn<Awaited<ReturnType<(typeof registered)[Name]['load']>>> };

type InputIn<Loaded> = Loaded extends { target(input: infer Input): unknown } ? Input : never;
