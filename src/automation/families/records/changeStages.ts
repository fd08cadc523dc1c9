import { isBlank } from '../../../model/coercion';
import { CrmError } from '../../../model/CrmError';
import type { HistoryDraft } from '../../../model/history';
import { refKey, titleOf, type CrmRecord, type RecordRef } from '../../../model/record';
import type { Pipeline, RecordTypeDescription, Stage } from '../../../model/recordType';
import { findStage, hasStage, pipelineWhere, stagePosition } from '../../../model/stageNames';
import { stageAt, stepNamed } from '../../../model/stageSteps';
import { Directory } from '../../words/directory/directory';
import { eachType } from './eachType';
import type { Operation } from '../../engine/effects/Operation';
import { presentRecords, type RecordOutput } from '../../words/output/present';
import { recordsByRef } from '../../words/reading/readRecords';
import { completeOfMoved } from '../../words/following/activitiesOfMoves';
import type { ChangeStageInput } from './inputs';

/** The record after it. `stageBefore` is a name; `reason` says why the record stayed where it was, and is null when it moved. */
export type StageChangeOutput = RecordOutput & { moved: boolean; stageBefore: string | null; reason: string | null };

/**
 * Moves records on behalf of the writer or, without one, of each record's responsible person, and notes every move in
 * the history (requirement D4). Throws notFound (also for a stage of another pipeline), missingValue.
 */
export const changeStages: Operation<ChangeStageInput, StageChangeOutput> = {
	name: 'record.changeStage',
	writes: 'crm',
	target: ({ type, id, stage }) => [type, id, stage],
	async perform(scope, inputs, write) {
		const directory = new Directory(scope);
		const records = await recordsByRef(scope.crm, inputs);
		const moves = await eachType(inputs, async (type, group) => {
			const description = await directory.describe(type);
			return await directory.stages(description, () => group.map((input) => moveOf(input, records.get(refKey(input))!, description)));
		});
		const updated = new Map<string, CrmRecord>();
		await eachType(moves.filter(isMove), async (type, group) => {
			const last = [...new Map(group.map((move) => [move.id, move])).values()];
			for (const [actor, its] of Map.groupBy(last, (move) => write.actor ?? responsibleOf(records.get(refKey(move))!))) {
				const onBehalf = { ...write, actor };
				const changes = its.map(({ id, stage }) => ({ id, values: { stage: stage.id } }));
				const written = await scope.crm.update(type, changes, onBehalf);
				for (const record of written) updated.set(refKey(record), record);
				await completeOfMoved(scope, records, written, onBehalf);
				await scope.crm.history.create(
					its.map((move) => noteOf(move, actor)),
					onBehalf,
				);
			}
			return group;
		});
		const outputs = await presentRecords(
			scope,
			inputs.map((input) => updated.get(refKey(input)) ?? records.get(refKey(input))!),
			directory,
		);
		return outputs.map((output, index) => {
			const { before, reason } = moves[index]!;
			return { ...output, moved: reason === null, stageBefore: before?.name ?? null, reason };
		});
	},
};

/** What becomes of a record; `reason`: why it stays where it is. */
interface Decision extends RecordRef {
	before: Stage | undefined;
	/** Where it goes; undefined where a step leads nowhere. */
	stage: Stage | undefined;
	reason: string | null;
}

type Move = Decision & { stage: Stage; reason: null };

function isMove(decision: Decision): decision is Move {
	return decision.reason === null;
}

function moveOf(
	{ type, id, stage: reference, onlyForward = false }: ChangeStageInput,
	record: CrmRecord,
	description: RecordTypeDescription,
): Decision {
	if (isBlank(reference))
		throw new CrmError('missingValue', `No stage was given for ${type} "${titleOf(record)}".`, 'Choose the stage to move to.');
	const pipeline = pipelineWhere(description, record.values['pipeline'], 'Choose a record type with a pipeline.');
	const from = stagePosition(pipeline, String(record.values['stage']));
	const before = pipeline.stages[from];
	const step = hasStage(pipeline, reference) ? undefined : stepNamed(reference);
	const target = step === undefined ? { stage: findStage(description, pipeline, reference) } : stageAt(pipeline, before, step);
	if ('reason' in target) return { type, id, before, stage: undefined, reason: target.reason };
	return { type, id, before, stage: target.stage, reason: reasonToStay(pipeline, before, target.stage, onlyForward) };
}

function reasonToStay(pipeline: Pipeline, before: Stage | undefined, stage: Stage, onlyForward: boolean): string | null {
	if (before?.id === stage.id) return `It is at stage "${stage.name}" already.`;
	const isAhead = stagePosition(pipeline, stage.id) > stagePosition(pipeline, before?.id ?? null);
	if (!onlyForward || isAhead) return null;
	return `It is at stage "${before!.name}", which comes after "${stage.name}", and "Only Forward" is on.`;
}

function responsibleOf(record: CrmRecord): string | undefined {
	return typeof record.values.responsible === 'string' ? record.values.responsible : undefined;
}

function noteOf({ type, id, before, stage }: Move, actor: string | undefined): HistoryDraft {
	const text = before === undefined ? `Stage set to "${stage.name}".` : `Stage changed from "${before.name}" to "${stage.name}".`;
	return { type: 'stageChange', text, record: { type, id }, userId: actor ?? null };
}
