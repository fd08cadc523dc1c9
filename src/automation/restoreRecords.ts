import { CrmError } from '../model/CrmError';
import type { RecordRef } from '../model/record';
import { Directory } from './directory';
import { eachType } from './eachType';
import type { Operation } from './effects';
import { presentRecords, type RecordOutput } from './present';
import { recordsById } from './readRecords';

/** The record as it is again. */
export type RestoredRecordOutput = RecordOutput & { restored: true };

/**
 * Brings deleted records back under the same ids; their tasks and history are there again with them. Throws conflict for
 * one that is not deleted, notFound for one that never was, unsupported.
 */
export const restoreRecords: Operation<RecordRef, RestoredRecordOutput> = {
	name: 'record.restore',
	target: ({ type, id }) => [type, id],
	bringsBack: true,
	async perform(scope, inputs, write) {
		const { crm } = scope;
		if (crm.restore === undefined) throw new CrmError('unsupported', `${crm.capabilities.name} cannot bring back deleted records.`, 'Restore the record in the CRM itself.');
		const directory = new Directory(scope);
		await eachType(inputs, async (type, group) => {
			const { label } = await directory.describe(type);
			const there = await recordsById(crm, type, group.map(({ id }) => id));
			for (const { id, values } of there.values()) {
				throw new CrmError('conflict', `${label} "${String(values['title'])}" (id ${id}) is not deleted.`, 'Choose a deleted record: this one is there, and nothing has to be done.');
			}
			return group;
		});
		const restored = await crm.restore(inputs.map(({ type, id }) => ({ type, id })), write);
		const outputs = await presentRecords(scope, restored, directory);
		return outputs.map((record) => ({ ...record, restored: true }));
	},
};
