import type { Kysely } from 'kysely';
import type { Migrations } from '../sql/migrate';
import type { SqlDialect } from '../sql/SqlDialect';

export interface CompanionTables {
	companion: CompanionRow;
}

/** One table for all kinds: what is looked for by is in columns, the rest in the content. */
interface CompanionRow {
	id: number;
	/** `notification`, `project` … */
	kind: string;
	/** Our key of the write that made it; see `WriteContext.key`. */
	write_key: string | null;
	/** Whose it is: the recipient, the template, the role. */
	owner: string | null;
	record_type: string | null;
	record_id: string | null;
	/** `unread`, `running` … */
	state: string | null;
	/** JSON. */
	content: string;
}

export function companionMigrations(dialect: SqlDialect): Migrations {
	return { '001-companions': { up: async (db) => await createTable(db, dialect) } };
}

async function createTable(db: Kysely<unknown>, { idType, identity }: SqlDialect): Promise<void> {
	await db.schema
		.createTable('companion')
		.addColumn('id', idType, (column) => identity(column))
		.addColumn('kind', 'text', (column) => column.notNull())
		.addColumn('write_key', 'text', (column) => column.unique())
		.addColumn('owner', 'text')
		.addColumn('record_type', 'text')
		.addColumn('record_id', 'text')
		.addColumn('state', 'text')
		.addColumn('content', 'text', (column) => column.notNull())
		.execute();
	await db.schema.createIndex('companion_owner').on('companion').columns(['kind', 'owner', 'id']).execute();
	await db.schema.createIndex('companion_record').on('companion').columns(['record_type', 'record_id']).execute();
}
