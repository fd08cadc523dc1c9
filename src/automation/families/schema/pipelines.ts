import { sameName } from '../../../model/normalForm';
import { isBlank } from '../../../model/coercion';
import { CrmError } from '../../../model/CrmError';
import { slugFromName } from '../../../model/madeNames';
import type { Pipeline, RecordTypeDescription, Stage } from '../../../model/recordType';
import { findPipeline } from '../../../model/stageNames';
import type { Operation } from '../../engine/effects/Operation';
import type { Output } from '../../../model/output';
import { countRecords } from '../../engine/counts';
import type { Scope } from '../../engine/Scope';
import { presentPipeline, presentSaving, type PipelineOutput, type Saved } from './presentSchema';
import { schemaEditor } from '../../words/directory/optionalParts';
import { refuseUsed } from './triggerUse';
import type { DeletePipelineInput, SavePipelineInput } from './inputs';
import { plainText } from '../../../model/plainText';

/** Of one type, or of all; with the number of records in each. Throws notFound. */
export async function listPipelineOutputs(scope: Scope, { type, limit }: { type?: string; limit?: number }): Promise<PipelineOutput[]> {
	const outputs: PipelineOutput[] = [];
	for (const name of type === undefined ? (await scope.crm.recordTypes()).map((other) => other.name) : [type]) {
		const description = await scope.crm.describe(name);
		for (const pipeline of description.pipelines) {
			if (outputs.length === limit) return outputs;
			outputs.push({
				...presentPipeline(pipeline, description),
				records: await countRecords(scope.crm, { type: name, pipeline: pipeline.id }),
			});
		}
	}
	return outputs;
}

/**
 * Creates a pipeline, or brings the present one to this form. Throws notFound, missingValue, invalidValue, and conflict
 * when the id belongs to another type or a stage with records would go.
 */
export const savePipelines: Operation<SavePipelineInput, Saved<PipelineOutput>> = {
	name: 'pipeline.save',
	writes: 'crm',
	target: ({ type, id, name }) => [type, id ?? name],
	async perform(scope, inputs) {
		const results = [];
		for (const input of inputs) {
			const description = await scope.crm.describe(input.type);
			if (isBlank(input.name))
				throw new CrmError('missingValue', `The pipeline of ${description.pluralLabel} has no name.`, 'Give it a name, for example Sales.');
			const name = plainText(input.name);
			const { id, present } = await identityFor(scope, description, name, input.id);
			const stages = input.stages.length === 0 ? (present?.stages ?? []) : stagesFrom(id, name, present?.stages ?? [], input.stages);
			await schemaEditor(scope).savePipeline({
				id,
				name,
				recordType: description.name,
				stages,
				skipping: input.skipping,
				backwards: input.backwards,
			});
			const before = present && presentPipeline(present, description);
			results.push(presentSaving('pipeline', before, await presentSaved(scope, description.name, id)));
		}
		return results;
	},
};

export async function presentSaved(scope: Scope, type: string, id: string): Promise<PipelineOutput> {
	const saved = await scope.crm.describe(type);
	return presentPipeline(
		saved.pipelines.find((pipeline) => pipeline.id === id)!,
		saved,
	);
}

async function identityFor(
	scope: Scope,
	description: RecordTypeDescription,
	name: string,
	givenId: string | undefined,
): Promise<{ id: string; present: Pipeline | undefined }> {
	const alike = isBlank(givenId) ? description.pipelines.find((pipeline) => sameName(pipeline.name, name)) : undefined;
	if (alike !== undefined) return { id: alike.id, present: alike };
	const all = (await Promise.all((await scope.crm.recordTypes()).map(async (type) => await scope.crm.describe(type.name)))).flatMap(
		({ pipelines }) => pipelines,
	);
	if (isBlank(givenId))
		return { id: slugFromName(name, new Set(all.map(({ id }) => id))).replace(/^(?![a-z])/, 'pipeline-'), present: undefined };
	const id = plainText(givenId);
	const present = all.find((pipeline) => pipeline.id === id);
	if (present === undefined || present.recordType === description.name) return { id, present };
	throw new CrmError(
		'conflict',
		`The pipeline id "${id}" is that of the pipeline "${present.name}" of record type "${present.recordType}".`,
		'Give another id, or leave it out: it is then made from the name.',
	);
}

function stagesFrom(pipelineId: string, pipelineName: string, present: readonly Stage[], given: SavePipelineInput['stages']): Stage[] {
	const named = given.map((stage) => ({ kind: stage.kind, name: plainText(stage.name ?? '') }));
	const unnamed = named.findIndex(({ name }) => name === '');
	if (unnamed >= 0)
		throw new CrmError('missingValue', `Stage ${unnamed + 1} of pipeline "${pipelineName}" has no name.`, 'Give every stage a name.');
	const twice = named.find(({ name }, index) => named.findIndex((other) => sameName(other.name, name)) !== index);
	if (twice !== undefined)
		throw new CrmError('invalidValue', `Pipeline "${pipelineName}" has the stage "${twice.name}" twice.`, 'Give every stage another name.');
	const taken = new Set(present.map(({ id }) => id.slice(pipelineId.length + 1)));
	return named.map(({ name, kind }) => {
		const id = present.find((stage) => sameName(stage.name, name))?.id ?? newStageId(pipelineId, name, taken);
		return { id, name, kind };
	});
}

/** Adds to `taken`: the part of stage ids after the pipeline's. */
export function newStageId(pipelineId: string, name: string, taken: Set<string>): string {
	const slug = slugFromName(name, taken);
	taken.add(slug);
	return `${pipelineId}:${slug}`;
}

export type PipelineDeletion = Output & { deleted: true; id: string; name: string };

/** Throws notFound, conflict (records or triggers). */
export const deletePipelines: Operation<DeletePipelineInput, PipelineDeletion> = {
	name: 'pipeline.delete',
	writes: 'crm',
	target: ({ type, pipeline }) => [type, pipeline],
	async perform(scope, inputs) {
		const results: PipelineDeletion[] = [];
		for (const { type, pipeline: reference, evenIfUsed } of inputs) {
			const { id, name, stages } = findPipeline(await scope.crm.describe(type), reference);
			if (!evenIfUsed) await refuseUsed(scope, `Pipeline "${name}"`, { type, pipeline: id, stages: stages.map((stage) => stage.id) });
			await schemaEditor(scope).removePipeline(id);
			results.push({ deleted: true, recordType: type, id, name });
		}
		return results;
	},
};
