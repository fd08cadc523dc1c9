import { CrmError, notFound } from './CrmError';
import type { FieldValue } from './record';
import type { Pipeline, RecordTypeDescription, Stage } from './recordType';
import { sameName } from './normalForm';

/** The pipeline of that id or name among those of the type. Throws notFound, and invalidValue for a name that several have. */
export function findPipeline(description: RecordTypeDescription, reference: string): Pipeline {
	const found = byIdOrName(description.pipelines, reference);
	if (found.length === 0)
		throw pipelineNotFound(
			description,
			reference,
			description.pipelines.map(({ name }) => name),
		);
	return single(found, 'pipelines', reference);
}

/** `Pipeline "Salse" does not exist in record type "Deal".` `candidates`: the ids or the names, whichever is asked for. */
export function pipelineNotFound({ label }: RecordTypeDescription, reference: string, candidates: readonly string[]): CrmError {
	return notFound('pipeline', reference, candidates, `in record type "${label}"`);
}

/** A stage that is not where it was looked for. */
export class UnknownStage extends CrmError {
	/** As it was given: a name, or an id, which may be that of a stage of another record type. */
	readonly reference: string;

	constructor({ code, message, remedy }: CrmError, reference: string) {
		super(code, message, remedy);
		this.reference = reference;
	}
}

/** `Stage "Wonn" does not exist in pipeline "Sales".` `key`: what is asked for, and what the remedy names. */
export function stageNotFound(pipelines: readonly Pipeline[], reference: string, key: 'id' | 'name'): UnknownStage {
	const names = pipelines.map(({ name }) => `"${name}"`).join(', ');
	const error = notFound(
		'stage',
		reference,
		pipelines.flatMap(({ stages }) => stages.map((stage) => stage[key])),
		pipelines.length === 0 ? '' : pipelines.length === 1 ? `in pipeline ${names}` : `in any of the pipelines ${names}`,
	);
	return new UnknownStage(error, reference);
}

/**
 * The pipeline of that id, where a record stands; the first of its type where it stands in none, which is so when it was
 * there before its type had pipelines. Throws invalidValue for a type without.
 */
export function pipelineWhere({ pipelines, label }: RecordTypeDescription, id: FieldValue | undefined, remedy: string): Pipeline {
	const pipeline = pipelines.find((candidate) => candidate.id === id) ?? pipelines[0];
	if (pipeline === undefined) throw new CrmError('invalidValue', `Records of type "${label}" have no stages.`, remedy);
	return pipeline;
}

/**
 * The stage of that id or name in a pipeline. Throws notFound (naming the other pipeline when the stage is there), and
 * invalidValue for a name that several have.
 */
export function findStage(description: RecordTypeDescription, pipeline: Pipeline, reference: string): Stage {
	const found = byIdOrName(pipeline.stages, reference);
	if (found.length > 0) return single(found, `stages of pipeline "${pipeline.name}"`, reference);
	const names = pipeline.stages.map((stage) => stage.name);
	const other = description.pipelines.find((candidate) => byIdOrName(candidate.stages, reference).length > 0);
	if (other === undefined) throw stageNotFound([pipeline], reference, 'name');
	throw new CrmError(
		'notFound',
		`Stage "${byIdOrName(other.stages, reference)[0]!.name}" is in pipeline "${other.name}", and the record is in pipeline "${pipeline.name}".`,
		`Choose a stage of "${pipeline.name}" (${names.join(', ')}), or give the pipeline "${other.name}" too.`,
	);
}

/** Whether a stage of the pipeline has that id or name. */
export function hasStage(pipeline: Pipeline, reference: string): boolean {
	return byIdOrName(pipeline.stages, reference).length > 0;
}

/** The pipeline that has a stage of that id. */
export function pipelineOfStage(description: RecordTypeDescription, stageId: string): Pipeline | undefined {
	return description.pipelines.find((pipeline) => pipeline.stages.some((stage) => stage.id === stageId));
}

/** Index of a stage in its pipeline, from 0; -1 for a stage that is not there. */
export function stagePosition(pipeline: Pipeline, stageId: string | null): number {
	return pipeline.stages.findIndex((stage) => stage.id === stageId);
}

function byIdOrName<Named extends { id: string; name: string }>(all: readonly Named[], reference: string): Named[] {
	const exact = all.filter((one) => one.id === reference);
	if (exact.length > 0) return exact;
	return all.filter((one) => sameName(one.name, reference));
}

function single<Named extends { id: string; name: string }>(found: readonly Named[], what: string, reference: string): Named {
	if (found.length === 1) return found[0]!;
	throw new CrmError(
		'invalidValue',
		`${found.length} ${what} are called "${reference}": ${found.map((one) => one.id).join(', ')}.`,
		'Give the id instead of the name.',
	);
}
