import { sql, type RawBuilder } from 'kysely';
import { quoted } from '../../../sql/postgres/PostgresAddress';
import { postgresDialect } from '../../../sql/postgres/postgresDialect';
import type { CrmDialect } from '../CrmDialect';
import { captureTriggers, countingTriggers, POSTGRES_NOW, recycleTrigger, WRITE_CONTEXT_TEXT } from './postgresCapture';
import { gateTriggers } from './postgresGates';
import { feedPageStatements, feedStatements } from '../../../feed/postgres/feedStatements';

export function postgresCrmDialect(schema: string): CrmDialect {
	return {
		sql: postgresDialect(schema),
		nowDefault: `(${POSTGRES_NOW})`,
		writeContextText: WRITE_CONTEXT_TEXT,
		// Stored as it came, so that it is not parsed on writing and not built again on reading.
		keptJsonType: 'json',
		bytesType: 'bytea',
		feedStatements: [foldFunction(schema), ...feedStatements(schema)],
		reasonStatements: feedPageStatements(schema, 'bigint'),
		titleKeyStatements: [],
		captureTriggers: (table) => captureTriggers(schema, table),
		recycleTrigger: (columns) => recycleTrigger(schema, columns),
		countingTriggers: (table) => countingTriggers(schema, table),
		gateTriggers: () => gateTriggers(schema),
		dropActivityTriggers: [
			`drop trigger if exists "record_moved" on ${quoted(schema)}."record"`,
			`drop function if exists ${quoted(schema)}."record_moved"()`,
		],
		jsonValue(column, name, form) {
			const content = sql`${sql.ref(column)} -> ${sql.lit(name)}`;
			const text = sql`${sql.ref(column)} ->> ${sql.lit(name)}`;
			switch (form) {
				case 'json':
					return content;
				case 'text':
					return sql`(${text}) collate "C"`;
				// What is no number there, after the field's kind was changed, is no error but no value.
				case 'number':
					return sql`case jsonb_typeof(${content}) when 'number' then cast(${text} as double precision) end`;
				case 'flag':
					return sql`case ${text} when 'true' then 1 when 'false' then 0 end`;
			}
		},
		listHas: (list, text) => sql<boolean>`(${list}) ? ${text}`,
		async quietly(db, table, change) {
			const triggers = (what: 'disable' | 'enable') => sql`alter table ${sql.table(table)} ${sql.raw(what)} trigger user`.execute(db);
			await triggers('disable');
			await change();
			await triggers('enable');
		},
		folded: (text) => sql`fold(${text})`,
		textBegins: (text, part) => like(text, `${escaped(part)}%`),
		textContains: (text, part) => like(text, `%${escaped(part)}%`),
	};
}

/** Lower case of any alphabet; the database's own locale may know only A to Z. */
function foldFunction(schema: string): string {
	const fold = (collation: string) =>
		`create function ${quoted(schema)}."fold"(text) returns text language sql immutable strict parallel safe as 'select lower($1 ${collation})'`;
	return `do $crmflow$ begin
		if exists (select from pg_catalog.pg_collation where collname = 'und-x-icu') then ${fold('collate pg_catalog."und-x-icu"')};
		else ${fold('')}; end if;
	end $crmflow$`;
}

function escaped(part: string): string {
	return part.replace(/[\\%_]/g, (sign) => `\\${sign}`);
}

function like(text: RawBuilder<unknown>, pattern: string): RawBuilder<boolean> {
	return sql<boolean>`fold(${text}) like fold(${pattern})`;
}
