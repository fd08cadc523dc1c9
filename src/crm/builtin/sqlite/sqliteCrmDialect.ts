import type { DatabaseSync } from 'node:sqlite';
import { sql, type RawBuilder } from 'kysely';
import { sqliteDialect } from '../../../sql/sqlite/sqliteDialect';
import type { CrmDialect } from '../CrmDialect';
import { captureTriggers, countingTriggers, recycleTrigger, SQLITE_NOW } from './sqliteCapture';

export const sqliteCrmDialect: CrmDialect = {
	sql: sqliteDialect,
	nowDefault: `(${SQLITE_NOW})`,
	captureTriggers,
	recycleTrigger,
	countingTriggers,
	writeContextText: 'update write_context set actor = ?, origin = ?, at = ? where id = 1',
	clearContextText: 'update write_context set actor = null, origin = null, at = null where id = 1',
	dropActivityTriggers: ['drop trigger if exists "record_moved"'],
	keptJsonType: 'text',
	bytesType: 'blob',
	// One row: who writes just now, for the triggers. Empty outside of our transactions.
	feedStatements: [
		'create table "write_context" ("id" integer primary key, "actor" integer, "origin" text, "at" text)',
		'insert into "write_context" ("id") values (1)',
	],
	jsonValue: (column, name, form) =>
		form === 'json' ? sql`${sql.ref(column)} -> ${sql.lit(name)}` : sql`${sql.ref(column)} ->> ${sql.lit(name)}`,
	listHas: (list, text) => sql<boolean>`exists (select 1 from json_each(${list}) where value = ${text})`,
	textIsOneOf: (text, values) =>
		sqliteDialect.isOneOf(
			fold(text, values),
			values.map((value) => value.toLowerCase()),
		),
	textBegins: (text, part) => like(text, part, (escaped) => `${escaped}%`),
	textContains: (text, part) => like(text, part, (escaped) => `%${escaped}%`),
};

/** Lower case of any alphabet; SQLite itself knows only A to Z. Used in reads only: no trigger may depend on it. */
export function addFoldFunction(handle: DatabaseSync): void {
	handle.function(FOLD, { deterministic: true }, (text) => (typeof text === 'string' ? text.toLowerCase() : text));
}

const FOLD = 'crmflow_fold';
const PLAIN = /^[\x20-\x7e]*$/;

/** SQLite's own functions are many times faster, and do where what is looked for has only A to Z. */
function fold(text: RawBuilder<unknown>, wanted: readonly string[]): RawBuilder<unknown> {
	return wanted.every((value) => PLAIN.test(value)) ? sql`lower(${text})` : sql`${sql.raw(FOLD)}(${text})`;
}

function like(text: RawBuilder<unknown>, part: string, pattern: (escaped: string) => string): RawBuilder<boolean> {
	const escaped = part.replace(/[\\%_]/g, (sign) => `\\${sign}`);
	return sql<boolean>`${PLAIN.test(part) ? text : fold(text, [part])} like ${pattern(escaped.toLowerCase())} escape '\\'`;
}
