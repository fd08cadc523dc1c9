import { requireVersions } from '../../words/values/requireVersions';
import { refKey } from '../../../model/record';
import { Directory } from '../../words/directory/directory';
import { eachType } from './eachType';
import type { Operation } from '../../engine/effects/Operation';
import { presentRecords, type DeletedRecordOutput, type RecordOutput } from '../../words/output/present';
import { recordsByRef } from '../../words/reading/readRecords';
import { completeOfMoved } from '../../words/following/activitiesOfMoves';
import { resolveValues } from '../../words/values/resolveValues';
import { whyUnchanged } from './whyUnchanged';
import type { CreateRecordInput, DeleteRecordInput, UpdateRecordInput } from './inputs';

export { changeStages, type StageChangeOutput } from './changeStages';
export { findRecords, getRecord } from './readRecordOutputs';
export { upsertRecords } from './upsertRecords';

/** Throws notFound, invalidValue, missingValue. */
export const createRecords: Operation<CreateRecordInput, RecordOutput> = {
	name: 'record.create',
	writes: 'crm',
	target: ({ type, values }) => [type, values['externalId'] ?? values['title'] ?? null],
	async perform(scope, inputs, write) {
		const directory = new Directory(scope);
		const created = await eachType(inputs, async (type, group) => {
			const description = await directory.describe(type);
			const values = await resolveValues(
				directory,
				description,
				group.map((input) => input.values),
				scope.timeZone,
			);
			return await scope.crm.create(
				type,
				values.map((row) => ({ values: row })),
				write,
			);
		});
		return await presentRecords(scope, created, directory);
	},
};

/** The record after it. `reason` says why nothing changed; null when something did. */
export type UpdateRecordOutput = RecordOutput & { reason: string | null };

/** Throws notFound, invalidValue, missingValue, conflict, unsupported. */
export const updateRecords: Operation<UpdateRecordInput, UpdateRecordOutput> = {
	name: 'record.update',
	writes: 'crm',
	target: ({ type, id }) => [type, id],
	async perform(scope, inputs, write) {
		requireVersions(scope.crm.capabilities, inputs);
		const directory = new Directory(scope);
		const records = await recordsByRef(scope.crm, inputs);
		const updated = await eachType(inputs, async (type, group) => {
			const description = await directory.describe(type);
			const current = group.map((input) => records.get(refKey(input))!);
			const values = await resolveValues(
				directory,
				description,
				group.map((input) => input.values),
				scope.timeZone,
				current,
			);
			return await scope.crm.update(
				type,
				group.map(({ id, ifVersion }, index) => ({ id, ifVersion, values: values[index]! })),
				write,
			);
		});
		await completeOfMoved(scope, records, updated, write);
		const outputs = await presentRecords(scope, updated, directory);
		return outputs.map((output, index) => ({
			...output,
			reason: whyUnchanged(Object.keys(inputs[index]!.values), records.get(refKey(inputs[index]!))!, updated[index]!),
		}));
	},
};

/** The output has the last known state. Throws notFound. */
export const deleteRecords: Operation<DeleteRecordInput, DeletedRecordOutput> = {
	name: 'record.delete',
	writes: 'crm',
	target: ({ type, id }) => [type, id],
	async perform(scope, inputs, write) {
		const removed = await scope.crm.remove(
			inputs.map(({ type, id }) => ({ type, id })),
			write,
		);
		const outputs = await presentRecords(scope, removed);
		return outputs.map((record) => ({ deleted: true, type: record.type, id: record.id, record }));
	},
};
