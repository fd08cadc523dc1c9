import { shorten } from '../../../model/CrmError';
import { DOCUMENT_KINDS } from '../../../model/document';
import { DEFAULT_SECTION } from '../../../model/filingRules';
import { HISTORY_TYPES } from '../../../model/history';
import type { Condition } from '../../../model/query';
import { refKey, titleOf, type CrmRecord, type RecordRef } from '../../../model/record';
import type { Pipeline, Stage } from '../../../model/recordType';
import { OPEN_TASK_STATUSES } from '../../../model/task';
import { activitiesOf } from '../../families/activities/activities';
import { Directory } from '../directory/directory';
import { documentsOf } from '../../families/documents/documents';
import { processWords } from '../../families/processes/processList';
import { readable } from '../../families/processes/readable';
import { listTriggers, triggerKey } from '../../families/processes/triggers';
import type { Scope } from '../../engine/Scope';
import { matchingTemplates } from '../../families/projects/templates';

/** What a list on the canvas asks for. */
export interface ListRequest {
	/** Part of the name, upper and lower case alike. */
	search?: string;
	/** `nextPage` of the page before. */
	page?: string;
	/** Most entries of a page; default 50. */
	size?: number;
}

export interface ListEntry {
	name: string;
	value: string;
	description?: string;
}

export interface ListPage {
	entries: ListEntry[];
	/** Absent on the last page. */
	nextPage?: string;
}

const PAGE_SIZE = 50;

/** Types whose records people make; or all. */
export async function listRecordTypes(
	scope: Scope,
	request: ListRequest,
	which: 'editable' | 'all' | 'withStages' = 'editable',
): Promise<ListPage> {
	const types = [];
	for (const type of await scope.crm.recordTypes()) {
		const listed = which === 'all' || (which === 'editable' ? type.editable : (await scope.crm.describe(type.name)).pipelines.length > 0);
		if (listed) types.push(type);
	}
	return pageOf(
		types.map(({ name, label }) => ({ name: label, value: name })),
		request,
	);
}

/** Of one type, or of all. */
export async function listPipelines(scope: Scope, type: string | undefined, request: ListRequest): Promise<ListPage> {
	const types = type === undefined ? (await scope.crm.recordTypes()).map(({ name }) => name) : [type];
	const entries: ListEntry[] = [];
	for (const name of types) {
		const { pipelines, pluralLabel } = await scope.crm.describe(name);
		entries.push(...pipelines.map((pipeline) => ({ name: pipeline.name, value: pipeline.id, description: pluralLabel })));
	}
	return pageOf(entries, request);
}

/** Of one pipeline (id or name), or of all of the type: then the pipeline's name goes before the stage's. */
export async function listStages(scope: Scope, type: string, request: ListRequest, pipeline?: string): Promise<ListPage> {
	const { pipelines } = await scope.crm.describe(type);
	const chosen = pipeline === undefined ? pipelines : pipelines.filter(({ id, name }) => id === pipeline || name === pipeline);
	return pageOf(stageEntries(chosen), request);
}

/** In the order of their pipelines; a description only where the name does not say it. */
export function stageEntries(pipelines: readonly Pipeline[]): ListEntry[] {
	return pipelines.flatMap((pipeline) =>
		pipeline.stages.map((stage) => ({
			name: pipelines.length > 1 ? `${pipeline.name}: ${stage.name}` : stage.name,
			value: stage.id,
			description: descriptionOf(stage),
		})),
	);
}

function descriptionOf({ name, kind }: Stage): string | undefined {
	return kind === 'open' || name.toLowerCase() === kind ? undefined : STAGE_KINDS[kind];
}

const STAGE_KINDS = { won: 'Won', lost: 'Lost' } as const;

/** Those who work here first. */
export async function listUsers(scope: Scope, request: ListRequest): Promise<ListPage> {
	const users = await scope.crm.users.list();
	const ordered = [...users.filter((user) => user.active), ...users.filter((user) => !user.active)];
	return pageOf(
		ordered.map(({ id, name, email, role, active }) => ({
			name: active ? name : `${name} (inactive)`,
			value: id,
			description: email ?? role ?? undefined,
		})),
		request,
	);
}

export async function listProjectTemplates(scope: Scope, { search, ...request }: ListRequest): Promise<ListPage> {
	const templates = await matchingTemplates(scope, { search });
	return pageOf(
		templates.map(({ id, name, type, version }) => ({ name, value: id, description: `${type ? `${type}, ` : ''}version ${version}` })),
		request,
	);
}

