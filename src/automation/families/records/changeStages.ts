import { isBlank } from '../../../model/coercion';
import { CrmError } from '../../../model/CrmError';
import type { HistoryDraft } from '../../../model/history';
import { refKey, titleOf, type CrmRecord, type RecordRef } from '../../../model/record';
import type { RecordTypeDescription, Stage } from '../../../model/recordType';
import { findStage, pipelineWhere, stagePosition } from '../../../model/stageNames';
import { Directory } from '../../words/directory/directory';
import { eachType } from './eachType';
import type { Operation } from '../../engine/effects/Operation';
import { presentRecords, type RecordOutput } from '../../words/output/present';
import { recordsByRef } from '../../words/reading/readRecords';
import { completeOfMoved } from '../../words/following/activitiesOfMoves';
import type { ChangeStageInput } from './inputs';

/** The record after it; `moved` is false when it stayed where it was. `stageBefore` is a name. */
export type StageChangeOutput = RecordOutput & { moved: boolean; stageBefore: string | null };

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
			return group.map((input) => moveOf(input, records.get(refKey(input))!, description));
		});
		const updated = new Map<string, CrmRecord>();
		await eachType(
			moves.filter(({ moved }) => moved),
			async (type, group) => {
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
			},
		);
		const outputs = await presentRecords(
			scope,
			inputs.map((input) => updated.get(refKey(input)) ?? records.get(refKey(input))!),
			directory,
		);
		return outputs.map((output, index) => ({ ...output, moved: moves[index]!.moved, stageBefore: moves[index]!.before?.name ?? null }));
	},
};

interface Move extends RecordRef {
	before: Stage | undefined;
	stage: Stage;
	moved: boolean;
}

function moveOf(
	{ type, id, stage: reference, onlyForward = false }: ChangeStageInput,
	record: CrmRecord,
	description: RecordTypeDescription,
): Move {
	if (isBlank(reference))
		throw new CrmError('missingValue', `No stage was given for ${type} "${titleOf(record)}".`, 'Choose the stage to move to.');
	const pipeline = pipelineWhere(description, record.values['pipeline'], 'Choose a record type with a pipeline.');
	const stage = findStage(description, pipeline, reference);
	const from = stagePosition(pipeline, String(record.values['stage']));
	const to = stagePosition(pipeline, stage.id);
	return { type, id, before: pipeline.stages[from], stage, moved: onlyForward ? to > from : to !== from };
}

function responsibleOf(record: CrmRecord): string | undefined {
	return typeof record.values.responsible === 'string' ? record.values.responsible : undefined;
}

function noteOf({ type, id, before, stage }: Move, actor: string | undefined): HistoryDraft {
	const text = before === undefined ? `Stage set to "${stage.name}".` : `Stage changed from "${before.name}" to "${stage.name}".`;
	return { type: 'stageChange', text, record: { type, id }, userId: actor ?? null };
}
