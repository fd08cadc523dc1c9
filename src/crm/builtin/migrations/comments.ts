import type { Kysely } from 'kysely';
import type { CrmDialect } from '../CrmDialect';

/**
 * What people say about records. A table of its own beside the history: a comment has an author and people it mentions,
 * and is not counted or filtered by type, as events are.
 */
export async function createComments(db: Kysely<unknown>, dialect: CrmDialect): Promise<void> {
	const { idType, jsonType, identity } = dialect.sql;
	await db.schema
		.createTable('comment')
		.addColumn('id', idType, (column) => identity(column))
		.addColumn('record_type', 'text', (column) => column.notNull())
		.addColumn('record_id', idType, (column) => column.notNull())
		.addColumn('text', 'text', (column) => column.notNull())
		.addColumn('author_id', idType)
		.addColumn('mention_ids', jsonType, (column) => column.notNull().defaultTo('[]'))
		.addColumn('at', 'text', (column) => column.notNull())
		.addColumn('origin', jsonType)
		.execute();
	await db.schema.createIndex('comment_record_type_record_id').on('comment').columns(['record_type', 'record_id']).execute();
	await db.schema.createIndex('comment_author_id').on('comment').column('author_id').execute();
}
