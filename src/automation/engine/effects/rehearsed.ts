import type { Companions } from '../../../companions/Companions';
import type { Crm, RecordDraft } from '../../../crm/Crm';
import { RESTORED } from '../../../model/changeReason';
import { CrmError, recordNotFound } from '../../../model/CrmError';
import { normalForm } from '../../../model/normalForm';
import { valuesOf } from '../../../model/ownRecord';
import type { RecordQuery } from '../../../model/query';
import type { CrmRecord, RecordRef, Values } from '../../../model/record';
import type { WriteContext } from '../../../model/write';
import type { Scope } from '../Scope';
import { wrapParts, type Method, type WrapMethod } from '../wrapParts';
import { IN_NO_FEED, TYPE_OF_PART } from './partTypes';
import type { RehearsalMemory, Rehearsed } from './RehearsalMemory';
import { madeOf, newRecordValues } from './rehearsedThings';
import { COMPANION_KINDS, CRM_KINDS, type WriteKind } from './writeKinds';

/** What cannot be tried without doing it. */
export class NotRehearsed extends CrmError {
	constructor({ name }: Crm['capabilities']) {
		super('unsupported', `${name} cannot be asked what this step would do.`, 'Switch "Dry Run" off to do it.');
	}
}

/**
 * The port and its companions as they would be after writes that are not sent: they go to the memory, and reads answer from it
 * before they ask the CRM. Approximate: only the CRM knows what it refuses, what it fills in, and what its own rules do then.
 * Searches find what would be changed as it would be, but by what it is now; what would be made they find by ids and by a value
 * that it must match. Changes of the set-up and merges cannot be tried: they throw NotRehearsed.
 */
export function rehearsed({ crm, companions }: Ports, memory: RehearsalMemory): Ports {
	const wrap: WrapMethod<WriteKind> = (part, method, kind = 'read', name) => {
		const [partName, ...rest] = name.split('.');
		const partType = rest.length === 1 ? TYPE_OF_PART[partName!] : undefined;
		const call: PortCall = { crm, companions, memory, method: method.bind(part), name, partType };
		return kind === 'read' ? reading(call) : async (...args) => await write(call, kind, args);
	};
	return {
		crm: wrapParts<Crm, WriteKind>(crm, CRM_KINDS, wrap),
		companions: wrapParts<Companions, WriteKind>(companions, COMPANION_KINDS, wrap),
	};
}

type Ports = Pick<Scope, 'crm' | 'companions'>;

interface PortCall extends Ports {
	memory: RehearsalMemory;
	method: Method;
	/** With its part: "tasks.create". */
	name: string;
	/** Undefined: it is of the port itself, or of what is set up. */
	partType: string | undefined;
}

function reading(call: PortCall): Method {
	const { memory, method, name, partType } = call;
	if (name === 'get') return async (ref) => await getRecord(call, ref as RecordRef);
	if (name === 'find') return (type, query) => findRecords(call, type as string, query as RecordQuery | undefined);
	if (name === 'match') return async (...args) => await match(call, ...(args as [string, string, readonly string[]]));
	if (partType === undefined) return method;
	if (name.endsWith('.get')) {
		return async (id) => {
			const rehearsed = memory.of({ type: partType, id: id as string });
			return rehearsed === undefined ? await method(id) : (rehearsed?.thing ?? undefined);
		};
	}
	if (!name.endsWith('.find')) return method;
	return async (query) => {
		const { ids } = (query ?? {}) as { ids?: readonly string[] };
		const found = overlaid(memory, partType, (await method(query)) as Array<{ id: string }>);
		const made = (memory.madeOf(partType) as Array<{ id: string }>).filter(({ id }) => partType === 'user' || ids?.includes(id) === true);
		return [...made, ...found];
	};
}

/** As they would be, without those that would be gone. */
function overlaid<Thing extends { id: string }>(memory: RehearsalMemory, type: string, things: readonly Thing[]): Thing[] {
	return things.flatMap((thing) => {
		const rehearsed = memory.of({ type, id: thing.id });
		return rehearsed === undefined ? [thing] : rehearsed === null ? [] : [rehearsed.thing as Thing];
	});
}

