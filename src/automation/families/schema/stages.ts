import { isBlank } from '../../../model/coercion';
import { CrmError } from '../../../model/CrmError';
import type { Pipeline, RecordTypeDescription, Stage } from '../../../model/recordType';
import { findPipeline, findStage } from '../../../model/stageNames';
import type { WriteContext } from '../../../model/write';
import type { Operation } from '../../engine/effects/Operation';
import type { Output } from '../../../model/output';
import { countRecords } from '../../engine/counts';
import type { Scope } from '../../engine/Scope';
import { newStageId } from './pipelines';
import { sameName } from '../../../model/normalForm';
import { presentSaving, presentStage, type Saved, type StageOutput } from './presentSchema';
import { gateWords, presentGates, type GatedStageOutput } from './stageGates';
import { schemaEditor } from '../../words/directory/optionalParts';
import { refuseUsed } from './triggerUse';
import type { DeleteStageInput, SaveStageInput, StagePosition } from './inputs';
import { plainText } from '../../../model/plainText';

/**
 * Of one pipeline (id or name), or of all of the type, in order; with the number of records at each and what it asks for. Throws
 * notFound.
 */
export async function listStageOutputs(
	scope: Scope,
	{ type, pipeline, limit }: { type: string; pipeline?: string; limit?: number },
): Promise<Array<GatedStageOutput & { records: number }>> {
	const description = await scope.crm.describe(type);
	const pipelines = pipeline === undefined ? description.pipelines : [findPipeline(description, pipeline)];
	const outputs: Array<GatedStageOutput & { records: number }> = [];
	const gates = await scope.companions.stageGates.find();
	const words = await gateWords(scope, type);
	for (const one of pipelines) {
		for (const stage of one.stages) {
			if (outputs.length === limit) return outputs;
			outputs.push({
				...presentStage(stage, one),
				records: await countRecords(scope.crm, { type, stage: stage.id }),
				gates: presentGates(gates.get(stage.id) ?? {}, words),
			});
		}
	}
	return outputs;
}

/** Adds a stage, or changes one. Throws notFound, missingValue, invalidValue, conflict. */
export const saveStages: Operation<SaveStageInput, Saved<StageOutput>> = {
	name: 'stage.save',
	writes: 'crm',
	target: ({ type, pipeline, stage, name }) => [type, pipeline, stage ?? name],
	async perform(scope, inputs) {
		const results = [];
		for (const input of inputs) {
			const description = await scope.crm.describe(input.type);
			const pipeline = findPipeline(description, input.pipeline);
			const present = presentStageOf(description, pipeline, input);
			const stage = stageFrom(pipeline, present, input);
			const stages = withStage(description, pipeline, stage, present, input);
			await schemaEditor(scope).savePipeline({ ...pipeline, stages });
			const before = present && presentStage(present, pipeline);
			results.push(presentSaving('stage', before, presentStage(stage, { ...pipeline, stages })));
		}
		return results;
	},
};

function presentStageOf(description: RecordTypeDescription, pipeline: Pipeline, { stage, name }: SaveStageInput): Stage | undefined {
	if (!isBlank(stage)) return findStage(description, pipeline, stage);
	return pipeline.stages.find((other) => sameName(other.name, name ?? ''));
}

function stageFrom(pipeline: Pipeline, present: Stage | undefined, { name: given, kind }: SaveStageInput): Stage {
	const name = isBlank(given) ? present?.name : plainText(given);
	if (name === undefined)
		throw new CrmError('missingValue', `The stage of pipeline "${pipeline.name}" has no name.`, 'Give it a name, for example Proposal.');
	const twice = pipeline.stages.find((other) => other.id !== present?.id && sameName(other.name, name));
	if (twice !== undefined)
		throw new CrmError('conflict', `Pipeline "${pipeline.name}" has a stage "${twice.name}" already.`, 'Choose another name.');
	const taken = new Set(pipeline.stages.map(({ id }) => id.slice(pipeline.id.length + 1)));
	return { id: present?.id ?? newStageId(pipeline.id, name, taken), name, kind };
}

function withStage(
	description: RecordTypeDescription,
	pipeline: Pipeline,
	stage: Stage,
	present: Stage | undefined,
	{ position, after }: SaveStageInput,
): Stage[] {
	if (position === 'usual' && present !== undefined) return pipeline.stages.map((other) => (other.id === stage.id ? stage : other));
	const others = pipeline.stages.filter(({ id }) => id !== stage.id);
	const index = indexFor(description, pipeline, others, stage, position, after);
	return [...others.slice(0, index), stage, ...others.slice(index)];
}

