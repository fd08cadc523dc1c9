import { DateTime } from 'luxon';
import { mergeFieldsIn } from '../../../model/mergeFields';
import { moneyText, numberText } from '../../../model/numberText';
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
	const names = texts.flatMap(mergeFieldsIn);
	const linkedNames = names.filter((name) => LINKED.test(name));
	const linkFields = new Set(linkedNames.map(linkFieldIn));
	const links = linkFields.size === 0 ? { targets: [], refs: [] } : await linksOf(directory, records, linkFields);
	const linked = new Map<string, CrmRecord>();
	for (const [type, ids] of idsByType(links.refs))
		for (const record of (await recordsStillThere(scope.crm, type, ids)).values()) linked.set(refKey(record), record);
	const presenter = await presenterOf(scope, directory, [...records, ...linked.values(), ...links.targets]);
	const today = DateTime.fromJSDate(scope.clock.now(), { zone: scope.timeZone }).toISODate()!;
	return new MergeValues(presenter, linked, names, today);
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

/** One value that merge fields show, and its name. */
type Part = readonly [name: string, shownOf: (record: CrmRecord) => string];

/** What merge fields show of the records of a step. */
export class MergeValues {
	readonly presenter: Presenter;
	private readonly linked: ReadonlyMap<string, CrmRecord>;
	/** As the texts have them. */
	private readonly names: ReadonlySet<string>;
	/** Those of fields of linked records. */
	private readonly linkedNames: readonly string[];
	private readonly linkFields: ReadonlySet<string>;
	private readonly today: string;
	/** By prefix and type. */
	private readonly plans = new Map<string, readonly Part[]>();

	constructor(presenter: Presenter, linked: ReadonlyMap<string, CrmRecord>, names: readonly string[], today: string) {
		this.presenter = presenter;
		this.linked = linked;
		this.names = new Set(names);
		this.linkedNames = names.filter((name) => LINKED.test(name));
		this.linkFields = new Set(this.linkedNames.map(linkFieldIn));
		this.today = today;
	}

	/**
	 * By the name of the merge field: `record.<name>` and `task.<name>` for what is in the output of a record, choices by
	 * their labels; `record.<link>.<name>` for the links that a text asks for; `today`, e.g. `2026-03-02`. A record that is a
	 * task is the task too. Where all that the texts ask for is known, no more is there; otherwise everything, for the error.
	 */
	of({ record, task = record?.type === 'task' ? record : undefined }: { record?: CrmRecord; task?: CrmRecord }): Map<string, string> {
		const values = new Map([['today', this.today]]);
		if (record !== undefined) this.add(values, 'record', record);
		if (task !== undefined) this.add(values, 'task', task);
		return values;
	}

	private add(values: Map<string, string>, prefix: string, record: CrmRecord): void {
		for (const [name, shownOf] of this.planFor(prefix, record.type)) values.set(name, shownOf(record));
		if (this.linkFields.size === 0) return;
		for (const field of this.presenter.describe(record.type).fields)
			if (field.kind === 'record' && this.linkFields.has(field.name))
				this.addLinked(values, `${prefix}.${field.name}`, field, record.values[field.name]);
	}

	/** The work per record is that of the values which the texts ask for. */
	private planFor(prefix: string, type: string): readonly Part[] {
		const key = `${prefix} ${type}`;
		const known = this.plans.get(key);
		if (known !== undefined) return known;
		const parts = this.partsOf(prefix, type);
		const there = new Set(parts.map(([name]) => name));
		const allKnown = [...this.names].every((name) => name === 'today' || there.has(name));
		const plan = allKnown ? parts.filter(([name]) => this.names.has(name)) : parts;
		this.plans.set(key, plan);
		return plan;
	}

	private partsOf(prefix: string, type: string): Part[] {
		const description = this.presenter.describe(type);
		const parts = new Map<string, (record: CrmRecord) => OutputValue>(this.presenter.parts(type));
		for (const field of description.fields) {
			if (field.options !== undefined)
				parts.set(field.name, ({ values }) => this.presenter.label(field, values[field.name] ?? null, description));
			if (field.kind === 'money') parts.set(field.name, ({ values }) => moneyShown(values[field.name]));
		}
		return [...parts].map(([name, valueOf]) => [`${prefix}.${name}`, (record) => shown(valueOf(record))] as const);
	}

	/** The fields of a link that is empty, gone or out of reach show nothing. */
	private addLinked(values: Map<string, string>, prefix: string, field: Field, value: FieldValue | undefined): void {
		const link = typeof value === 'string' ? linkOf(field, value) : null;
		const record = link === null ? undefined : this.linked.get(refKey(link));
		if (record !== undefined) {
			for (const [name, shownOf] of this.planFor(prefix, record.type)) values.set(name, shownOf(record));
			return;
		}
		const names =
			field.target === undefined
				? this.linkedNames.filter((name) => name.startsWith(`${prefix}.`))
				: [...this.presenter.parts(field.target).keys()].map((name) => `${prefix}.${name}`);
		for (const name of names) values.set(name, '');
	}
}

function moneyShown(amount: FieldValue | undefined): OutputValue {
	return typeof amount === 'number' ? moneyText(amount) : (amount ?? null);
}

/** A value as people read it: a link by its title, a person by the name. */
export function shown(value: FieldValue | OutputValue | undefined): string {
	if (value === null || value === undefined) return '';
	if (typeof value === 'boolean') return value ? 'yes' : 'no';
	if (typeof value === 'number') return numberText(value);
	if (Array.isArray(value)) return value.map((part: OutputValue) => shown(part)).join(', ');
	if (typeof value !== 'object') return String(value);
	const named = value['title'] ?? value['name'];
	return typeof named === 'string' ? named : JSON.stringify(value);
}