async function getRecord({ memory, method }: PortCall, ref: RecordRef): Promise<CrmRecord | undefined> {
	const rehearsed = memory.of(ref);
	if (rehearsed === undefined) return (await method(ref)) as CrmRecord | undefined;
	return rehearsed === null ? undefined : asRecord(ref, rehearsed, memory.now);
}

/** Tasks, users and projects are records too. */
function asRecord(ref: RecordRef, { thing, values }: Rehearsed, now: string): CrmRecord {
	const { version = '', createdAt = now, updatedAt = now } = thing as Partial<CrmRecord>;
	return { ...ref, version, createdAt, updatedAt, values: values ?? {} };
}

async function* findRecords({ memory, method }: PortCall, type: string, query: RecordQuery | undefined): AsyncIterable<CrmRecord> {
	const wanted = query?.conditions?.find(({ field, operator }) => field === 'id' && operator === 'isOneOf')?.value;
	const ids = Array.isArray(wanted) ? wanted : [];
	for (const id of ids) {
		const rehearsed = memory.of({ type, id });
		if (rehearsed?.isNew === true) yield asRecord({ type, id }, rehearsed, memory.now);
	}
	if (ids.length > 0 && ids.every((id) => memory.of({ type, id })?.isNew === true)) return;
	for await (const record of method(type, query) as AsyncIterable<CrmRecord>) {
		const rehearsed = memory.of(record);
		if (rehearsed === undefined) yield record;
		else if (rehearsed !== null) yield asRecord(record, rehearsed, memory.now);
	}
}

async function match(
	{ memory, method, crm }: PortCall,
	type: string,
	field: string,
	values: readonly string[],
): Promise<Map<string, string[]>> {
	const found = new Map((await method(type, field, values)) as Map<string, string[]>);
	const made = memory.madeOf(type) as CrmRecord[];
	if (made.length === 0) return found;
	const compared = (await crm.describe(type)).fields.find(({ name }) => name === field) ?? { name: field };
	for (const record of made) {
		const kept = record.values[field];
		if (typeof kept !== 'string') continue;
		const form = normalForm(compared, kept);
		for (const value of new Set(values))
			if (normalForm(compared, value) === form) found.set(value, [...(found.get(value) ?? []), record.id]);
	}
	return found;
}

async function write(call: PortCall, kind: Exclude<WriteKind, 'read'>, args: unknown[]): Promise<unknown> {
	if (kind === 'drop' || (kind === 'again' && call.partType === undefined)) {
		throw new NotRehearsed(call.crm.capabilities);
	}
	if (kind === 'again') return await again(call, args);
	const listIndex = args.findIndex(Array.isArray);
	const type = call.partType ?? (listIndex === 1 ? (args[0] as string) : undefined);
	const results: unknown[] = [];
	for (const element of args[listIndex] as unknown[]) {
		results.push(await WAYS[kind](call, { type, element, write: args[listIndex + 1] as WriteContext }));
	}
	return results;
}

/** One element of the list of a write. */
interface Element {
	/** Undefined: the element names a record with its type. */
	type: string | undefined;
	element: unknown;
	write: WriteContext;
}

