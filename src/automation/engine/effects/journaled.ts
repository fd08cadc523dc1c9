import type { ChangeKind } from '../../../model/change';
import { RESTORED } from '../../../model/changeReason';
import { CrmError } from '../../../model/CrmError';
import { oneByOne } from '../../../model/oneByOne';
import type { CrmRecord } from '../../../model/record';
import type { KeySearch, WriteContext } from '../../../model/write';
import { wrapParts, type Method } from '../wrapParts';
import type { Journal, JournaledWrite, Touched } from './Journal';
import { IN_NO_FEED, TYPE_OF_PART } from './partTypes';
import type { WriteKind, WriteKinds } from './writeKinds';

/**
 * The port, or its companions, for one effect on a CRM outside of the ledger's database. Every write is noted in the journal
 * before it is sent, and carries a key where it creates something; lists are written one by one, so that each thing has its key
 * and its answer. What an attempt before has written is not written again:
 *
 * - what was answered then is answered with the same now;
 * - a `create` that may have been done is looked for by its key. Where the CRM cannot be searched for keys it is done again, and
 *   the journal says so;
 * - an `update` sets the values of the first attempt again, which changes nothing where they hold. Where it is to hold only for
 *   a version, it is looked first whether they do;
 * - a `remove` of what is gone, a `restore` of what is there: that was us.
 */
export function journaled<Part extends object>(written: Part, kinds: WriteKinds<Part>, journal: Journal): Part {
	return wrapParts<Part, WriteKind>(written, kinds, (part, method, kind = 'read', name) => {
		const call: PortCall = { part, method: method.bind(part), name, journal };
		if (kind === 'read') return reading(call);
		if (kind === 'again' || kind === 'drop') return async (...args) => await whole(call, kind, args);
		return async (...args) => await eachAlone(call, kind, args);
	});
}

interface PortCall {
	part: object;
	method: Method;
	/** With its part: "tasks.create". */
	name: string;
	journal: Journal;
}

/** Notes the records that are read: what is written to them later had this before. */
function reading({ method, name, journal }: PortCall): Method {
	if (name === 'get') {
		return async (...args) => {
			const record = (await method(...args)) as CrmRecord | undefined;
			if (record !== undefined) journal.saw(record);
			return record;
		};
	}
	if (name !== 'find') return method;
	return async function* (...args) {
		for await (const record of method(...args) as AsyncIterable<CrmRecord>) {
			journal.saw(record);
			yield record;
		}
	};
}

/** One element of the list of a write, with what goes before it: the record type, or nothing. */
interface Element {
	before: unknown[];
	element: unknown;
	write: WriteContext;
}

async function eachAlone(call: PortCall, kind: Exclude<WriteKind, 'read' | 'again' | 'drop'>, args: unknown[]): Promise<unknown[]> {
	const listIndex = args.findIndex(Array.isArray);
	const before = args.slice(0, listIndex);
	const what = [call.name, ...before].join(' ');
	const write = args[listIndex + 1] as WriteContext;
	return await oneByOne(args[listIndex] as unknown[], async (element) => await WAYS[kind](call, what, { before, element, write }));
}

const WAYS = { create, update, remove, restore };

async function create(call: PortCall, what: string, { before, element, write }: Element): Promise<unknown> {
	const { journal } = call;
	const { key, former } = journal.next(what);
	const send = async () => (await sendOne(call, { before, element, write: { ...write, key } }))[0];
	if (former === undefined) return await first(journal, { what, touches: touched(call, 'created', before) }, write, send);
	return await repeated(journal, former, write, async () => {
		const search = (call.part as Partial<Record<keyof KeySearch<unknown>, Method>>).findByKey;
		if (search === undefined) {
			former.blind = true;
			return await send();
		}
		const found = (await search.call(call.part, ...before, [key])) as Map<string, unknown>;
		return found.get(key) ?? (await send());
	});
}

async function update(call: PortCall, what: string, { before, element, write }: Element): Promise<unknown> {
	const { journal } = call;
	const updated = `${what} ${(element as { id: string }).id}`;
	const { former } = journal.next(updated);
	const send = async (change: unknown) => (await sendOne(call, { before, element: change, write }))[0];
	const touches = touched(call, 'updated', before, element);
	if (former === undefined) return await first(journal, { what: updated, touches, asked: element }, write, async () => await send(element));
	return await repeated(journal, former, write, async () => {
		const { ifVersion, ...change } = former.asked as { id: string; ifVersion?: string };
		if (ifVersion === undefined) return await send(change);
		const now = await present(call, before[0] === undefined ? change.id : { type: before[0], id: change.id });
		return now !== undefined && holds(now, change) ? now : await send(former.asked);
	});
}

