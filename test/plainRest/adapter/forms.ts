import type { NewTask } from '../../../src/crm/checkTask';
import type { HistoryEntry } from '../../../src/model/history';
import { valuesOf } from '../../../src/model/ownRecord';
import { refKey, type CrmRecord, type RecordRef, type Values } from '../../../src/model/record';
import type { RecordTypeDescription } from '../../../src/model/recordType';
import { UNSAID_OF_TASK, type Task } from '../../../src/model/task';
import type { User } from '../../../src/model/user';
import type { Row } from '../server/shape';
import type { Form } from './PlainTable';

/** What Plain CRM calls the fields that every record has. Custom fields keep their names. */
export const RECORD_NAMES: Readonly<Record<string, string>> = {
	title: 'name',
	pipeline: 'funnel',
	stage: 'status',
	responsible: 'owner',
	externalId: 'ref_no',
};

const TASK_NAMES: Readonly<Record<keyof NewTask, string>> = {
	title: 'subject',
	description: 'text',
	status: 'state',
	responsibleId: 'owner',
	creatorId: 'author',
	participantIds: 'helpers',
	observerIds: 'watchers',
	priority: 'urgency',
	deadline: 'due',
	deadlineMovable: 'due_movable',
	plannedStart: 'starts',
	plannedEnd: 'ends',
	tags: 'labels',
	checklist: 'points',
	trackTime: 'clocked',
	estimateMinutes: 'effort',
	resultNeedsApproval: 'to_approve',
	parentId: 'part_of',
	record: 'about',
	projectId: 'project',
	projectStage: 'project_stage',
	origin: 'came_from',
	completedAt: 'done_at',
};

export const USER_NAMES: Readonly<Record<keyof Omit<User, 'id' | 'values'>, string>> = {
	name: 'name',
	email: 'email',
	supervisorId: 'boss',
	role: 'job',
	groups: 'teams',
	active: 'active',
	absentFrom: 'away_from',
	absentUntil: 'away_until',
};

export function recordForm(type: RecordTypeDescription): Form<CrmRecord, Values> {
	const names = Object.fromEntries(type.fields.map(({ name }) => [name, RECORD_NAMES[name] ?? name]));
	return {
		entity: type.name,
		names,
		thingOf: (row) => ({
			...stampsOf(type.name, row),
			values: Object.fromEntries(type.fields.map(({ name }) => [name, (row[names[name]!] ?? null) as Values[string]])),
		}),
		rowOf: (values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [names[name]!, value])),
	};
}

/** Tasks and people as records, to be read. */
export function ownRecordForm(type: RecordTypeDescription): Form<CrmRecord, Values> {
	const { entity, names, thingOf } = type.name === 'task' ? taskForm : userForm(type);
	const empty = Object.fromEntries(type.fields.map(({ name }) => [name, null]));
	return {
		entity,
		names,
		thingOf: (row) => ({ ...stampsOf(type.name, row), values: { ...empty, ...valuesOf(type.fields, thingOf(row)) } }),
		rowOf: () => ({}),
	};
}

export const taskForm: Form<Task, NewTask> = {
	entity: 'task',
	names: fieldNames(TASK_NAMES),
	thingOf: (row) => ({
		...(thingOf(row, TASK_NAMES, UNSAID_OF_TASK) as NewTask),
		id: row.id,
		version: row.etag,
		createdAt: momentOf(row.created),
	}),
	rowOf: (task) => rowOf(task, TASK_NAMES),
};

const NOTE_NAMES = { type: 'kind', text: 'text', record: 'about', userId: 'author', origin: 'came_from' } as const;

export const historyForm: Form<HistoryEntry, Omit<HistoryEntry, 'id' | 'at'>> = {
	entity: 'note',
	names: { ...fieldNames(NOTE_NAMES), at: 'created' },
	thingOf: (row) => ({ ...(thingOf(row, NOTE_NAMES, {}) as HistoryEntry), id: row.id, at: momentOf(row.created) }),
	rowOf: (entry) => rowOf(entry, NOTE_NAMES),
};

export function userForm({ fields }: Pick<RecordTypeDescription, 'fields'>): Form<User, never> {
	const custom = fields.filter(({ system }) => !system).map(({ name }) => name);
	return {
		entity: 'user',
		names: fieldNames(USER_NAMES),
		thingOf: (row) => ({
			...(thingOf(row, USER_NAMES, { groups: [] }) as unknown as User),
			id: row.id,
			active: row['active'] !== false,
			values: Object.fromEntries(custom.flatMap((name) => ((row[name] ?? null) === null ? [] : [[name, row[name] as Values[string]]]))),
		}),
		rowOf: () => ({}),
	};
}

function stampsOf(type: string, { id, etag, created, modified }: Row): Omit<CrmRecord, 'values'> {
	return { type, id, version: etag, createdAt: momentOf(created), updatedAt: momentOf(modified) };
}

/** `2026-03-02 09:00:00` is in UTC and does not say so. */
function momentOf(seconds: string): string {
	return `${seconds.replace(' ', 'T')}.000Z`;
}

/** Links are kept as "deal/12", and what has parts as JSON. */
function rowOf(thing: object, names: Readonly<Record<string, string>>): Record<string, unknown> {
	const sent = Object.entries(thing).filter(([property]) => Object.hasOwn(names, property));
	return Object.fromEntries(
		sent.map(([property, value]: [string, unknown]) => {
			if (property === 'record') return [names[property], value === null ? null : refKey(value as RecordRef)];
			return [names[property], JSON_PARTS.has(property) && value !== null ? JSON.stringify(value) : value];
		}),
	);
}

function thingOf(row: Row, names: Readonly<Record<string, string>>, unsaid: object): object {
	const things = Object.entries(names).map(([property, name]) => {
		const value = row[name] ?? null;
		if (value === null) return [property, (unsaid as Record<string, unknown>)[property] ?? null];
		if (property === 'record') return [property, refOf(String(value))];
		return [property, JSON_PARTS.has(property) ? JSON.parse(String(value)) : value];
	});
	return Object.fromEntries(things) as object;
}

const JSON_PARTS = new Set(['checklist', 'origin']);

function refOf(link: string): RecordRef {
	const slash = link.indexOf('/');
	return { type: link.slice(0, slash), id: link.slice(slash + 1) };
}

/** `responsibleId` is the field `responsible`. */
function fieldNames(names: Readonly<Record<string, string>>): Record<string, string> {
	return Object.fromEntries(Object.entries(names).map(([property, name]) => [property.replace(/Id$/, ''), name]));
}
