import { CrmError } from '../../../model/CrmError';
import { titleOf, type CrmRecord } from '../../../model/record';
import type { RestoreRecordInput } from './inputs';
import { Directory } from '../../words/directory/directory';
import { restoringCrm } from '../../words/directory/optionalParts';
import type { Operation } from '../../engine/effects/Operation';
import { presentRecords, type RecordOutput } from '../../words/output/present';
import { idsByType, recordsById } from '../../engine/recordsById';

/** The record as it is again. */
export type RestoredRecordOutput = RecordOutput & { restored: true };

/**
 * Brings deleted records back under the same ids; their tasks and history are there again with them. Throws conflict for
 * one that is not deleted, notFound for one that never was, unsupported.
 */
export const restoreRecords: Operation<RestoreRecordInput, RestoredRecordOutput> = {
	name: 'record.restore',
	writes: 'crm',
	target: ({ type, id }) => [type, id],
	bringsBack: true,
	async perform(scope, inputs, write) {
		const crm = restoringCrm(scope);
		const directory = new Directory(scope);
		for (const [type, ids] of idsByType(inputs)) {
			const [there] = (await recordsById(crm, type, ids)).values();
			if (there !== undefined) throw notDeleted((await directory.describe(type)).label, there);
		}
		const restored = await crm.restore(
			inputs.map(({ type, id }) => ({ type, id })),
			write,
		);
		const outputs = await presentRecords(scope, restored, directory);
		return outputs.map((record) => ({ ...record, restored: true }));
	},
};

function notDeleted(label: string, record: CrmRecord): CrmError {
	return new CrmError(
		'conflict',
		`${label} "${titleOf(record)}" (id ${record.id}) is not deleted.`,
		'Choose a deleted record: this one is there, and nothing has to be done.',
	);
}