const WAYS = {
	async create({ crm, memory }: PortCall, { type, element, write }: Element): Promise<object> {
		const ref = { type: type!, id: memory.newId() };
		const at = memory.now;
		const made = madeOf(type!);
		const thing =
			made === undefined
				? recordOf(ref, at, newRecordValues(await crm.describe(type!), (element as RecordDraft).values))
				: made(element as object, { id: ref.id, at, write });
		memory.note(ref, undefined, { thing, values: await feedValues(crm, ref.type, thing), isNew: true }, write);
		return thing;
	},
	async update(call: PortCall, { type, element, write }: Element): Promise<object> {
		const { id, ifVersion, ...change } = element as { id: string; ifVersion?: string; values?: Values };
		const now = await present(call, { type: type!, id });
		if (ifVersion !== undefined && ifVersion !== (now.thing as { version?: string }).version) throw changedMeanwhile(type!, id);
		const values = 'values' in now.thing ? { values: { ...(now.thing.values as Values), ...change.values } } : {};
		return await becomes(call, { type: type!, id }, now, { ...now.thing, ...change, ...values }, write);
	},
	async remove(call: PortCall, { type, element, write }: Element): Promise<object> {
		const ref = typeof element === 'string' ? { type: type!, id: element } : (element as RecordRef);
		const now = await present(call, ref);
		call.memory.note(ref, now.values, null, write);
		return now.thing;
	},
	async restore({ crm, memory }: PortCall, { element, write }: Element): Promise<object> {
		const ref = element as RecordRef;
		const [deleted] = (await crm.findDeleted?.(ref.type, { ids: [ref.id] })) ?? [];
		if (deleted === undefined) throw recordNotFound(ref.type, ref.id);
		const { deletedAt: _at, mergedInto: _into, ...thing } = deleted;
		memory.note(ref, undefined, { thing, values: thing.values, isNew: false }, { ...write, reason: RESTORED });
		return thing;
	},
};

/** What can be done twice: people read notices, activities are completed. */
async function again(call: PortCall, args: unknown[]): Promise<unknown> {
	const { companions, memory, name } = call;
	const write = args[1] as WriteContext;
	if (name === 'activities.complete') {
		const completed: object[] = [];
		for (const id of args[0] as string[]) {
			const ref = { type: 'activity', id };
			const now = await present(call, ref);
			const done = (now.thing as { status?: string }).status === 'completed';
			completed.push(
				done ? now.thing : await becomes(call, ref, now, { ...now.thing, status: 'completed', completedAt: memory.now }, write),
			);
		}
		return completed;
	}
	if (name === 'notifications.markAllRead')
		return (await companions.notifications.find({ recipientId: args[0] as string, unreadOnly: true })).length;
	const notices = await companions.notifications.find({ ids: args[0] as string[] });
	const read = notices.map((notice) => ({ ...notice, readAt: notice.readAt ?? memory.now }));
	return { notifications: read, count: notices.filter(({ readAt }) => readAt === null).length };
}

/** Its next version is not known. */
async function becomes({ crm, memory }: PortCall, ref: RecordRef, now: Rehearsed, changed: object, write: WriteContext): Promise<object> {
	const thing = {
		...changed,
		...('version' in changed ? { version: '' } : {}),
		...('updatedAt' in changed ? { updatedAt: memory.now } : {}),
	};
	memory.note(ref, now.values, { thing, values: await feedValues(crm, ref.type, thing), isNew: now.isNew }, write);
	return thing;
}

/** Throws notFound. */
async function present({ crm, companions, memory }: PortCall, ref: RecordRef): Promise<Rehearsed> {
	const rehearsed = memory.of(ref);
	if (rehearsed !== undefined) return rehearsed ?? thrown(recordNotFound(ref.type, ref.id));
	const part = Object.entries(TYPE_OF_PART).find(([, type]) => type === ref.type)?.[0];
	const thing = part === undefined ? await crm.get(ref) : await partNamed({ crm, companions }, part).get(ref.id);
	if (thing === undefined) throw recordNotFound(ref.type, ref.id);
	return { thing, values: await feedValues(crm, ref.type, thing), isNew: false };
}

function partNamed({ crm, companions }: Ports, name: string): { get(id: string): Promise<object | undefined> } {
	return (name in companions ? companions : crm)[name as never];
}

async function feedValues(crm: Crm, type: string, thing: object): Promise<Values | null> {
	if (madeOf(type) === undefined) return (thing as CrmRecord).values;
	return IN_NO_FEED.has(type) ? null : valuesOf((await crm.describe(type)).fields, thing);
}

function recordOf(ref: RecordRef, at: string, values: Values): CrmRecord {
	return { ...ref, version: '', createdAt: at, updatedAt: at, values };
}

function changedMeanwhile(type: string, id: string): CrmError {
	return new CrmError('conflict', `The ${type} with id "${id}" was changed in the meantime.`, 'Read it again, then decide.');
}

function thrown(error: CrmError): never {
	throw error;
}
