import { CrmError, shorten } from '../../../model/CrmError';
import { findField } from '../../../model/fieldNames';
import { refKey, titleOf, type CrmRecord, type RecordRef, type Values } from '../../../model/record';
import type { RecordTypeDescription } from '../../../model/recordType';
import type { WriteContext } from '../../../model/write';
import { completeOfMoved } from '../../words/following/activitiesOfMoves';
import { Directory } from '../../words/directory/directory';
import { relinkingCrm } from '../../words/directory/optionalParts';
import type { Operation } from '../../engine/effects/Operation';
import type { MergeRecordsInput } from './inputs';
import { mergedFields, valuesOf, type MergedField } from './mergeFieldValues';
import type { Output } from '../../../model/output';
import { presentRecords, type RecordOutput } from '../../words/output/present';
import { presenterOf } from '../../words/output/presentRecords';
import { recordsByRef } from '../../words/reading/readRecords';
import { resolveValues } from '../../words/values/resolveValues';
import type { Scope } from '../../engine/Scope';

/** The master after it. */
export type MergeOutput = RecordOutput & {
	merged: Array<{ id: string; title: string }>;
	/** How many of each belong to the master now; `links` are fields of other records. */
	moved: {
		tasks: number;
		history: number;
		notifications: number;
		projects: number;
		activities: number;
		comments: number;
		documents: number;
		links: number;
	};
	/** What changed in the master. `from` is the title of the record the value comes from; null for a value that was given. */
	changedFields: Array<Output & { field: string; label: string; before: string; after: string; from: string | null }>;
	/** Why nothing was merged; null when something was. */
	reason: string | null;
};

/**
 * Merges duplicates into a master: what belongs to them is moved to it, its fields are filled, an entry in its history says
 * what was merged, and the duplicates are deleted, so that they can be restored. Their changes say that they were merged, and by
 * what they were called the master is found from then on. Without duplicates nothing is done: a search may have found none. Throws
 * notFound, invalidValue, missingValue,
 * unsupported.
 */
export const mergeRecords: Operation<MergeRecordsInput, MergeOutput> = {
	name: 'record.merge',
	writes: 'crm',
	target: ({ type, id, duplicates }) => [type, id, [...duplicates].sort()],
	async perform(scope, inputs, write) {
		const outputs: MergeOutput[] = [];
		for (const input of inputs) outputs.push(await merge(scope, input, write));
		return outputs;
	},
};

async function merge(scope: Scope, input: MergeRecordsInput, write: WriteContext): Promise<MergeOutput> {
	const crm = relinkingCrm(scope);
	const master = { type: input.type, id: input.id };
	if (input.duplicates.length === 0) return await unmerged(scope, master);
	const refs = duplicatesOf(input);
	const directory = new Directory(scope);
	const description = await directory.describe(input.type);
	checkFields(description, input);
	const present = (await recordsByRef(crm, [master, ...refs])).get(refKey(master))!;
	const [given] = await resolveValues(directory, description, [input.values ?? {}], scope.timeZone, [present]);

	const moved = { ...(await crm.relink(refs, master, write)), ...(await scope.companions.relink(refs, master, write)) };
	// Their last state, and free of their external ids, which the master may get.
	const removed = await crm.remove(refs, { ...write, reason: { kind: 'merged', into: master.id } });
	const before = (await recordsByRef(crm, [master])).get(refKey(master))!;
	const filled = mergedFields(description, before, removed, input.usual, new Map(Object.entries(input.choices ?? {}))).filter(
		({ field }) => !(field.name in given!),
	);
	const after = await writeMaster(scope, before, { ...valuesOf(filled), ...given }, write);
	const changedFields = await describeChanges(scope, directory, before, after, filled);
	await crm.history.create([{ record: master, text: noteOf(removed, changedFields) }], write);

	const [output] = await presentRecords(scope, [after]);
	const merged = removed.map(({ id, values }) => ({ id, title: String(values['title']) }));
	return { ...output!, merged, moved, changedFields, reason: null };
}

async function unmerged(scope: Scope, master: RecordRef): Promise<MergeOutput> {
	const [output] = await presentRecords(scope, [...(await recordsByRef(scope.crm, [master])).values()]);
	const moved = { tasks: 0, history: 0, notifications: 0, projects: 0, activities: 0, comments: 0, documents: 0, links: 0 };
	return { ...output!, merged: [], moved, changedFields: [], reason: 'There is no duplicate to merge into it.' };
}

function duplicatesOf({ type, id, duplicates }: MergeRecordsInput): RecordRef[] {
	const others = [...new Set(duplicates)].filter((other) => other !== id);
	if (others.length > 0) return others.map((other) => ({ type, id: other }));
	throw new CrmError(
		'missingValue',
		`There is no record to merge into ${type} ${id}.`,
		'Choose at least one duplicate that is another record than the master.',
	);
}

function checkFields(description: RecordTypeDescription, { choices = {} }: MergeRecordsInput): void {
	for (const name in choices) findField(description, name);
}

async function writeMaster(scope: Scope, master: CrmRecord, values: Values, write: WriteContext): Promise<CrmRecord> {
	if (Object.keys(values).length === 0) return master;
	const [updated] = await scope.crm.update(master.type, [{ id: master.id, values, ifVersion: master.version }], write);
	await completeOfMoved(scope, new Map([[refKey(master), master]]), [updated!], write);
	return updated!;
}

async function describeChanges(
	scope: Scope,
	directory: Directory,
	before: CrmRecord,
	after: CrmRecord,
	filled: readonly MergedField[],
): Promise<MergeOutput['changedFields']> {
	const presenter = await presenterOf(scope, directory, [before, after]);
	const description = presenter.describe(after.type);
	return description.fields.flatMap((field) => {
		const [old, now] = [before, after].map(({ values }) => values[field.name] ?? null) as [
			CrmRecord['values'][string],
			CrmRecord['values'][string],
		];
		if (JSON.stringify(old) === JSON.stringify(now)) return [];
		const shown = (value: typeof old) => (value === null ? '' : [presenter.label(field, value, description)].flat().map(String).join(', '));
		const source = filled.find((each) => each.field.name === field.name)?.from;
		return [
			{
				field: field.name,
				label: field.label,
				before: shown(old),
				after: shown(now),
				from: source === undefined ? null : String(source.values['title']),
			},
		];
	});
}

function noteOf(removed: readonly CrmRecord[], changed: MergeOutput['changedFields']): string {
	const names = removed.map((record) => `"${titleOf(record)}" (id ${record.id})`);
	const fields = changed.map(
		({ label, before, after }) => `${label}: ${before === '' ? '' : `"${shorten(before)}" → `}"${shorten(after)}"`,
	);
	return [`Merged with ${names.join(', ')}.`, ...(fields.length === 0 ? [] : [`Taken over: ${fields.join('; ')}.`])].join(' ');
}
