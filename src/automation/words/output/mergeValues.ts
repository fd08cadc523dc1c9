import { DateTime } from 'luxon';
import { mergeFieldsIn } from '../../../model/mergeFields';
import type { OutputValue } from '../../../model/output';
import { refKey, type CrmRecord, type FieldValue, type RecordRef } from '../../../model/record';
import type { Field } from '../../../model/recordType';
import { idsByType, recordsStillThere } from '../../engine/recordsById';
import type { Scope } from '../../engine/Scope';
import type { Directory } from '../directory/directory';
import { linkOf, presenterOf, type Presenter, type TypedValues } from './presentRecords';

/**
 * Reads what the merge fields of `texts` need beside the records themselves: the records these link to, where a text asks for
 * their fields, and names and titles. A few requests, whatever the number of records.
 */
export async function readMergeValues(
	scope: Scope,
	directory: Directory,
	records: readonly CrmRecord[],
	texts: readonly string[],
): Promise<MergeValues> {
	const linkedNames = texts.flatMap(mergeFieldsIn).filter((name) => LINKED.test(name));
	const linkFields = new Set(linkedNames.map(linkFieldIn));
	const links = linkFields.size === 0 ? { targets: [], refs: [] } : await linksOf(directory, records, linkFields);
	const linked = new Map<string, CrmRecord>();
	for (const [type, ids] of idsByType(links.refs))
		for (const record of (await recordsStillThere(scope.crm, type, ids)).values()) linked.set(refKey(record), record);
	const presenter = await presenterOf(scope, directory, [...records, ...linked.values(), ...links.targets]);
	const today = DateTime.fromJSDate(scope.clock.now(), { zone: scope.timeZone }).toISODate()!;
	return new MergeValues(presenter, linked, linkedNames, today);
}

/** A field of a linked record: `record.company.city`. */
const LINKED = /^(?:record|task)\.\w+\.\w+$/;

/** `record.company.city` gives `company`. */
function linkFieldIn(name: string): string {
	return name.split('.')[1]!;
}

/** The records that these fields link to, and the types they can be of. */
async function linksOf(
	directory: Directory,
	records: readonly CrmRecord[],
	linkFields: ReadonlySet<string>,
): Promise<{ refs: RecordRef[]; targets: TypedValues[] }> {
	const refs: RecordRef[] = [];
	const targets = new Set<string>();
	for (const { type, values } of records) {
		for (const field of (await directory.describeKept(type)).fields) {
			if (!linkFields.has(field.name)) continue;
			if (field.target !== undefined) targets.add(field.target);
			const value = values[field.name];
			const link = typeof value === 'string' ? linkOf(field, value) : null;
			if (link !== null) refs.push(link);
		}
	}
	return { refs, targets: [...targets].map((type) => ({ type, values: {} })) };
}

/** What merge fields show of the records of a step. */
export class MergeValues {
	readonly presenter: Presenter;
	private readonly linked: ReadonlyMap<string, CrmRecord>;
	/** Those of fields of linked records, as the texts have them. */
	private readonly linkedNames: readonly string[];
	private readonly linkFields: ReadonlySet<string>;
	private readonly today: string;

	constructor(presenter: Presenter, linked: ReadonlyMap<string, CrmRecord>, linkedNames: readonly string[], today: string) {
		this.presenter = presenter;
		this.linked = linked;
		this.linkedNames = linkedNames;
		this.linkFields = new Set(linkedNames.map(linkFieldIn));
		this.today = today;
	}

	/**
	 * By the name of the merge field: `record.<name>` and `task.<name>` for everything in the output of a record, choices by
	 * their labels; `record.<link>.<name>` for the links that a text asks for; `today`, e.g. `2026-03-02`. A record that is a
	 * task is the task too.
	 */
	of({ record, task = record?.type === 'task' ? record : undefined }: { record?: CrmRecord; task?: CrmRecord }): Map<string, string> {
		const values = new Map([['today', this.today]]);
		if (record !== undefined) this.add(values, 'record', record);
		if (task !== undefined) this.add(values, 'task', task);
		return values;
	}

	private add(values: Map<string, string>, prefix: string, record: CrmRecord): void {
		this.addFields(values, prefix, record);
		for (const field of this.presenter.describe(record.type).fields)
			if (field.kind === 'record' && this.linkFields.has(field.name))
				this.addLinked(values, `${prefix}.${field.name}`, field, record.values[field.name]);
	}

	private addFields(values: Map<string, string>, prefix: string, record: CrmRecord): void {
		for (const [name, value] of Object.entries(this.presenter.record(record))) values.set(`${prefix}.${name}`, shown(value));
		const description = this.presenter.describe(record.type);
		for (const field of description.fields) {
			if (field.options === undefined) continue;
			values.set(`${prefix}.${field.name}`, shown(this.presenter.label(field, record.values[field.name] ?? null, description)));
		}
	}

	/** The fields of a link that is empty, gone or out of reach show nothing. */
	private addLinked(values: Map<string, string>, prefix: string, field: Field, value: FieldValue | undefined): void {
		const link = typeof value === 'string' ? linkOf(field, value) : null;
		const record = link === null ? undefined : this.linked.get(refKey(link));
		if (record !== undefined) return this.addFields(values, prefix, record);
		const names =
			field.target === undefined
				? this.linkedNames.filter((name) => name.startsWith(`${prefix}.`))
				: Object.keys(this.presenter.flat({ type: field.target, id: '' }, {}, {})).map((name) => `${prefix}.${name}`);
		for (const name of names) values.set(name, '');
	}
}

/** A value as people read it: a link by its title, a person by the name. */
export function shown(value: FieldValue | OutputValue | undefined): string {
	if (value === null || value === undefined) return '';
	if (typeof value === 'boolean') return value ? 'yes' : 'no';
	if (Array.isArray(value)) return value.map((part: OutputValue) => shown(part)).join(', ');
	if (typeof value !== 'object') return String(value);
	const named = value['title'] ?? value['name'];
	return typeof named === 'string' ? named : JSON.stringify(value);
}
