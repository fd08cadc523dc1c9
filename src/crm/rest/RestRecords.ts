import { changedFields } from '../../model/change';
import type { Clock } from '../../model/clock';
import { forDraft, recordNotFound } from '../../model/CrmError';
import { comparing, normalForm } from '../../model/normalForm';
import { oneByOne } from '../../model/oneByOne';
import { plainText } from '../../model/plainText';
import type { RecordQuery } from '../../model/query';
import type { CrmRecord, RecordRef, Values } from '../../model/record';
import type { RecordTypeDescription } from '../../model/recordType';
import { requireAllowedMove } from '../../model/stageOrder';
import { checkChangedValues, checkNewValues, type CheckedValues } from '../../model/validate';
import type { WriteContext } from '../../model/write';
import { companyLanguage } from '../companyLanguage';
import type { Crm, RecordDraft, RecordUpdate } from '../Crm';
import { requireNamed } from '../namedRecords';
import type { Reference } from '../Reference';
import { requireVersion } from '../requireVersion';
import { askableField, askedConditions } from './askedConditions';
import { foundRecords, readingOrder } from './foundRecords';
import type { Remembered } from './Remembered';
import { thingsById, thingsOf, type RemoteTable } from './RemoteTable';

export type RecordTable = RemoteTable<CrmRecord, Values>;

/** How many values are looked for in one request. */
const MATCHED_TOGETHER = 50;

export interface RestRecordsParts {
	reference: Remembered<Reference>;
	/** The records of a type; of the types that the CRM keeps itself too, for reading. */
	tableOf(type: RecordTypeDescription): RecordTable;
	clock: Clock;
	searchableKey: boolean;
}

/** The part of the port that is about records, on a CRM over REST. A list is checked as a whole before its first write is sent. */
export class RestRecords implements Pick<Crm, 'get' | 'find' | 'match' | 'findByKey' | 'create' | 'update' | 'remove'> {
	/** See KeySearch. */
	readonly findByKey?: NonNullable<Crm['findByKey']>;
	private readonly parts: RestRecordsParts;

	constructor(parts: RestRecordsParts) {
		this.parts = parts;
		if (parts.searchableKey) this.findByKey = async (type, keys) => await this.table(await this.type(type)).byKeys!(keys);
	}

	async get({ type, id }: RecordRef): Promise<CrmRecord | undefined> {
		return (await thingsById(this.table(await this.type(type)), [id])).get(id);
	}

	async *find(name: string, query: RecordQuery = {}): AsyncGenerator<CrmRecord> {
		const type = await this.type(name);
		const asked = askedConditions(type, query, this.parts.clock.now());
		const sorted = query.orderBy === undefined ? undefined : askableField(type, query.orderBy.field);
		const isRead = sorted !== undefined && comparing(sorted) !== 'exact';
		yield* foundRecords(this.table(type), asked, query, isRead ? readingOrder(companyLanguage()) : undefined);
	}

	async match(name: string, fieldName: string, values: readonly string[]): Promise<Map<string, string[]>> {
		const type = await this.type(name);
		const field = askableField(type, fieldName);
		const byForm = Map.groupBy(new Set(values), (value) => normalForm(field, value));
		const formOf = (record: CrmRecord) => normalForm(field, String(record.values[fieldName]));
		const found: CrmRecord[] = [];
		for (let start = 0; start < values.length; start += MATCHED_TOGETHER) {
			const value = values.slice(start, start + MATCHED_TOGETHER).map(plainText);
			const pages = this.table(type).pages([{ field: fieldName, operator: 'isOneOf', value, kind: field.kind }]);
			for await (const record of thingsOf(pages)) if (byForm.has(formOf(record))) found.push(record);
		}
		const once = [...new Map(found.map((record) => [record.id, record])).values()];
		once.sort((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0));
		const idsOf = (records: readonly CrmRecord[]) => records.map(({ id }) => id);
		return new Map([...Map.groupBy(once, formOf)].flatMap(([form, all]) => byForm.get(form)!.map((value) => [value, idsOf(all)] as const)));
	}

