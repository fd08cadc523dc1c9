import type { INodeProperties } from 'n8n-workflow';
import type { Output } from '../../../src/model/output';
import type { RecordOutput } from '../../../src/automation/words/output/present';
import type { ItemParameters } from '../actions/ItemParameters';

/** For operations that put out records with more than ten fields. `simplifiedRecords` reads it. */
export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
	hint: 'Without ids beside names and without empty fields; times in the zone of the workflow',
};

/** The records as the switch of the form says. */
export async function simplifiedRecords(item: ItemParameters, records: readonly RecordOutput[]): Promise<Output[]> {
	if (item.value('simplify', true) !== true) return [...records];
	const { simplifyRecords } = await import('../../../src/automation/families/records/simplifyRecords');
	return await simplifyRecords(item.run.scope, records);
}
