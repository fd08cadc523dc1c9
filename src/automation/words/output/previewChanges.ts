import type { Change } from '../../../model/change';
import { isEmpty } from '../../../model/conditions';
import { refKey } from '../../../model/record';
import { Directory } from '../directory/directory';
import type { Output } from '../../../model/output';
import { presentChanges, type ChangedValue } from './presentChange';
import type { Scope } from '../../engine/Scope';

/** A change that would be made, in the words of people. */
export type PreviewedChange = Output & {
	event: Change['kind'];
	/** `id` is null for a record that would be made. */
	record: { type: string; typeLabel: string; id: string | null; title: string };
	/** Of a new record all that it would have; of a deleted one nothing. */
	values: ChangedValue[];
};

/** `made`: the keys of the records that exist only in the transaction that is undone. */
export async function previewChanges(scope: Scope, changes: readonly Change[], made: ReadonlySet<string>): Promise<PreviewedChange[]> {
	const directory = new Directory(scope);
	const outputs = await presentChanges(scope, changes.map(withFirstValues));
	const previews: PreviewedChange[] = [];
	for (const [index, { kind, ref }] of changes.entries()) {
		const { record, values } = outputs[index]!;
		const { label } = await directory.describeKept(ref.type);
		previews.push({
			event: kind,
			record: { type: ref.type, typeLabel: label, id: made.has(refKey(ref)) ? null : ref.id, title: String(record.title ?? '') },
			values,
		});
	}
	return previews;
}

/** What a new record has counts as changed. */
function withFirstValues(change: Change): Change {
	if (change.kind !== 'created') return change;
	return { ...change, changed: Object.entries(change.after ?? {}).flatMap(([field, value]) => (isEmpty(value) ? [] : [field])) };
}
