import { isEmpty } from '../../../model/conditions';
import type { CrmRecord, FieldValue, Values } from '../../../model/record';
import type { Field, RecordTypeDescription } from '../../../model/recordType';

/**
 * Which value a field of the master gets. `fillEmpty`: its own; when that is empty, that of the other record that was changed
 * last. `newest`: that of the record that was changed last among those that have one. `master`: its own, even when empty.
 */
export const MERGE_CHOICES = ['fillEmpty', 'newest', 'master'] as const;
export type MergeChoice = (typeof MERGE_CHOICES)[number];

/** A field of the master that gets another value, and from which record. */
export interface MergedField {
	field: Field;
	value: FieldValue;
	from: CrmRecord;
}

/**
 * The fields that change by merging the others into the master; `choices` are by field, `usual` is for the rest. The stage
 * stays the master's unless it is chosen: a merge is no step forward. Fields that the CRM sets itself and links
 * to one of the merged records are left out.
 */
export function mergedFields(
	description: RecordTypeDescription,
	master: CrmRecord,
	others: readonly CrmRecord[],
	usual: MergeChoice,
	choices: ReadonlyMap<string, MergeChoice>,
): MergedField[] {
	const newestFirst = [...others].sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : a.updatedAt > b.updatedAt ? -1 : 0));
	const merged = new Set([master, ...others].map(({ id }) => id));
	const stageChoice = choices.get('stage') ?? choices.get('pipeline') ?? 'master';
	return description.fields.flatMap((field): MergedField[] => {
		if (field.readOnly === true) return [];
		const isStageOrPipeline = field.kind === 'pipeline' || field.kind === 'stage';
		const choice = isStageOrPipeline ? stageChoice : (choices.get(field.name) ?? usual);
		const usable = (record: CrmRecord) =>
			!isEmpty(record.values[field.name]) && !(field.target === description.name && merged.has(String(record.values[field.name])));
		const from = sourceOf(choice, master, newestFirst, usable);
		if (from === undefined || from === master) return [];
		const value = from.values[field.name]!;
		return JSON.stringify(value) === JSON.stringify(master.values[field.name]) ? [] : [{ field, value, from }];
	});
}

export function valuesOf(fields: readonly MergedField[]): Values {
	return Object.fromEntries(fields.map(({ field, value }) => [field.name, value]));
}

function sourceOf(
	choice: MergeChoice,
	master: CrmRecord,
	newestFirst: readonly CrmRecord[],
	usable: (record: CrmRecord) => boolean,
): CrmRecord | undefined {
	if (choice === 'master') return master;
	const newest = newestFirst.find(usable);
	if (!usable(master)) return newest;
	return choice === 'newest' && newest !== undefined && newest.updatedAt > master.updatedAt ? newest : master;
}
