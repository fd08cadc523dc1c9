import { updateRows } from '../../sql/bulk';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import type { CrmTables } from './tables';

const COLUMNS = [
	{ name: 'record_id', type: 'integer' },
	{ name: 'document_version', type: 'integer' },
	{ name: 'version', type: 'integer' },
	{ name: 'updated_at', type: 'text' },
] as const;

/**
 * Gives the documents of some records of a type to another one. Where that has a document of the same name in the same
 * section, those that come are its next versions, in the order in which they were attached. Returns how many came. Must run
 * inside a transaction.
 */
export async function relinkDocuments(
	database: SqlDatabase<CrmTables>,
	type: string,
	from: readonly number[],
	to: number,
	at: string,
): Promise<number> {
	const documents = await database
		.db()
		.selectFrom('document')
		.select(['id', 'record_id', 'section', 'name', 'document_version', 'version'])
		.where('record_type', '=', type)
		.where('record_id', 'in', [...from, to])
		.orderBy('id')
		.execute();
	const slotOf = ({ section, name }: { section: string; name: string }) => JSON.stringify([section, name]);
	const last = new Map<string, number>();
	for (const document of documents) {
		if (document.record_id === to) last.set(slotOf(document), Math.max(last.get(slotOf(document)) ?? 0, document.document_version));
	}
	const coming = documents.filter(({ record_id }) => record_id !== to);
	const rows = coming.map((document): [number, number, number, number, string] => {
		const version = (last.get(slotOf(document)) ?? 0) + 1;
		last.set(slotOf(document), version);
		return [document.id, to, version, document.version + 1, at];
	});
	await updateRows(database, 'document', COLUMNS, rows);
	return rows.length;
}
