import type { People } from '../../../model/people';
import type { CrmRecord, FieldValue, RecordRef, Values } from '../../../model/record';
import type { Field, RecordTypeDescription } from '../../../model/recordType';
import { Directory } from '../directory/directory';
import type { Output, OutputValue } from '../../../model/output';
import type { Scope } from '../../engine/Scope';
import { readTitles, type Titles } from './titles';

/**
 * A record, flat: the system fields as names beside their ids, then the other fields by name. People and linked records
 * are names too, with the id beside them as `<field>Id`; a link to any type is `{type, id, title}`, several people are
 * `[{id, name}]`; choices stay as they are stored.
 */
export type RecordOutput = Output & { id: string; type: string; title: string; version: string };

/** Records of any types, read in a few requests whatever their number. */
export async function presentRecords(
	scope: Scope,
	records: readonly CrmRecord[],
	directory = new Directory(scope),
): Promise<RecordOutput[]> {
	const presenter = await presenterOf(scope, directory, records);
	return records.map((record) => presenter.record(record));
}

/** Values of a record of some type: a record itself, or what a change says of one. */
export type TypedValues = Pick<CrmRecord, 'type' | 'values'>;

/** Reads all that is needed to present these; the presenter reads nothing more. */
export async function presenterOf(scope: Scope, directory: Directory, all: readonly TypedValues[]): Promise<Presenter> {
	const descriptions = new Map<string, RecordTypeDescription>();
	for (const { type } of all) if (!descriptions.has(type)) descriptions.set(type, await directory.describeKept(type));
	const titles = await readTitles(
		scope.crm,
		directory,
		all.flatMap(({ type, values }) => linksOf(values, descriptions.get(type)!)),
	);
	return new Presenter(descriptions, await directory.people(), titles);
}

/** One value of an output. */
interface Column {
	name: string;
	valueOf(ref: RecordRef, values: Values): OutputValue;
}

/** The outputs of all records of a type, in their order: the system fields come before the stamps. */
interface Layout {
	system: readonly Column[];
	others: readonly Column[];
}

export class Presenter {
	private readonly layouts = new Map<string, Layout>();
	private readonly descriptions: ReadonlyMap<string, RecordTypeDescription>;
	private readonly people: People;
	private readonly titles: Titles;

	constructor(descriptions: ReadonlyMap<string, RecordTypeDescription>, people: People, titles: Titles) {
		this.descriptions = descriptions;
		this.people = people;
		this.titles = titles;
	}

	/** Of a type it was made for. */
	describe(type: string): RecordTypeDescription {
		return this.descriptions.get(type)!;
	}

	knows(type: string): boolean {
		return this.descriptions.has(type);
	}

	record(record: CrmRecord): RecordOutput {
		const { createdAt, updatedAt, version } = record;
		return this.flat(record, record.values, { createdAt, updatedAt, version }) as RecordOutput;
	}

	/** The same, value by value, for those who need a few of them: by name and in their order. */
	parts(type: string): ReadonlyMap<string, (record: CrmRecord) => OutputValue> {
		const { system, others } = this.layout(type);
		const ofRecord = (columns: readonly Column[]) =>
			columns.map(({ name, valueOf }) => [name, (record: CrmRecord) => valueOf(record, record.values)] as const);
		const stamps = (['createdAt', 'updatedAt', 'version'] as const).map((name) => [name, (record: CrmRecord) => record[name]] as const);
		return new Map([...ofRecord(system), ...stamps, ...ofRecord(others)]);
	}

	/** `stamps` go between the system fields and the others. */
	flat(ref: RecordRef, values: Values, stamps: Output): Output {
		const { system, others } = this.layout(ref.type);
		const output: Output = {};
		for (const { name, valueOf } of system) output[name] = valueOf(ref, values);
		Object.assign(output, stamps);
		for (const { name, valueOf } of others) output[name] = valueOf(ref, values);
		return output;
	}

	/** What people call a value: names, titles and labels. */
	label(field: Field, value: FieldValue, { name: type, pipelines }: RecordTypeDescription): OutputValue {
		const optionLabel = (option: string) => field.options?.find((other) => other.value === option)?.label ?? option;
		if (Array.isArray(value)) return value.map((part) => (isListOfPeople(type, field) ? this.people.nameOf(part) : optionLabel(part)));
		if (typeof value !== 'string') return value;
		if (field.kind === 'pipeline') return pipelines.find(({ id }) => id === value)?.name ?? value;
		if (field.kind === 'stage') return pipelines.flatMap(({ stages }) => stages).find(({ id }) => id === value)?.name ?? value;
		if (field.kind === 'user') return this.people.nameOf(value) ?? value;
		const link = linkOf(field, value);
		return link === null ? optionLabel(value) : (this.titles.of(link) ?? value);
	}

