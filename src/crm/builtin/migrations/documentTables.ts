import type { Kysely } from 'kysely';
import type { CrmDialect } from '../CrmDialect';
import { index, tracked } from './contentTables';

/**
 * Files of records. What is in them is in the database too, so that every worker reaches it and every backup has it; in a
 * table of its own, so that lists and changes do not carry it along.
 */
export async function createDocuments(db: Kysely<unknown>, dialect: CrmDialect): Promise<void> {
	const { idType, jsonType, identity } = dialect.sql;
	await tracked(
		dialect,
		db.schema
			.createTable('document')
			.addColumn('id', idType, (column) => identity(column))
			.addColumn('name', 'text', (column) => column.notNull())
			.addColumn('media_type', 'text', (column) => column.notNull())
			.addColumn('size', 'integer', (column) => column.notNull())
			.addColumn('section', 'text', (column) => column.notNull())
			.addColumn('kind', 'text')
			.addColumn('tags', jsonType, (column) => column.notNull().defaultTo('[]'))
			.addColumn('sha256', 'text', (column) => column.notNull())
			.addColumn('document_version', 'integer', (column) => column.notNull().defaultTo(1))
			.addColumn('record_type', 'text', (column) => column.notNull())
			.addColumn('record_id', idType, (column) => column.notNull())
			.addColumn('author_id', idType)
			.addColumn('origin', jsonType),
	).execute();
	await db.schema
		.createIndex('document_slot')
		.unique()
		.on('document')
		.columns(['record_type', 'record_id', 'section', 'name', 'document_version'])
		.execute();
	await index(db, 'document', ['section']);
	await db.schema
		.createTable('document_content')
		.addColumn('document_id', idType, (column) => column.primaryKey().references('document.id').onDelete('cascade'))
		.addColumn('content', dialect.bytesType, (column) => column.notNull())
		.execute();
	await db.schema
		.createTable('filing_rule')
		.addColumn('id', idType, (column) => identity(column))
		.addColumn('name_pattern', 'text')
		.addColumn('media_type', 'text')
		.addColumn('kind', 'text')
		.addColumn('record_type', 'text')
		.addColumn('section', 'text', (column) => column.notNull())
		.execute();
}