function indexFor(
	description: RecordTypeDescription,
	pipeline: Pipeline,
	others: readonly Stage[],
	stage: Stage,
	position: StagePosition,
	after: string | undefined,
): number {
	if (position === 'first') return 0;
	if (position === 'last' || (position === 'usual' && stage.kind !== 'open')) return others.length;
	if (position === 'usual') return others.findLastIndex(({ kind }) => kind === 'open') + 1;
	if (isBlank(after))
		throw new CrmError('missingValue', `After which stage "${stage.name}" comes is not given.`, 'Choose the stage it comes after.');
	const { id, name } = findStage(description, pipeline, after);
	if (id === stage.id)
		throw new CrmError('invalidValue', `Stage "${name}" cannot come after itself.`, 'Choose another stage it comes after.');
	return others.findIndex((other) => other.id === id) + 1;
}

export type StageDeletion = Output & { deleted: true; id: string; name: string; moved: number };

/**
 * Deletes a stage. Its records are moved first when it is said where to; the pipeline's rules, and what the stage itself asks for,
 * do not hold for that. What the other stage asks for does.
 * Throws notFound, invalidValue (the last stage), conflict (records or triggers).
 */
export const deleteStages: Operation<DeleteStageInput, StageDeletion> = {
	name: 'stage.delete',
	writes: 'crm',
	target: ({ type, pipeline, stage }) => [type, pipeline, stage],
	async perform(scope, inputs, write) {
		// Asked for first: where the CRM cannot be changed, nothing of what goes before may be done.
		const editor = schemaEditor(scope);
		const results: StageDeletion[] = [];
		for (const input of inputs) {
			const { type } = input;
			const description = await scope.crm.describe(type);
			const pipeline = findPipeline(description, input.pipeline);
			const stage = findStage(description, pipeline, input.stage);
			const stages = pipeline.stages.filter(({ id }) => id !== stage.id);
			const what = `Stage "${stage.name}" of pipeline "${pipeline.name}"`;
			if (stages.length === 0)
				throw new CrmError(
					'invalidValue',
					`${what} cannot be deleted: it is the only one.`,
					'Add another stage first, or delete the pipeline.',
				);
			if (!input.evenIfUsed) await refuseUsed(scope, what, { type, stages: [stage.id] });
			const records = await countRecords(scope.crm, { type, stage: stage.id });
			if (records > 0) await moveRecords(scope, { description, pipeline, stage, records, moveTo: input.moveTo }, write);
			await editor.savePipeline({ ...pipeline, stages });
			results.push({
				deleted: true,
				recordType: type,
				pipeline: pipeline.name,
				pipelineId: pipeline.id,
				id: stage.id,
				name: stage.name,
				moved: records,
			});
		}
		return results;
	},
};

interface Leaving {
	description: RecordTypeDescription;
	pipeline: Pipeline;
	stage: Stage;
	records: number;
	moveTo: string | undefined;
}

const RECORDS_AT_ONCE = 1000;

async function moveRecords(scope: Scope, { description, pipeline, stage, records, moveTo }: Leaving, write: WriteContext): Promise<void> {
	const { name: type } = description;
	const count = records === 1 ? 'one record is' : `${records} records are`;
	if (isBlank(moveTo))
		throw new CrmError(
			'conflict',
			`Stage "${stage.name}" of pipeline "${pipeline.name}" cannot be deleted: ${count} at it.`,
			'Choose under "Move Its Records To" the stage they go to.',
		);
	const target = findStage(description, pipeline, moveTo);
	if (target.id === stage.id)
		throw new CrmError(
			'invalidValue',
			`The records of stage "${stage.name}" cannot be moved to the stage that is deleted.`,
			'Choose another stage.',
		);
	await schemaEditor(scope).savePipeline({ ...pipeline, skipping: 'allowed', backwards: 'allowed' });
	await scope.companions.stageGates.save(stage.id, 'leaving', undefined);
	for (;;) {
		const ids: string[] = [];
		for await (const { id } of scope.crm.find(type, {
			conditions: [{ field: 'stage', operator: 'is', value: stage.id }],
			limit: RECORDS_AT_ONCE,
		}))
			ids.push(id);
		if (ids.length === 0) return;
		await scope.crm.update(
			type,
			ids.map((id) => ({ id, values: { stage: target.id } })),
			write,
		);
	}
}