	private layout(type: string): Layout {
		const known = this.layouts.get(type);
		if (known !== undefined) return known;
		const description = this.describe(type);
		const names = new Set(description.fields.map((field) => field.name));
		const layout = { system: this.systemColumns(description, names), others: this.otherColumns(description, names) };
		this.layouts.set(type, layout);
		return layout;
	}

	private systemColumns({ pipelines }: RecordTypeDescription, names: ReadonlySet<string>): Column[] {
		const columns: Column[] = [
			{ name: 'id', valueOf: ({ id }) => id },
			{ name: 'type', valueOf: ({ type }) => type },
			{ name: 'title', valueOf: (_, values) => text(values['title']) ?? text(values['name']) ?? '' },
		];
		if (pipelines.length > 0) columns.push(...stageColumns(pipelines));
		if (names.has('responsible')) columns.push(...this.responsibleColumns());
		if (names.has('externalId')) columns.push({ name: 'externalId', valueOf: (_, values) => values['externalId'] ?? null });
		return columns;
	}

	private responsibleColumns(): Column[] {
		const id = (values: Values) => text(values['responsible']);
		return [
			{ name: 'responsible', valueOf: (_, values) => this.people.byId(id(values))?.name ?? null },
			{ name: 'responsibleId', valueOf: (_, values) => id(values) },
			{ name: 'responsibleEmail', valueOf: (_, values) => this.people.byId(id(values))?.email ?? null },
		];
	}

	/** A person or a record has its id beside the name. */
	private otherColumns({ name: type, fields }: RecordTypeDescription, names: ReadonlySet<string>): Column[] {
		const columns: Column[] = [];
		for (const field of fields) {
			if (SYSTEM_OUTPUT.has(field.name)) continue;
			const stored = (values: Values) => values[field.name] ?? null;
			const isList = isListOfPeople(type, field);
			columns.push({
				name: field.name,
				valueOf: (_, values) => (isList ? this.persons(stored(values)) : this.value(field, stored(values))),
			});
			const idName = `${field.name}Id`;
			if (hasIdBeside(field) && !names.has(idName)) columns.push({ name: idName, valueOf: (_, values) => stored(values) });
		}
		return columns;
	}

	private value(field: Field, value: FieldValue): OutputValue {
		if (typeof value !== 'string') return value;
		if (field.kind === 'user') return this.people.nameOf(value);
		const link = linkOf(field, value);
		if (link === null) return value;
		return field.target === undefined ? this.titles.linkTo(link) : this.titles.of(link);
	}

	private persons(ids: FieldValue): OutputValue {
		return Array.isArray(ids) ? ids.map((id) => ({ id, name: this.people.nameOf(id) })) : [];
	}
}

const SYSTEM_OUTPUT: ReadonlySet<string> = new Set([
	'title',
	'pipeline',
	'stage',
	'responsible',
	'externalId',
	'id',
	'type',
	'version',
	'createdAt',
	'updatedAt',
]);

function stageColumns(pipelines: RecordTypeDescription['pipelines']): Column[] {
	const byId = new Map(
		pipelines.map(({ id, name, stages }) => [id, { name, stages: new Map(stages.map((stage) => [stage.id, stage.name])) }]),
	);
	const pipelineOf = (values: Values) => byId.get(text(values['pipeline']) ?? '');
	return [
		{ name: 'pipeline', valueOf: (_, values) => pipelineOf(values)?.name ?? null },
		{ name: 'pipelineId', valueOf: (_, values) => values['pipeline'] ?? null },
		{ name: 'stage', valueOf: (_, values) => pipelineOf(values)?.stages.get(text(values['stage']) ?? '') ?? null },
		{ name: 'stageId', valueOf: (_, values) => values['stage'] ?? null },
	];
}

function hasIdBeside({ kind, target }: Field): boolean {
	return kind === 'user' || (kind === 'record' && target !== undefined);
}

/** No kind of field holds several people; these two of a task hold their ids. */
function isListOfPeople(type: string, { name }: Field): boolean {
	return type === 'task' && (name === 'participants' || name === 'observers');
}

function linksOf(values: Values, { fields }: RecordTypeDescription): RecordRef[] {
	return fields.flatMap((field) => {
		const value = values[field.name];
		const link = typeof value === 'string' ? linkOf(field, value) : null;
		return link === null ? [] : [link];
	});
}

/** A link to one type is the id; a link to any is `type/id`. */
export function linkOf({ kind, target }: Field, value: string): RecordRef | null {
	if (kind !== 'record') return null;
	if (target !== undefined) return { type: target, id: value };
	const slash = value.indexOf('/');
	return slash > 0 ? { type: value.slice(0, slash), id: value.slice(slash + 1) } : null;
}

function text(value: FieldValue | undefined): string | null {
	return typeof value === 'string' ? value : null;
}
