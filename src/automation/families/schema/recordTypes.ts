import { isBlank } from '../../../model/coercion';
import { CrmError } from '../../../model/CrmError';
import { nameFromLabel, pluralOf } from '../../../model/madeNames';
import type { RecordType, RecordTypeDescription } from '../../../model/recordType';
import type { WriteContext } from '../../../model/write';
import type { Operation } from '../../engine/effects/Operation';
import type { Output } from '../../../model/output';
import { countRecords } from '../../engine/counts';
import type { Scope } from '../../engine/Scope';
import { presentSaving, presentType, type RecordTypeOutput, type Saved } from './presentSchema';
import { schemaEditor } from '../../words/directory/optionalParts';
import { refuseUsed } from './triggerUse';
import type { DeleteRecordTypeInput, SaveRecordTypeInput } from './inputs';
import { containsText } from '../../../model/normalForm';
import { plainText } from '../../../model/plainText';

/** In the CRM's order; `search` is a part of the name or the label. `all`: tasks, users and projects too. */
export async function listRecordTypeOutputs(
	scope: Scope,
	filter: { search?: string; all: boolean; limit?: number },
): Promise<RecordTypeOutput[]> {
	const types = (await scope.crm.recordTypes()).filter(
		({ name, label, pluralLabel, editable }) =>
			(filter.all || editable) && containsText(`${name}\n${label}\n${pluralLabel}`, filter.search),
	);
	const outputs: RecordTypeOutput[] = [];
	for (const { name } of types.slice(0, filter.limit)) outputs.push(await presentNamed(scope, name));
	return outputs;
}

export async function presentNamed(scope: Scope, name: string): Promise<RecordTypeOutput> {
	return presentType(await scope.crm.describe(name), await countRecords(scope.crm, { type: name }));
}

/** Creates a type, or changes the labels of the one with that name. Throws missingValue, invalidValue, conflict. */
export const saveRecordTypes: Operation<SaveRecordTypeInput, Saved<RecordTypeOutput>> = {
	name: 'recordType.save',
	writes: 'crm',
	target: ({ name, label }) => name ?? label,
	async perform(scope, inputs) {
		const results = [];
		for (const input of inputs) {
			const types = await scope.crm.recordTypes();
			const label = requiredLabel(input.label, 'record type');
			const name = isBlank(input.name) ? nameFor(label, types) : plainText(input.name);
			const present = types.find((type) => type.name === name);
			const pluralLabel = isBlank(input.pluralLabel)
				? present?.label === label
					? present.pluralLabel
					: pluralOf(label)
				: plainText(input.pluralLabel);
			await schemaEditor(scope).saveRecordType({ name, label, pluralLabel });
			const after = await presentNamed(scope, name);
			const before = present && { ...after, label: present.label, pluralLabel: present.pluralLabel };
			results.push(presentSaving('record type', before, after));
		}
		return results;
	},
};

/** Throws missingValue; `what` names the thing. */
export function requiredLabel(label: string, what: string): string {
	if (!isBlank(label)) return plainText(label);
	throw new CrmError('missingValue', `The ${what} has no label.`, 'Give it a label: what people read.');
}

function nameFor(label: string, types: readonly RecordType[]): string {
	const alike = types.find((type) => type.editable && type.label.toLowerCase() === label.toLowerCase());
	if (alike !== undefined) return alike.name;
	const name = nameFromLabel(label);
	const taken = types.find((type) => type.name === name);
	if (taken === undefined) return name;
	throw new CrmError(
		'conflict',
		`The name "${name}", made from the label "${label}", is that of the record type "${taken.label}".`,
		taken.editable ? `Give another name; or the name "${name}", to change the label of "${taken.label}".` : 'Give another name.',
	);
}

export type RecordTypeDeletion = Output & { deleted: true; name: string; deletedRecords: number };

/**
 * Deletes a type with its fields and pipelines. Its records are deleted one by one, as people do, when that is asked for:
 * triggers see it. Throws notFound, unsupported, conflict (records, links or triggers).
 */
export const deleteRecordTypes: Operation<DeleteRecordTypeInput, RecordTypeDeletion> = {
	name: 'recordType.delete',
	writes: 'crm',
	target: ({ name }) => name,
	async perform(scope, inputs, write) {
		// Asked for first: where the CRM cannot be changed, nothing of what goes before may be done.
		const editor = schemaEditor(scope);
		const results: RecordTypeDeletion[] = [];
		for (const { name, deleteRecords, evenIfUsed } of inputs) {
			const type = await scope.crm.describe(name);
			const records = type.editable ? await countRecords(scope.crm, { type: name }) : 0;
			if (records > 0 && !deleteRecords) throw hasRecords(type, records);
			if (!evenIfUsed) await refuseUsed(scope, `Record type "${type.label}"`, { type: name });
			if (records > 0) await deleteAll(scope, name, write);
			await editor.removeRecordType(name);
			results.push({ deleted: true, name, label: type.label, deletedRecords: records });
		}
		return results;
	},
};

function hasRecords({ label, pluralLabel }: RecordTypeDescription, records: number): CrmError {
	return new CrmError(
		'conflict',
		`Record type "${label}" cannot be deleted: it has ${records === 1 ? 'one record' : `${records} records`}.`,
		`Delete these ${pluralLabel.toLowerCase()} first, or switch on "Also Delete Its Records".`,
	);
}

const RECORDS_AT_ONCE = 1000;

async function deleteAll(scope: Scope, type: string, write: WriteContext): Promise<void> {
	for (;;) {
		const ids: string[] = [];
		for await (const { id } of scope.crm.find(type, { limit: RECORDS_AT_ONCE })) ids.push(id);
		if (ids.length === 0) return;
		await scope.crm.remove(
			ids.map((id) => ({ type, id })),
			write,
		);
	}
}