	async create(name: string, drafts: readonly RecordDraft[], write: WriteContext): Promise<CrmRecord[]> {
		const { type, checked } = await this.parts.reference.with(async (reference) => {
			const type = reference.editableType(name);
			const checked = drafts.map(({ values }, index) => forDraft(index, () => checkNewValues(type, values, reference)));
			await this.requireLinks(reference, checked);
			return { type, checked };
		});
		return await oneByOne(checked, async ({ values }) => await this.table(type).insert(values, write));
	}

	async update(name: string, changes: readonly RecordUpdate[], write: WriteContext): Promise<CrmRecord[]> {
		const { type, planned } = await this.parts.reference.with(async (reference) => await this.plan(reference, name, changes));
		const latest = new Map<string, CrmRecord>();
		return await oneByOne(planned, async ({ before, values, ifVersion }) => {
			const changed = changedFields(before.values, values);
			// A change of nothing is not sent: the CRM would give the record another version and another time for it.
			if (changed.length === 0) return latest.get(before.id) ?? before;
			const parts = Object.fromEntries(changed.map((field) => [field, values[field] ?? null]));
			const record = await this.table(type).patch(before.id, parts, ifVersion, write);
			latest.set(record.id, record);
			return record;
		});
	}

	async remove(refs: readonly RecordRef[], _: WriteContext): Promise<CrmRecord[]> {
		const { reference } = this.parts;
		const known = new Map<string, CrmRecord>();
		for (const [name, own] of Map.groupBy(refs, ({ type }) => type)) {
			const type = await reference.with((content) => content.editableType(name));
			for (const [id, record] of await thingsById(
				this.table(type),
				own.map(({ id }) => id),
			))
				known.set(`${name}/${id}`, record);
		}
		const records = refs.map(({ type, id }, index) => known.get(`${type}/${id}`) ?? gone(type, id, index));
		return await oneByOne(records, async (record) => {
			await this.table(await this.type(record.type)).delete(record.id);
			return record;
		});
	}

	/** All changes as they will be sent, checked, each against what the ones before it make of its record. */
	private async plan(
		reference: Reference,
		name: string,
		changes: readonly RecordUpdate[],
	): Promise<{ type: RecordTypeDescription; planned: Planned[] }> {
		const type = reference.editableType(name);
		const present = await thingsById(
			this.table(type),
			changes.map(({ id }) => id),
		);
		const checked = changes.map(({ id, values: given, ifVersion }, index) =>
			forDraft(index, () => {
				const before = present.get(id) ?? gone(type.label, id, index);
				requireVersion(type.label, before, ifVersion);
				const { values, links } = checkChangedValues(type, before.values, given, reference);
				requireAllowedMove(type, before, values);
				present.set(id, { ...before, values });
				return { before, values, links, ifVersion };
			}),
		);
		await this.requireLinks(reference, checked);
		return { type, planned: checked };
	}

	private async requireLinks(reference: Reference, checked: readonly CheckedValues[]): Promise<void> {
		const named = checked.flatMap(({ links }, index) =>
			links.map(({ field, type, id }) => ({ type, id, index, where: `field "${field.label}"` })),
		);
		await requireNamed(named, {
			type: (name) => reference.type(name),
			existingIds: async (type, ids) => await this.existing(reference.type(type), ids),
		});
	}

	/** Those of the ids that exist. */
	async existing(type: RecordTypeDescription, ids: ReadonlySet<string>): Promise<ReadonlySet<string>> {
		return new Set((await thingsById(this.table(type), [...ids])).keys());
	}

	private async type(name: string): Promise<RecordTypeDescription> {
		return await this.parts.reference.with((reference) => reference.type(name));
	}

	private table(type: RecordTypeDescription): RecordTable {
		return this.parts.tableOf(type);
	}
}

interface Planned {
	before: CrmRecord;
	values: Values;
	ifVersion: string | undefined;
}

function gone(type: string, id: string, index: number): never {
	throw recordNotFound(type, id, { index });
}
