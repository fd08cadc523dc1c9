import { emailAddress, webAddress } from '../../../model/addresses';
import { isBlank, readBoolean, readDate, readMoment, readNumber, readText } from '../../../model/coercion';
import { CrmError, shorten } from '../../../model/CrmError';
import { fieldNotFound } from '../../../model/fieldNames';
import type { CrmRecord, FieldValue, Values } from '../../../model/record';
import type { Field, Pipeline, RecordTypeDescription } from '../../../model/recordType';
import { findPipeline, findStage, pipelineOfStage, pipelineWhere } from '../../../model/stageNames';
import type { Directory, GivenValues } from '../directory/directory';
import { sameName } from '../../../model/normalForm';
import { phoneText } from '../../../model/phoneForm';
import { splitChoices } from './splitChoices';

/**
 * Checks many sets of values of one record type and turns what people write into what is stored. `current` holds the
 * records to be changed, at the same indexes; where there is none, a record is created: empty values are then left out,
 * so that defaults apply. Reference data is read once, and linked records are looked up once per field, whatever the
 * number of rows. Throws notFound, invalidValue.
 */
export async function resolveValues(
	directory: Directory,
	description: RecordTypeDescription,
	given: readonly GivenValues[],
	timeZone: string,
	current: ReadonlyArray<CrmRecord | undefined> = [],
): Promise<Values[]> {
	const fields = usedFields(description, given);
	const readers = new Map<string, Reader>();
	for (const field of fields) {
		if (field.kind !== 'pipeline' && field.kind !== 'stage') readers.set(field.name, await readerOf(field, directory, given, timeZone));
	}
	const stages = new Map<string, Values>();
	const valuesOf = (row: GivenValues, index: number) => {
		const record = current[index];
		const values: Values = {};
		for (const name in row) {
			const read = readers.get(name);
			const value = row[name];
			if (read === undefined || value === undefined) continue;
			if (!isBlank(value)) values[name] = read(value);
			else if (record !== undefined) values[name] = null;
		}
		return Object.assign(values, stageValues(description, row, record, stages));
	};
	return await directory.stages(description, () => given.map(valuesOf));
}

type Reader = (value: unknown) => FieldValue;

function usedFields(description: RecordTypeDescription, given: readonly GivenValues[]): Field[] {
	const byName = new Map(description.fields.map((field) => [field.name, field]));
	const used = new Map<string, Field>();
	for (const row of given) {
		for (const name in row) {
			if (used.has(name) || row[name] === undefined) continue;
			const field = byName.get(name);
			if (field === undefined)
				throw fieldNotFound(
					description,
					name,
					description.fields.filter((other) => !other.readOnly),
				);
			if (field.readOnly) throw new CrmError('invalidValue', `${labelOf(field)} is set by the CRM itself.`, `Leave out "${name}".`);
			used.set(name, field);
		}
	}
	return [...used.values()];
}

function labelOf(field: Field): string {
	return field.label === field.name ? `Field "${field.name}"` : `Field "${field.label}" (${field.name})`;
}

async function readerOf(field: Field, directory: Directory, given: readonly GivenValues[], timeZone: string): Promise<Reader> {
	const label = labelOf(field);
	switch (field.kind) {
		case 'number':
		case 'money':
			return (value) => readNumber(value, label);
		case 'boolean':
			return remembered((value) => readBoolean(value, label));
		case 'date':
			return remembered((value) => readDate(value, timeZone, label));
		case 'dateTime':
			return (value) => readMoment(value, timeZone, label).toISOString();
		case 'choice':
			return remembered((value) => readChoice(field, readText(value, label), label));
		case 'multiChoice':
			return remembered((value) => readChoices(field, value, label));
		case 'user': {
			const people = await directory.people();
			return remembered((value) => people.resolve(readText(value, label), label).id);
		}
		case 'record': {
			// A link to a record of any type is written as it is stored: `deal/12`.
			if (field.target === undefined) return (value) => readText(value, label);
			const ids = await directory.links(field.target, writtenIn(given, field.name, label), label);
			return (value) => ids.get(readText(value, label)) ?? null;
		}
		// What is no address is told apart, or refused, by the CRM: a condition may ask for it.
		case 'email':
			return (value) => readAddress(value, label, emailAddress);
		case 'url':
			return (value) => readAddress(value, label, webAddress);
		case 'phone':
			return (value) => phoneText(readText(value, label));
		default:
			return (value) => readText(value, label);
	}
}

