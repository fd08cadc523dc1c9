import type { SqlDatabase } from '../../sql/SqlDatabase';
import type { RecordRef, Values } from '../../model/record';
import type { RecordTypeDescription } from '../../model/recordType';
import type { WriteContext } from '../../model/write';
import type { RelinkedCounts } from '../Crm';
import { idNumber } from './ids';
import { requireRecords } from './RecordLinks';
import type { RecordReader } from './RecordReader';
import { moveOf, moveRows, type Move } from './moveRows';
import { relinkDocuments } from './relinkDocuments';
import type { RecordWriter } from './RecordWriter';
import type { CrmTables } from './tables';
import type { UserStore } from './UserStore';
import type { Writer } from './Writer';

/**
 * The tables whose rows name a record by `record_type` and `record_id`. The versions of those that are records for
 * automation are counted.
 */
const NAMING_TABLES = [
	{ count: 'tasks', table: 'task', versioned: true },
	{ count: 'history', table: 'history_entry', versioned: false },
	{ count: 'activities', table: 'activity', versioned: true },
	{ count: 'comments', table: 'comment', versioned: false },
] as const;

interface Parts {
	database: SqlDatabase<CrmTables>;
	writer: Writer;
	reader: RecordReader;
	records: RecordWriter;
	users: UserStore;
}

/** Lets what names a record name another one instead, before the first is deleted for the sake of the second. */
export class RecordRelinker {
	private readonly parts: Parts;

	constructor(parts: Parts) {
		this.parts = parts;
	}

	async relink(from: readonly RecordRef[], to: RecordRef, context: WriteContext): Promise<RelinkedCounts> {
		return await this.parts.writer.write(context, async (writing) => {
			writing.reference.editableType(to.type);
			await requireRecords(
				this.parts.database,
				writing.reference,
				[...from, to].map((ref, index) => ({ ...ref, index, where: 'to be linked anew' })),
			);
			const move = moveOf(from, to);
			const counts: RelinkedCounts = {
				tasks: 0,
				history: 0,
				activities: 0,
				comments: 0,
				documents: 0,
				links: 0,
			};
			for (const { count, table, versioned } of NAMING_TABLES)
				counts[count] = await moveRows(this.parts.database, { table, versioned }, move, writing);
			counts.documents = await relinkDocuments(
				this.parts.database,
				move.type,
				move.ids.map((id) => idNumber(id)!),
				idNumber(to.id)!,
				writing.at,
			);
			for (const type of writing.reference.types.values()) counts.links += await this.moveFields(type, move, context);
			return counts;
		});
	}

	/** Custom fields of records and users; the links of tasks and projects are columns. */
	private async moveFields(type: RecordTypeDescription, { type: target, ids, to }: Move, context: WriteContext): Promise<number> {
		const fields = type.fields.filter((field) => field.kind === 'record' && field.target === target);
		if (fields.length === 0 || !(type.editable || type.name === 'user')) return 0;
		const changes = new Map<string, Values>();
		for (const { name } of fields) {
			for await (const record of this.parts.reader.find(type.name, { conditions: [{ field: name, operator: 'isOneOf', value: ids }] })) {
				if (record.type === target && ids.includes(record.id)) continue;
				const linksToItself = record.type === target && record.id === to.id;
				changes.set(record.id, { ...changes.get(record.id), [name]: linksToItself ? null : to.id });
			}
		}
		if (changes.size === 0) return 0;
		await this.write(type, changes, context);
		return [...changes.values()].reduce((sum, values) => sum + Object.keys(values).length, 0);
	}

	private async write(type: RecordTypeDescription, changes: ReadonlyMap<string, Values>, context: WriteContext): Promise<void> {
		if (type.editable) {
			await this.parts.records.update(
				type.name,
				[...changes].map(([id, values]) => ({ id, values })),
				context,
			);
			return;
		}
		const users = (await this.parts.users.find()).filter(({ id }) => changes.has(id));
		await this.parts.users.update(
			users.map((user) => ({ ...user, values: { ...user.values, ...changes.get(user.id) } })),
			context,
		);
	}
}