/** Workflows that were switched on with a CRM Trigger. */
export async function listWorkflows(scope: Scope, request: ListRequest): Promise<ListPage> {
	const byId = Map.groupBy(await listTriggers(scope), ({ workflowId }) => workflowId);
	return pageOf(
		[...byId].map(([id, triggers]) => ({
			name: triggers[0]!.workflowName,
			value: id,
			description: triggers.map(({ nodeName }) => nodeName).join(', '),
		})),
		request,
	);
}

/** The CRM Triggers of all workflows. */
export async function listWorkflowTriggers(scope: Scope, request: ListRequest): Promise<ListPage> {
	const entries = (await listTriggers(scope)).map((trigger) => ({
		name: `${trigger.workflowName}: ${trigger.nodeName}`,
		value: triggerKey(trigger),
	}));
	return pageOf(entries, request);
}

/** The departments, or categories, that processes have. */
export async function listProcessWords(scope: Scope, word: 'department' | 'category', request: ListRequest): Promise<ListPage> {
	return pageOf((await processWords(scope, word)).map(named), request);
}

/** By title, the newest first. A page begins below the last id of the one before: what is made meanwhile moves nothing. */
export async function listRecords(scope: Scope, type: string, request: ListRequest): Promise<ListPage> {
	const { pipelines } = await scope.crm.describe(type);
	const stageNames = new Map(pipelines.flatMap(({ stages }) => stages).map(({ id, name }) => [id, name]));
	return await recordPage(scope, type, [], request, (record) => ({
		name: titleOf(record),
		value: record.id,
		description: stageNames.get(String(record.values['stage'])),
	}));
}

/** Those that can be brought back, by title, the last deleted first. */
export async function listDeletedRecords(scope: Scope, type: string, { search, page }: ListRequest): Promise<ListPage> {
	const offset = offsetOf(page);
	const deleted = (await scope.crm.deleted?.(type, { search, limit: PAGE_SIZE + 1, offset })) ?? [];
	const when = (at: string | null) => (at === null ? undefined : `Deleted ${readable(scope, at)}`);
	return cut(
		deleted.map((record) => ({ name: titleOf(record), value: record.id, description: when(record.deletedAt) })),
		offset,
	);
}

/** Open ones of a record, or of all; the newest first. */
export async function listTasks(scope: Scope, record: RecordRef | undefined, request: ListRequest): Promise<ListPage> {
	const conditions: Condition[] = [{ field: 'status', operator: 'isOneOf', value: [...OPEN_TASK_STATUSES] }];
	if (record !== undefined) conditions.push({ field: 'record', operator: 'is', value: refKey(record) });
	const people = await new Directory(scope).people();
	return await recordPage(scope, 'task', conditions, request, ({ id, values }) => ({
		name: String(values['title']),
		value: id,
		description: people.nameOf(String(values['responsible'])) ?? undefined,
	}));
}

/** Open ones, the latest first. */
export async function listOpenActivities(scope: Scope, { search, page }: ListRequest): Promise<ListPage> {
	const offset = offsetOf(page);
	const activities = await activitiesOf(scope).find({
		statuses: ['planned'],
		search: search?.trim() || undefined,
		limit: offset + PAGE_SIZE + 1,
	});
	return cut(
		activities.slice(offset).map(({ id, subject, at }) => ({ name: subject, value: id, description: at })),
		offset,
	);
}

/** The last version of each, the last attached first. */
export async function listDocumentNames(scope: Scope, { search, page }: ListRequest): Promise<ListPage> {
	const offset = offsetOf(page);
	const documents = await documentsOf(scope).find({ newestOnly: true, search: search?.trim() || undefined, limit: PAGE_SIZE + 1, offset });
	return cut(
		documents.map(({ id, name, section, record }) => ({
			name: `${section}/${name}`,
			value: id,
			description: `${record.type} ${record.id}`,
		})),
		offset,
	);
}

export async function listSections(scope: Scope, request: ListRequest): Promise<ListPage> {
	const { sections } = await documentsOf(scope).labels();
	return pageOf([...new Set([DEFAULT_SECTION, ...sections])].sort(byAlphabet).map(named), request);
}

