import type { Field, Pipeline, RecordType, RecordTypeDescription, Stage } from '../../../model/recordType';
import type { Output } from '../../../model/output';
import { sameValue } from '../../../model/sameValue';

export type FieldOutput = Output & { name: string; label: string; kind: Field['kind'] };
export type StageOutput = Output & { id: string; name: string; kind: Stage['kind'] };
export type PipelineOutput = Output & { id: string; name: string; stages: StageOutput[] };
export type RecordTypeOutput = Output & { name: string; label: string; fields: FieldOutput[]; pipelines: PipelineOutput[] };

/** `created`: it is new. `reason` says why nothing changed; null when something did. */
export type Saved<Thing extends Output> = Thing & { created: boolean; reason: string | null };

/** `before`: as it was presented, if it was there. `what`: its kind, for people. */
export function presentSaving<Thing extends Output>(what: string, before: Thing | undefined, after: Thing): Saved<Thing> {
	const unchanged = before !== undefined && sameValue(before, after);
	return { ...after, created: before === undefined, reason: unchanged ? `The ${what} was like this already.` : null };
}

/** `records`: how many there are. */
export function presentType(type: RecordTypeDescription, records: number): RecordTypeOutput {
	const { name, label, pluralLabel, editable } = type;
	return {
		name,
		label,
		pluralLabel,
		editable,
		records,
		fields: type.fields.map((field) => presentField(field, type)),
		pipelines: type.pipelines.map((pipeline) => presentPipeline(pipeline, type)),
	};
}

export function presentField(field: Field, type: RecordType): FieldOutput {
	const { name, label, kind, required, options = [], default: given = null, target = null, system, readOnly = false, help = null } = field;
	return {
		recordType: type.name,
		recordTypeLabel: type.label,
		name,
		label,
		kind,
		required,
		options: options.map((option) => ({ ...option })),
		default: given,
		target,
		help,
		system,
		readOnly,
	};
}

export function presentPipeline(pipeline: Pipeline, type: RecordType): PipelineOutput {
	const { id, name, stages, skipping = 'allowed', backwards = 'allowed' } = pipeline;
	return {
		recordType: type.name,
		recordTypeLabel: type.label,
		id,
		name,
		skipping,
		backwards,
		stages: stages.map((stage) => presentStage(stage, pipeline)),
	};
}

/** `position` counts from 1. */
export function presentStage({ id, name, kind }: Stage, pipeline: Pipeline): StageOutput {
	return {
		pipeline: pipeline.name,
		pipelineId: pipeline.id,
		id,
		name,
		kind,
		position: pipeline.stages.findIndex((stage) => stage.id === id) + 1,
	};
}
