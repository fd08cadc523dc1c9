import { meets } from '../../model/conditions';
import { forDraft } from '../../model/CrmError';
import { newHistoryEntry, type HistoryDraft, type HistoryEntry } from '../../model/history';
import { oneByOne } from '../../model/oneByOne';
import type { Condition } from '../../model/query';
import { refKey } from '../../model/record';
import type { WriteContext } from '../../model/write';
import type { HistoryQuery, HistoryStore } from '../Crm';
import { requireNamed, type ExistingIds } from '../namedRecords';
import type { Reference } from '../Reference';
import { requireText } from '../../model/requireText';
import type { Remembered } from './Remembered';
import { thingsOf, type RemoteTable } from './RemoteTable';

/** The CRM itself says when an entry was written. */
export type HistoryTable = RemoteTable<HistoryEntry, Omit<HistoryEntry, 'id' | 'at'>>;

export interface RestHistoryParts {
	reference: Remembered<Reference>;
	/** Its pages are asked by `record` ("deal/12"), `type`, `user` and `at`. */
	table: HistoryTable;
	existingIds: ExistingIds;
}

/** The history of records on a CRM over REST. */
export class RestHistory implements HistoryStore {
	readonly findByKey?: NonNullable<HistoryStore['findByKey']>;
	private readonly parts: RestHistoryParts;

	constructor(parts: RestHistoryParts) {
		this.parts = parts;
		const { table } = parts;
		if (table.byKeys !== undefined) this.findByKey = async (keys) => await table.byKeys!(keys);
	}

	async create(drafts: readonly HistoryDraft[], write: WriteContext): Promise<HistoryEntry[]> {
		const entries = await this.parts.reference.with(async (reference) => {
			const checked = drafts.map((draft, index) => {
				const { at: _, ...entry } = newHistoryEntry(draft, write, '');
				const { userId } = entry;
				if (userId !== null) forDraft(index, () => reference.requireUser(userId, 'on whose behalf the entry is written'));
				return { ...entry, text: requireText(draft.text, 'History entry', index) };
			});
			const named = checked.map(({ record }, index) => ({ ...record, index, where: 'history entry' }));
			await requireNamed(named, { type: (name) => reference.type(name), existingIds: this.parts.existingIds });
			return checked;
		});
		return await oneByOne(entries, async (entry) => await this.parts.table.insert(entry, write));
	}

	async find(query: HistoryQuery): Promise<HistoryEntry[]> {
		const conditions = conditionsOf(query);
		const found: HistoryEntry[] = [];
		for await (const entry of thingsOf(this.parts.table.pages(conditions))) {
			const values = { record: refKey(entry.record), type: entry.type, user: entry.userId, at: entry.at };
			if (conditions.every((condition) => meets(values, condition, NO_MOMENT))) found.push(entry);
		}
		return found.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : a.id < b.id ? 1 : -1)).slice(0, query.limit);
	}
}

/** No condition here is about the present. */
const NO_MOMENT = new Date(0);

function conditionsOf({ record, types, userId, from, until }: HistoryQuery): Condition[] {
	const asked: Array<Condition | false> = [
		record !== undefined && { field: 'record', operator: 'is', value: refKey(record), kind: 'record' },
		types !== undefined && { field: 'type', operator: 'isOneOf', value: [...types], kind: 'choice' },
		userId !== undefined && { field: 'user', operator: 'is', value: userId, kind: 'user' },
		from !== undefined && { field: 'at', operator: 'atLeast', value: from, kind: 'dateTime' },
		until !== undefined && { field: 'at', operator: 'atMost', value: until, kind: 'dateTime' },
	];
	return asked.filter((condition) => condition !== false);
}