/** Those in use, and common ones. */
export async function listDocumentKinds(scope: Scope, request: ListRequest): Promise<ListPage> {
	const { kinds } = await documentsOf(scope).labels();
	return pageOf([...new Set([...DOCUMENT_KINDS, ...kinds])].sort(byAlphabet).map(named), request);
}

function byAlphabet(a: string, b: string): number {
	return a.localeCompare(b);
}

/** The newest first; the status where it is over. */
export async function listProjects(scope: Scope, request: ListRequest): Promise<ListPage> {
	return await recordPage(scope, 'project', [], request, ({ id, values }) => ({
		name: String(values['name']),
		value: id,
		description: values['status'] === 'running' ? undefined : String(values['status']),
	}));
}

/** Unread ones, the newest first, with whose they are. */
export async function listUnreadNotifications(scope: Scope, { search, page }: ListRequest): Promise<ListPage> {
	const offset = offsetOf(page);
	const notices =
		(await scope.crm.notifications?.list({ unreadOnly: true, search: search?.trim() || undefined, limit: offset + PAGE_SIZE + 1 })) ?? [];
	const people = await new Directory(scope).people();
	return cut(
		notices
			.slice(offset)
			.map(({ id, text, recipientId }) => ({ name: shorten(text), value: id, description: people.nameOf(recipientId) ?? undefined })),
		offset,
	);
}

async function recordPage(
	scope: Scope,
	type: string,
	conditions: Condition[],
	{ search, page, size = PAGE_SIZE }: ListRequest,
	entryOf: (record: CrmRecord) => ListEntry,
): Promise<ListPage> {
	if (offsetOf(page) > 0) conditions.push({ field: 'id', operator: 'lessThan', value: page });
	const entries: ListEntry[] = [];
	for await (const record of scope.crm.find(type, { search: search?.trim() || undefined, conditions, limit: size + 1 }))
		entries.push(entryOf(record));
	return entries.length > size ? { entries: entries.slice(0, size), nextPage: entries[size - 1]!.value } : { entries };
}

export async function listFields(scope: Scope, type: string, request: ListRequest, which: 'all' | 'custom' = 'all'): Promise<ListPage> {
	const { fields } = await scope.crm.describe(type);
	return pageOf(
		fields
			.filter(({ system }) => which === 'all' || !system)
			.map(({ name, label, help }) => ({ name: label, value: name, description: help ?? name })),
		request,
	);
}

export async function listGroups(scope: Scope, request: ListRequest): Promise<ListPage> {
	return pageOf((await scope.crm.users.groups()).map(named), request);
}

export async function listRoles(scope: Scope, request: ListRequest): Promise<ListPage> {
	return pageOf((await scope.crm.users.roles()).map(named), request);
}

export async function listHistoryTypes(_scope: Scope, request: ListRequest): Promise<ListPage> {
	return pageOf(
		HISTORY_TYPES.map((type) => ({ name: HISTORY_TYPE_NAMES[type], value: type })),
		request,
	);
}

const HISTORY_TYPE_NAMES: Record<(typeof HISTORY_TYPES)[number], string> = {
	information: 'Information',
	warning: 'Warning',
	violation: 'Violation',
	stageChange: 'Stage Change',
	call: 'Call',
	meeting: 'Meeting',
	email: 'Email',
	accessRefused: 'Access Refused',
};

function named(name: string): ListEntry {
	return { name, value: name };
}

/** Of a list that is all here. */
export function pageOf(all: readonly ListEntry[], { search = '', page, size = PAGE_SIZE }: ListRequest): ListPage {
	const wanted = search.trim().toLowerCase();
	const found =
		wanted === ''
			? all
			: all.filter(({ name, value, description = '' }) => `${name}\n${value}\n${description}`.toLowerCase().includes(wanted));
	const offset = offsetOf(page);
	const end = offset + size;
	return { entries: found.slice(offset, end), ...(found.length > end ? { nextPage: String(end) } : {}) };
}

/** What a form keeps of a page is a text, and may be of another list. */
function offsetOf(page: string | undefined): number {
	const offset = Number(page ?? 0);
	return Number.isSafeInteger(offset) && offset > 0 ? offset : 0;
}

/** `entries` begin at the offset, with one more than a page where there is a next one. */
function cut(entries: readonly ListEntry[], offset: number): ListPage {
	return entries.length > PAGE_SIZE
		? { entries: entries.slice(0, PAGE_SIZE), nextPage: String(offset + PAGE_SIZE) }
		: { entries: [...entries] };
}
