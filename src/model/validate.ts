import { CrmError, notFound } from './CrmError';
import { fieldNotFound } from './fieldNames';
import type { FieldValue, Values } from './record';
import type { Field, Pipeline, RecordTypeDescription } from './recordType';
import { pipelineNotFound, stageNotFound } from './stageNames';
import { checkValue, isEmptyValue } from './validateValue';

/** Whom a field of kind `user` may name. */
export interface People {
	has(userId: string): boolean;
	/** For the remedy of an error: "12 (Anna Berg)". */
	names(): string[];
}

/** A link that was named: whether the record exists is for the CRM to look up, for many drafts at once. */
export interface RecordLink {
	field: Field;
	type: string;
	id: string;
}

export interface CheckedValues {
	/** Every field of the type, in stored form; null where empty. */
	values: Values;
	links: RecordLink[];
}

/**
 * The values of a new record: checked, brought to their stored form, defaults filled in.
 * Throws notFound (field, stage, pipeline, user), invalidValue, missingValue.
 */
export function checkNewValues(type: RecordTypeDescription, given: Values, people: People): CheckedValues {
	refuseUnknownFields(type, given);
	const checked: CheckedValues = { values: {}, links: [] };
	for (const field of type.fields) {
		const value = givenValue(given, field);
		const wanted = isEmptyValue(value) ? field.default : value;
		checked.values[field.name] = isStageOrPipeline(field) ? null : checkField(field, wanted, people, checked.links);
	}
	setStage(type, given, undefined, checked.values);
	for (const field of type.fields) requireValue(type, field, checked.values[field.name]);
	return checked;
}

/**
 * The values of a record after a change of some of its fields. Fields that are not given stay as they are, even when
 * they would be refused today. Throws notFound, invalidValue, missingValue.
 */
export function checkChangedValues(type: RecordTypeDescription, current: Values, given: Values, people: People): CheckedValues {
	refuseUnknownFields(type, given);
	const checked: CheckedValues = { values: { ...current }, links: [] };
	for (const field of type.fields) {
		const value = givenValue(given, field);
		if (value === undefined || isStageOrPipeline(field)) continue;
		checked.values[field.name] = checkField(field, value, people, checked.links);
		requireValue(type, field, checked.values[field.name]);
	}
	setStage(type, given, current, checked.values);
	return checked;
}

/** A field may be called `constructor`: only what was given counts, not what every object has. */
function givenValue(given: Values, { name }: Field): FieldValue | undefined {
	return Object.hasOwn(given, name) ? given[name] : undefined;
}

/** One field's value in its stored form; `links` collects the records it names. */
function checkField(field: Field, value: unknown, people: People, links: RecordLink[]): FieldValue {
	const stored = checkValue(field, value);
	if (stored === null) return null;
	if (field.kind === 'user' && !people.has(String(stored))) {
		throw notFound('user', String(stored), people.names(), `for field "${field.label}"`);
	}
	if (field.kind === 'record') links.push(linkOf(field, String(stored)));
	return stored;
}

function linkOf(field: Field, stored: string): RecordLink {
	if (field.target !== undefined) return { field, type: field.target, id: stored };
	const slash = stored.indexOf('/');
	if (slash < 1) {
		throw new CrmError(
			'invalidValue',
			`Field "${field.label}": "${stored}" names no record.`,
			'Give the record type and the id, for example deal/12.',
		);
	}
	return { field, type: stored.slice(0, slash), id: stored.slice(slash + 1) };
}

function refuseUnknownFields(type: RecordTypeDescription, given: Values): void {
	const names = fieldNames(type);
	for (const name in given) {
		if (given[name] === undefined || names.has(name)) continue;
		throw fieldNotFound(type, name);
	}
}

/** Made once per description: thousands of drafts are checked against the same one. */
function fieldNames(type: RecordTypeDescription): ReadonlySet<string> {
	let names = namesOfType.get(type);
	if (names === undefined) namesOfType.set(type, (names = new Set(type.fields.map(({ name }) => name))));
	return names;
}

const namesOfType = new WeakMap<RecordTypeDescription, ReadonlySet<string>>();

function requireValue(type: RecordTypeDescription, field: Field, value: FieldValue | undefined): void {
	if (field.required && isEmptyValue(value)) throw requiredButEmpty(type, field);
}

/** Of a field that must have a value. */
export function requiredButEmpty(type: Pick<RecordTypeDescription, 'label'>, field: Pick<Field, 'label' | 'name'>): CrmError {
	return new CrmError(
		'missingValue',
		`${type.label}: field "${field.label}" is required and has no value.`,
		`Give a value for "${field.label}" (${field.name}).`,
	);
}

/** Pipeline and stage decide each other, so they are checked together. */
function isStageOrPipeline(field: Field): boolean {
	return field.kind === 'pipeline' || field.kind === 'stage';
}

/**
 * Only the stage given: its pipeline. Only the pipeline given: its first stage, unless the record is in it already.
 * Neither given: a new record goes to the first stage of the first pipeline, and one that exists stays.
 */
function setStage(type: RecordTypeDescription, given: Values, current: Values | undefined, values: Values): void {
	const first = type.pipelines[0];
	if (current !== undefined && first !== undefined) refuseEmptyStage(type, given);
	const pipeline = isEmptyValue(given.pipeline) ? undefined : findPipeline(type, given.pipeline);
	const stage = isEmptyValue(given.stage) ? undefined : findStage(type, given.stage, pipeline);
	if (stage !== undefined) {
		if (pipeline !== undefined && pipeline.id !== stage.pipeline.id) {
			throw new CrmError(
				'invalidValue',
				`Stage "${stage.name}" (${stage.id}) belongs to pipeline "${stage.pipeline.name}", not to pipeline "${pipeline.name}".`,
				`Choose a stage of "${pipeline.name}": ${pipeline.stages.map(({ id }) => id).join(', ')}; or leave the pipeline out.`,
			);
		}
		values.pipeline = stage.pipeline.id;
		values.stage = stage.id;
		return;
	}
	if (pipeline === undefined && current !== undefined) return;
	const entered = pipeline ?? first;
	if (entered === undefined || current?.pipeline === entered.id) return;
	values.pipeline = entered.id;
	values.stage = entered.stages[0]?.id ?? null;
}

function refuseEmptyStage(type: RecordTypeDescription, given: Values): void {
	for (const field of type.fields) {
		const value = givenValue(given, field);
		if (value === undefined || !isStageOrPipeline(field)) continue;
		requireValue(type, { ...field, required: true }, value);
	}
}

function findPipeline(type: RecordTypeDescription, given: unknown): Pipeline {
	const pipeline = type.pipelines.find(({ id }) => id === given);
	if (pipeline === undefined)
		throw pipelineNotFound(
			type,
			String(given),
			type.pipelines.map(({ id }) => id),
		);
	return pipeline;
}

function findStage(type: RecordTypeDescription, given: unknown, wanted: Pipeline | undefined) {
	for (const pipeline of type.pipelines) {
		const stage = pipeline.stages.find(({ id }) => id === given);
		if (stage !== undefined) return { ...stage, pipeline };
	}
	throw stageNotFound(wanted === undefined ? type.pipelines : [wanted], String(given), 'id');
}