function readAddress(value: unknown, label: string, addressIn: (text: string) => string | undefined): string {
	const text = readText(value, label);
	return addressIn(text) ?? text;
}

/** Most columns hold few different values; each is worked out once. */
function remembered(read: Reader): Reader {
	const known = new Map<unknown, FieldValue>();
	return (value) => {
		let result = known.get(value);
		if (result === undefined) {
			result = read(value);
			known.set(value, result);
		}
		return result;
	};
}

function writtenIn(given: readonly GivenValues[], name: string, label: string): Set<string> {
	const texts = new Set<string>();
	for (const row of given) {
		// A field may be called `constructor`, which every object has.
		if (Object.hasOwn(row, name) && !isBlank(row[name])) texts.add(readText(row[name], label));
	}
	return texts;
}

function readChoices(field: Field, value: unknown, label: string): string[] {
	const isChoice = (part: string) => choiceOf(field, part) !== undefined;
	const parts: unknown[] = Array.isArray(value) ? value : splitChoices(readText(value, label), isChoice);
	return [...new Set(parts.filter((part) => !isBlank(part)).map((part) => readChoice(field, readText(part, label), label)))];
}

function readChoice(field: Field, text: string, label: string): string {
	const { options = [] } = field;
	if (options.length === 0) return text;
	const choice = choiceOf(field, text);
	if (choice !== undefined) return choice;
	throw new CrmError(
		'invalidValue',
		`${label}: "${shorten(text)}" is not one of the choices.`,
		`Choose one of: ${options.map((other) => other.label).join(', ')}.`,
	);
}

/** By value or label. */
function choiceOf({ options = [] }: Field, text: string): string | undefined {
	const same = (other: string) => sameName(other, text);
	const option =
		options.find(({ value }) => value === text) ?? options.find((other) => same(other.label)) ?? options.find(({ value }) => same(value));
	return option?.value;
}

/**
 * Pipeline and stage belong together: the stage is looked for in the pipeline given, or else in the record's. `known`
 * keeps what was found: most rows say the same.
 */
function stageValues(
	description: RecordTypeDescription,
	row: GivenValues,
	record: CrmRecord | undefined,
	known: Map<string, Values>,
): Values {
	const pipeline = isBlank(row['pipeline']) ? undefined : readText(row['pipeline'], 'Pipeline');
	const stage = isBlank(row['stage']) ? undefined : readText(row['stage'], 'Stage');
	if (pipeline === undefined && stage === undefined) return {};
	const key = [pipeline, stage, record?.values['pipeline']].join('\n');
	let values = known.get(key);
	if (values === undefined) {
		values = findStageValues(description, pipeline, stage, record);
		known.set(key, values);
	}
	return values;
}

function findStageValues(
	description: RecordTypeDescription,
	pipeline: string | undefined,
	stage: string | undefined,
	record: CrmRecord | undefined,
): Values {
	const given = pipeline === undefined ? undefined : findPipeline(description, pipeline).id;
	if (stage === undefined) return given === undefined ? {} : { pipeline: given };
	const within = pipelineFor(description, given ?? record?.values['pipeline'], record === undefined ? stage : undefined);
	return { pipeline: within.id, stage: findStage(description, within, stage).id };
}

/** A record that is yet to be created has no pipeline: the id of a stage alone says which one is meant. */
function pipelineFor(description: RecordTypeDescription, id: FieldValue | undefined, stageOfNew: string | undefined): Pipeline {
	const isThere = description.pipelines.some((pipeline) => pipeline.id === id);
	const where = isThere || stageOfNew === undefined ? id : pipelineOfStage(description, stageOfNew)?.id;
	return pipelineWhere(description, where, 'Leave out the stage.');
}
