import { CrmError, notFound } from '../../../model/CrmError';
import { READY_TYPES, type ReadyType } from '../../../model/readyTypes';
import type { Field, RecordTypeDescription } from '../../../model/recordType';
import type { Operation } from '../../engine/effects/Operation';
import type { Scope } from '../../engine/Scope';
import { presentNamed } from './recordTypes';
import type { RecordTypeOutput, Saved } from './presentSchema';
import { schemaEditor } from '../../words/directory/optionalParts';
import type { AddReadyTypeInput } from './inputs';

/** What was added, by label; `leftOut`: links to types that this CRM does not have. */
export type ReadyTypeOutput = Saved<RecordTypeOutput> & { addedFields: string[]; addedPipelines: string[]; leftOut: string[] };

/**
 * Adds a type with its fields and pipeline. What exists is left as it is, so adding it twice is harmless. Throws notFound,
 * and conflict when a field exists with another kind or a pipeline of that id belongs to another type.
 */
export const addReadyTypes: Operation<AddReadyTypeInput, ReadyTypeOutput> = {
	name: 'recordType.addReadyType',
	writes: 'crm',
	target: ({ readyType }) => readyType,
	async perform(scope, inputs) {
		const results: ReadyTypeOutput[] = [];
		for (const { readyType } of inputs) results.push(await addReadyType(scope, readyTypeOf(readyType)));
		return results;
	},
};

function readyTypeOf(name: string): ReadyType {
	const ready = READY_TYPES.find((type) => type.name === name);
	if (ready === undefined)
		throw notFound(
			'ready type',
			name,
			READY_TYPES.map((type) => type.name),
		);
	return ready;
}

async function addReadyType(scope: Scope, ready: ReadyType): Promise<ReadyTypeOutput> {
	const editor = schemaEditor(scope);
	const { name, label, pluralLabel } = ready;
	const types = await scope.crm.recordTypes();
	const present = types.some((type) => type.name === name) ? await scope.crm.describe(name) : undefined;
	const known = new Set([...types.map((type) => type.name), name]);
	const fields = present === undefined ? ready.fields : ready.fields.filter((field) => !hasField(present, field));
	const linked = fields.filter(({ target }) => target === undefined || known.has(target));
	if (present === undefined) await editor.saveRecordType({ name, label, pluralLabel });
	for (const field of linked) await editor.saveField(name, field);
	const pipeline = await missingPipeline(
		scope,
		ready,
		types.map((type) => type.name),
	);
	if (pipeline !== undefined) await editor.savePipeline(pipeline);
	const nothing = present !== undefined && linked.length === 0 && pipeline === undefined;
	return {
		...(await presentNamed(scope, name)),
		created: present === undefined,
		reason: nothing ? 'The type was there already, with its fields and its pipeline.' : null,
		addedFields: linked.map((field) => field.label),
		addedPipelines: pipeline === undefined ? [] : [pipeline.name],
		leftOut: fields.filter((field) => !linked.includes(field)).map((field) => field.label),
	};
}

/** Throws conflict when it is there, and is something else. */
function hasField({ label, fields }: RecordTypeDescription, wanted: Omit<Field, 'system'>): boolean {
	const present = fields.find(({ name }) => name === wanted.name);
	if (present === undefined) return false;
	if (present.kind === wanted.kind && present.target === wanted.target) return true;
	throw new CrmError(
		'conflict',
		`Record type "${label}" has a field "${present.label}" (${present.name}) of kind ${kindOf(present)}; the ready type needs one of kind ${kindOf(wanted)}.`,
		'Delete that field, or save it with the other kind, then add the ready type again. Nothing was added.',
	);
}

function kindOf({ kind, target }: Pick<Field, 'kind' | 'target'>): string {
	return target === undefined ? kind : `${kind} (${target})`;
}

async function missingPipeline(scope: Scope, { name, pipeline }: ReadyType, types: readonly string[]): Promise<ReadyType['pipeline']> {
	if (pipeline === undefined) return undefined;
	for (const type of types) {
		const described = await scope.crm.describe(type);
		const present = described.pipelines.find(({ id }) => id === pipeline.id);
		if (present === undefined) continue;
		if (type === name) return undefined;
		throw new CrmError(
			'conflict',
			`The pipeline id "${pipeline.id}" is that of the pipeline "${present.name}" of ${described.pluralLabel}.`,
			'Delete that pipeline, or make it anew under another id. Nothing was added.',
		);
	}
	return pipeline;
}
