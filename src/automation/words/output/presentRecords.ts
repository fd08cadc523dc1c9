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

/** What is the same for all records of a type. */
interface Layout {
	names: ReadonlySet<string>;
	/** The fields that come after the system fields; `idName` where the id stands beside the name. */
	others: ReadonlyArray<{ field: Field; idName: string | undefined }>;
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

	/** `stamps` go between the system fields and the others. */
	flat({ type, id }: RecordRef, values: Values, stamps: Output): Output {
		const { pipelines } = this.describe(type);
		const { names, others } = this.layout(type);
		const output: Output = { id, type, title: text(values['title']) ?? text(values['name']) ?? '' };
		if (pipelines.length > 0) Object.assign(output, stageOutput(values, pipelines));
		if (names.has('responsible')) Object.assign(output, this.responsible(text(values['responsible'])));
		if (names.has('externalId')) output['externalId'] = values['externalId'] ?? null;
		Object.assign(output, stamps);
		for (const { field, idName } of others) {
			const value = values[field.name] ?? null;
			output[field.name] = isListOfPeople(type, field) ? this.persons(value) : this.value(field, value);
			if (idName !== undefined) output[idName] = value;
		}
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
		const { fields } = this.describe(type);
		const names = new Set(fields.map((field) => field.name));
		const others = fields
			.filter((field) => !SYSTEM_OUTPUT.has(field.name))
			.map((field) => ({ field, idName: hasIdBeside(field) && !names.has(`${field.name}Id`) ? `${field.name}Id` : undefined }));
		const layout = { names, others };
		this.layouts.set(type, layout);
		return layout;
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

	private responsible(id: string | null): Output {
		const user = this.people.byId(id);
		return { responsible: user?.name ?? null, responsibleId: id, responsibleEmail: user?.email ?? null };
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

function stageOutput(values: Values, pipelines: RecordTypeDescription['pipelines']): Output {
	const pipeline = pipelines.find(({ id }) => id === values['pipeline']);
	const stage = pipeline?.stages.find(({ id }) => id === values['stage']);
	return {
		pipeline: pipeline?.name ?? null,
		pipelineId: values['pipeline'] ?? null,
		stage: stage?.name ?? null,
		stageId: values['stage'] ?? null,
	};
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
