import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { Scope } from '../../src/automation/engine/Scope';
import { entryOf, pageOf, type ListPage, type ListRequest } from '../../src/automation/words/forms/listPage';
import { eventOf, isEvent } from '../../src/model/triggers';
import { currentText, formType, withScope } from './formContext';
import { ACTORS } from './actors';
import { stagesFor, targetStagesFor } from './stagesFor';

type Lists = typeof import('../../src/automation/words/forms/lists');
type Search = (this: ILoadOptionsFunctions, filter?: string, paginationToken?: string) => Promise<INodeListSearchResult>;

/** The lists of a family come when they are asked for. */
const activityLists = async () => await import('../../src/automation/families/activities/activityLists');
const calendarLists = async () => await import('../../src/automation/families/calendars/calendarLists');
const documentLists = async () => await import('../../src/automation/families/documents/documentLists');
const notificationLists = async () => await import('../../src/automation/families/messages/notificationLists');
const processLists = async () => await import('../../src/automation/families/processes/processLists');
const projectLists = async () => await import('../../src/automation/families/projects/projectLists');
const taskLists = async () => await import('../../src/automation/families/tasks/taskLists');

/** Record types whose records people make. */
export const searchRecordTypes = search(async (lists, scope, request) => await lists.listRecordTypes(scope, request));

/** Tasks, users and projects too; for a change of stage those that have stages. */
export const searchAllRecordTypes = search(async (lists, scope, request, form) => {
	const event = currentText(form, 'event');
	const types = isEvent(event) ? eventOf(event).types : 'all';
	return await lists.listRecordTypes(scope, request, types === 'withStages' ? types : 'all');
});

export const searchPipelines = search(async (lists, scope, request, form) => {
	return await lists.listPipelines(scope, formType(form) || undefined, request);
});

export const searchCustomFields = search(async (lists, scope, request, form) => {
	const type = formType(form);
	return type === '' ? { options: [] } : await lists.listFields(scope, type, request, 'custom');
});

/** Fields that can tell whether a record exists. */
export const searchMatchFields = search(async (lists, scope, request, form) => {
	const type = currentText(form, 'recordType');
	return type === '' ? { options: [] } : await lists.listFields(scope, type, request, 'matchable');
});

export const searchStages = search(stagesFor);

export const searchTargetStages = search(targetStagesFor);

export const searchRecords = searchTitles(async (lists, scope, request, form) => {
	const type = formType(form);
	return type === '' ? { options: [] } : await lists.listRecords(scope, type, request);
});

export const searchSiblingRecords = searchTitles(async (lists, scope, request, form) => {
	const type = currentText(form, '&recordType');
	return type === '' ? { options: [] } : await lists.listRecords(scope, type, request);
});

export const searchDeletedRecords = searchTitles(async (lists, scope, request, form) => {
	const type = currentText(form, 'recordType');
	return type === '' ? { options: [] } : await lists.listDeletedRecords(scope, type, request);
});

export const searchUsers = search(async (lists, scope, request) => await lists.listUsers(scope, request));

/** Who can act: users, and before them the system and those whom the workflow names. */
export const searchActors = search(async (lists, scope, request) => {
	const page = await lists.listUsers(scope, request);
	const named = request.page === undefined ? pageOf(ACTORS, { search: request.search }).options : [];
	return { ...page, options: [...named, ...page.options] };
});

export const searchTasks = searchTitles(async (_, scope, request) => await (await taskLists()).listTasks(scope, undefined, request));

export const searchProjects = searchTitles(async (_, scope, request) => await (await projectLists()).listProjects(scope, request));

export const searchGroups = search(async (lists, scope, request) => await lists.listGroups(scope, request));

export const searchRoles = search(async (lists, scope, request) => await lists.listRoles(scope, request));

/** Records that the field of a condition can link to. */
export const searchConditionRecords = searchTitles(async (_, scope, request, form) => {
	const type = formType(form);
	const { listConditionRecords } = await import('../../src/automation/words/conditions/conditionLists');
	return type === '' ? { options: [] } : await listConditionRecords(scope, type, currentText(form, '&field'), request);
});

export const searchNotifications = searchTitles(
	async (_, scope, request) => await (await notificationLists()).listUnreadNotifications(scope, request),
);

export const searchActivities = search(async (_, scope, request) => await (await activityLists()).listOpenActivities(scope, request));

/** Of the user chosen in the form. */
export const searchAbsences = search(async (_, scope, request, form) => {
	const user = currentText(form, 'user');
	return user === '' ? { options: [] } : await (await calendarLists()).listAbsences(scope, user, request);
});

export const searchDocuments = search(async (_, scope, request) => await (await documentLists()).listDocumentNames(scope, request));

export const searchSections = search(async (_, scope, request) => await (await documentLists()).listSections(scope, request));

export const searchDocumentKinds = search(async (_, scope, request) => await (await documentLists()).listDocumentKinds(scope, request));

export const searchDepartments = search(
	async (_, scope, request) => await (await processLists()).listProcessWords(scope, 'department', request),
);

export const searchProcessCategories = search(
	async (_, scope, request) => await (await processLists()).listProcessWords(scope, 'category', request),
);

export const searchTemplates = search(async (_, scope, request) => await (await projectLists()).listProjectTemplates(scope, request));

export const searchWorkflows = search(async (_, scope, request) => await (await processLists()).listWorkflows(scope, request));

export const searchWorkflowTriggers = search(
	async (_, scope, request) => await (await processLists()).listWorkflowTriggers(scope, request),
);

type Find = (lists: Lists, scope: Scope, request: ListRequest, form: ILoadOptionsFunctions) => Promise<ListPage>;

/** Of records, several of which may have one title. */
function searchTitles(find: Find): Search {
	return search(async (...asked) => {
		const page = await find(...asked);
		return { ...page, options: page.options.map((option) => ({ ...option, name: entryOf(option) })) };
	});
}

function search(find: Find): Search {
	return async function (this: ILoadOptionsFunctions, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> {
		const page = await withScope(this, async (scope) => {
			return await find(await import('../../src/automation/words/forms/lists'), scope, { search: filter, page: paginationToken }, this);
		});
		return {
			results: page.options.map(({ name, value, description }) => ({ name, value, description })),
			paginationToken: page.nextPage,
		};
	};
}
