import { sql, type Kysely } from 'kysely';
import { emailAddress, webAddress } from '../../../model/addresses';
import { phoneText } from '../../../model/phoneForm';
import { plainText } from '../../../model/plainText';
import type { FieldKind } from '../../../model/recordType';
import { fromJson } from '../../../sql/SqlDialect';
import type { CrmDialect } from '../CrmDialect';
import { formExpression } from '../normalForms';

/**
 * Brings what older versions kept as it came to the form in which texts are kept now, and makes the indexes by which records
 * are found by it. Nobody changed anything: versions stay, and the feed tells nothing. An external id that would then be there
 * twice stays as it is.
 */
export async function keepNormalForms(db: Kysely<unknown>, dialect: CrmDialect): Promise<void> {
	const customKinds = await customTextFields(db);
	const taken = await takenExternalIds(db);
	for (const table of ['record', 'deleted_record']) {
		await rewrite(db, dialect, table, ['type', 'title', 'external_id', 'custom'], (row) => ({
			title: plainText(String(row['title'])),
			external_id: table === 'record' ? freeExternalId(row, taken) : row['external_id'],
			custom: plainCustom(row['custom'], customKinds.get(String(row['type']))),
		}));
	}
	await rewrite(db, dialect, 'task', ['title', 'description'], (row) => ({
		title: plainText(String(row['title'])),
		description: plainText(String(row['description'])),
	}));
	await rewrite(db, dialect, 'crm_user', ['name', 'email'], (row) => ({
		name: plainText(String(row['name'])),
		email: plainOfKind('email', row['email']),
	}));
	await createIndexes(db, dialect);
}

type Row = Record<string, unknown>;

/** Rows that are read at once. */
const PAGE = 1000;

/** Writes the rows of a table whose columns `wanted` gives another content for. */
async function rewrite(
	db: Kysely<unknown>,
	dialect: CrmDialect,
	table: string,
	columns: readonly string[],
	wanted: (row: Row) => Row,
): Promise<void> {
	await dialect.quietly(db, table, async () => {
		for (let last: unknown = 0; last !== undefined;) {
			const rows = await sql<Row>`select ${sql.join(['id', ...columns].map((column) => sql.ref(column)))} from ${sql.table(table)}
				where id > ${last} order by id limit ${PAGE}`.execute(db);
			for (const row of rows.rows) await rewriteRow(db, table, row, wanted(row));
			last = rows.rows.at(-1)?.['id'];
		}
	});
}

async function rewriteRow(db: Kysely<unknown>, table: string, row: Row, wanted: Row): Promise<void> {
	const changed = Object.entries(wanted).filter(([column, value]) => value !== row[column]);
	if (changed.length === 0) return;
	const set = changed.map(([column, value]) => sql`${sql.ref(column)} = ${value}`);
	await sql`update ${sql.table(table)} set ${sql.join(set)} where id = ${row['id']}`.execute(db);
}

/** The kinds of the custom fields that hold texts, by record type and name. */
async function customTextFields(db: Kysely<unknown>): Promise<Map<string, Map<string, FieldKind>>> {
	const { rows } = await sql<{ record_type: string; name: string; kind: FieldKind }>`
		select record_type, name, kind from field where kind in ('string', 'text', 'email', 'phone', 'url')`.execute(db);
	return new Map(
		[...Map.groupBy(rows, ({ record_type }) => record_type)].map(([type, fields]) => [
			type,
			new Map(fields.map(({ name, kind }) => [name, kind])),
		]),
	);
}

async function takenExternalIds(db: Kysely<unknown>): Promise<Set<string>> {
	const { rows } = await sql<{ type: string; external_id: string }>`
		select type, external_id from record where external_id is not null`.execute(db);
	return new Set(rows.map(({ type, external_id }) => `${type}/${external_id}`));
}

function freeExternalId({ type, external_id: id }: Row, taken: Set<string>): unknown {
	if (typeof id !== 'string') return id;
	const plain = plainText(id);
	const key = `${String(type)}/${plain}`;
	if (plain === id || plain === '' || taken.has(key)) return id;
	taken.add(key);
	return plain;
}

/** The JSON as it was where nothing in it changes: databases write it in their own way. */
function plainCustom(stored: unknown, kinds: ReadonlyMap<string, FieldKind> | undefined): unknown {
	if (kinds === undefined) return stored;
	const values = fromJson<Row>(stored);
	const plain = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, plainOfKind(kinds.get(name), value)]));
	return Object.keys(values).some((name) => plain[name] !== values[name]) ? JSON.stringify(plain) : stored;
}

function plainOfKind(kind: FieldKind | undefined, value: unknown): unknown {
	if (kind === undefined || typeof value !== 'string') return value;
	if (kind === 'email') return emailAddress(value) ?? plainText(value);
	if (kind === 'phone') return phoneText(value);
	return kind === 'url' ? (webAddress(value) ?? plainText(value)) : plainText(value);
}

/** Records are looked up by title and address. Only records that have an address are in the second one. */
async function createIndexes(db: Kysely<unknown>, dialect: CrmDialect): Promise<void> {
	const title = formExpression(dialect, { field: TITLE, sql: sql.ref('title') }, []);
	await db.schema.dropIndex('record_type_title').execute();
	await sql`create index record_title_form on record (type, (${title}))`.execute(db);
	const kept = sql`(${dialect.jsonValue('custom', 'email', 'text')})`;
	const email = formExpression(dialect, { field: EMAIL, sql: kept }, []);
	await db.schema.dropIndex('record_email').execute();
	await sql`create index record_email on record (type, (${email})) where (${email}) is not null`.execute(db);
}

const TITLE = { name: 'title', kind: 'string' } as const;
const EMAIL = { name: 'email', kind: 'email' } as const;