async function remove(call: PortCall, what: string, { before, element, write }: Element): Promise<unknown> {
	const { journal } = call;
	const removed = `${what} ${JSON.stringify(element)}`;
	const { former } = journal.next(removed);
	const send = async () => (await sendOne(call, { before, element, write }))[0];
	if (former !== undefined)
		return await repeated(journal, former, write, async () => await send().catch((error: unknown) => gone(error, former.before)));
	const now = await present(call, element);
	const touches = touched(call, 'deleted', before, element);
	return now === undefined ? await send() : await first(journal, { what: removed, touches, before: now }, write, send);
}

async function restore(call: PortCall, what: string, { before, element, write }: Element): Promise<unknown> {
	const { journal } = call;
	const restored = `${what} ${JSON.stringify(element)}`;
	const { former } = journal.next(restored);
	const send = async () => (await sendOne(call, { before, element, write }))[0];
	const touches = touched(call, 'created', before, element);
	const why = { ...write, reason: RESTORED };
	if (former === undefined) return await first(journal, { what: restored, touches }, why, send);
	return await repeated(journal, former, why, async () => (await present(call, element)) ?? (await send()));
}

/** A write that is no list. */
async function whole(call: PortCall, kind: 'again' | 'drop', args: unknown[]): Promise<unknown> {
	const { method, name, journal } = call;
	const { former } = journal.next(name);
	const write = (args.at(-1) ?? {}) as WriteContext;
	const send = async () => await method(...args);
	const ids = listed(args);
	const touches = ids.length === 0 ? undefined : touched(call, 'updated', [], ...ids);
	if (former === undefined) return await first(journal, { what: name, touches }, write, send);
	return await repeated(
		journal,
		former,
		write,
		async () => await send().catch((error: unknown) => (kind === 'drop' ? gone(error, undefined) : Promise.reject(error as Error))),
	);
}

async function first<Answer>(journal: Journal, noted: JournaledWrite, write: WriteContext, send: () => Promise<Answer>): Promise<Answer> {
	await journal.intend(noted);
	return await journal.send(noted, write, send);
}

async function repeated(journal: Journal, former: JournaledWrite, write: WriteContext, again: () => Promise<unknown>): Promise<unknown> {
	return former.answer === undefined ? await journal.send(former, write, again) : former.answer.value;
}

/** `elements`: what the call names of it; without any, the CRM gives the id. Undefined: no feed tells of such things. */
function touched({ name }: PortCall, kind: ChangeKind, before: unknown[], ...elements: unknown[]): Touched | undefined {
	const [part, ...path] = name.split('.');
	const [named = {}] = elements as Array<{ type?: string }>;
	const ofRecord = (before[0] as string | undefined) ?? named.type;
	const type = path.length === 0 ? ofRecord : path.length === 1 ? TYPE_OF_PART[part!] : undefined;
	if (type === undefined || IN_NO_FEED.has(type)) return undefined;
	const ids = elements.map((element) => (typeof element === 'string' ? element : (element as { id: string }).id));
	return { type, kind, ...(ids.length > 0 && { ids }) };
}

/** The ids that a write of a whole list of things begins with. */
function listed([ids]: unknown[]): unknown[] {
	return Array.isArray(ids) && ids.every((id) => typeof id === 'string') ? ids : [];
}

async function sendOne({ method }: PortCall, { before, element, write }: Element): Promise<unknown[]> {
	return (await method(...before, [element], write)) as unknown[];
}

/** As the CRM has it now. */
async function present({ part }: PortCall, idOrRef: unknown): Promise<object | undefined> {
	return (await (part as { get: Method }).get(idOrRef)) as object | undefined;
}

function gone<Before>(error: unknown, before: Before): Before {
	if (error instanceof CrmError && error.code === 'notFound') return before;
	throw error;
}

/** Whether a thing has all that a change was to set. */
function holds(now: object, { id: _, ...change }: { id: string; values?: object }): boolean {
	const { values = {}, ...own } = change;
	const ofRecord = (now as { values?: object }).values ?? {};
	return includes(now, own) && includes(ofRecord, values);
}

function includes(now: object, wanted: object): boolean {
	return Object.entries(wanted).every(([name, value]) => JSON.stringify((now as Record<string, unknown>)[name]) === JSON.stringify(value));
}
