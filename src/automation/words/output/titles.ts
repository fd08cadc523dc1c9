import type { Crm } from '../../../crm/Crm';
import { refKey, type RecordRef } from '../../../model/record';
import type { Directory } from '../directory/directory';
import type { Output } from '../../../model/output';
import { idsByType, recordsStillThere } from '../../engine/recordsById';

/** Titles of records, read together. */
export class Titles {
	private readonly titles: ReadonlyMap<string, string>;

	constructor(titles: ReadonlyMap<string, string>) {
		this.titles = titles;
	}

	/** Null for a record that is gone. */
	of(ref: RecordRef): string | null {
		return this.titles.get(refKey(ref)) ?? null;
	}

	/** `{type, id, title}`, as the output of a node names a record. */
	linkTo(ref: RecordRef | null): Output | null {
		return ref === null ? null : { type: ref.type, id: ref.id, title: this.of(ref) };
	}
}

/** One or a few requests per type, whatever the number; none for those the directory knows. */
export async function readTitles(crm: Crm, directory: Directory, refs: Iterable<RecordRef | null>): Promise<Titles> {
	const titles = directory.knownTitles;
	const wanted = [...refs].filter((ref) => ref !== null && !titles.has(refKey(ref))) as RecordRef[];
	for (const [type, ids] of idsByType(wanted)) {
		if (type === 'user') {
			const people = await directory.people();
			for (const id of ids) titles.set(refKey({ type, id }), people.nameOf(id) ?? id);
		} else {
			directory.rememberTitles((await recordsStillThere(crm, type, ids)).values());
		}
	}
	return new Titles(titles);
}
