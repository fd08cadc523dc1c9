import type { DatabaseSync } from 'node:sqlite';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import { sqliteDialect } from '../../../sql/sqlite/sqliteDialect';
import type { CrmDialect } from '../CrmDialect';
import { captureTriggers, countingTriggers, recycleTrigger, SQLITE_NOW } from './sqliteCapture';
import { TITLE_KEY_STATEMENTS } from './TitleKeys';
import { gateTriggers } from './sqliteGates';

export const sqliteCrmDialect: CrmDialect = {
	sql: sqliteDialect,
	nowDefault: `(${SQLITE_NOW})`,
	captureTriggers,
	recycleTrigger,
	countingTriggers,
	gateTriggers,
	writeContextText: 'update write_context set actor = ?, origin = ?, at = ?, reason = ? where id = 1',
	clearContextText: 'update write_context set actor = null, origin = null, at = null, reason = null where id = 1',
	dropActivityTriggers: ['drop trigger if exists "record_moved"'],
	keptJsonType: 'text',
	bytesType: 'blob',
	// One row: who writes just now, for the triggers. Empty outside of our transactions.
	feedStatements: [
		'create table "write_context" ("id" integer primary key, "actor" integer, "origin" text, "at" text)',
		'insert into "write_context" ("id") values (1)',
	],
	reasonStatements: ['alter table "write_context" add column "reason" text'],
	titleKeyStatements: TITLE_KEY_STATEMENTS,
	jsonValue: (column, name, form) =>
		form === 'json' ? sql`${sql.ref(column)} -> ${sql.lit(name)}` : sql`${sql.ref(column)} ->> ${sql.lit(name)}`,
	listHas: (list, text) => sql<boolean>`exists (select 1 from json_each(${list}) where value = ${text})`,
	folded,
	quietly,
	textBegins: (text, part) => like(text, part, (escaped) => `${escaped}%`),
	textContains: (text, part) => like(text, part, (escaped) => `%${escaped}%`),
};

/** SQLite switches no trigger off: they are taken away, and made again as they were. */
async function quietly(db: Kysely<unknown>, table: string, change: () => Promise<void>): Promise<void> {
	const { rows: triggers } = await sql<{ name: string; sql: string }>`
		select name, sql from sqlite_master where type = 'trigger' and tbl_name = ${table}`.execute(db);
	for (const { name } of triggers) await sql`drop trigger ${sql.ref(name)}`.execute(db);
	await change();
	for (const trigger of triggers) await sql.raw(trigger.sql).execute(db);
}

/** Lower case of any alphabet; SQLite itself knows only A to Z. Used in reads only: no trigger may depend on it. */
export function addFoldFunction(handle: DatabaseSync): void {
	handle.function(FOLD, { deterministic: true }, (text) => (typeof text === 'string' ? text.toLowerCase() : text));
}

const FOLD = 'crmflow_fold';
const PLAIN = /^[\x20-\x7e]*$/;

/** SQLite's own functions are many times faster, and do where what is looked for has only A to Z. */
function folded(text: RawBuilder<unknown>, wanted: readonly string[]): RawBuilder<unknown> {
	return wanted.every((value) => PLAIN.test(value)) ? sql`lower(${text})` : sql`${sql.raw(FOLD)}(${text})`;
}

function like(text: RawBuilder<unknown>, part: string, pattern: (escaped: string) => string): RawBuilder<boolean> {
	const escaped = part.replace(/[\\%_]/g, (sign) => `\\${sign}`);
	return sql<boolean>`${PLAIN.test(part) ? text : folded(text, [part])} like ${pattern(escaped.toLowerCase())} escape '\\'`;
}
