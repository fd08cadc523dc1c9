import type { Selectable } from 'kysely';
import type { SqlColumn } from '../../sql/bulk';
import { fromJson, type SqlValue } from '../../sql/SqlDialect';
import type { CrmDocument } from '../../model/document';
import { idNumberOrNull, idText } from './ids';
import type { DocumentTable } from './tables';

/** The columns of `documentRow`, in its order. */
export const DOCUMENT_COLUMNS: readonly SqlColumn[] = [
	{ name: 'id', type: 'integer' },
	{ name: 'name', type: 'text' },
	{ name: 'media_type', type: 'text' },
	{ name: 'size', type: 'integer' },
	{ name: 'section', type: 'text' },
	{ name: 'kind', type: 'text' },
	{ name: 'tags', type: 'json' },
	{ name: 'sha256', type: 'text' },
	{ name: 'document_version', type: 'integer' },
	{ name: 'record_type', type: 'text' },
	{ name: 'record_id', type: 'integer' },
	{ name: 'author_id', type: 'integer' },
	{ name: 'origin', type: 'json' },
	{ name: 'created_at', type: 'text' },
	{ name: 'updated_at', type: 'text' },
];

export function documentRow(document: CrmDocument): SqlValue[] {
	return [
		Number(document.id),
		document.name,
		document.mediaType,
		document.size,
		document.section,
		document.kind,
		JSON.stringify(document.tags),
		document.sha256,
		document.documentVersion,
		document.record.type,
		Number(document.record.id),
		idNumberOrNull(document.authorId),
		document.origin === null ? null : JSON.stringify(document.origin),
		document.at,
		document.at,
	];
}

export function documentOf(row: Selectable<DocumentTable>): CrmDocument {
	return {
		id: String(row.id),
		record: { type: row.record_type, id: String(row.record_id) },
		name: row.name,
		mediaType: row.media_type,
		size: row.size,
		section: row.section,
		kind: row.kind,
		tags: fromJson(row.tags),
		sha256: row.sha256,
		documentVersion: row.document_version,
		authorId: idText(row.author_id),
		at: row.created_at,
		origin: row.origin === null ? null : fromJson(row.origin),
	};
}
