import { quoted } from '../../../sql/postgres/PostgresAddress';
import { LINKED_TYPE_COLUMN, type CapturedColumn, type CapturedTable } from '../capturedTables';
import { takePositionText } from '../../../feed/postgres/feedStatements';

/** The database's clock as ISO 8601 in UTC, for edits by other programs. */
export const POSTGRES_NOW = `to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/**
 * The write context: settings that hold for the running transaction only (`set_config(…, true)`). Other transactions
 * cannot see them, a rolled back part takes its own along, and the end of the transaction clears them without a
 * statement. A row in a table, as SQLite has it, would make all writers wait for each other, or leave a dead row behind
 * per transaction. An edit by psql has set nothing, and is nobody's.
 */
export const WRITE_CONTEXT_TEXT = `select set_config('crmflow.actor', coalesce(cast($1 as text), ''), true), set_config('crmflow.origin', coalesce(cast($2 as text), ''), true), set_config('crmflow.at', coalesce(cast($3 as text), ''), true), set_config('crmflow.reason', coalesce(cast($4 as text), ''), true)`;

/**
 * The declarations that read it, for the functions of triggers. Unset is null at first, and an empty text once it has
 * been set in the session.
 */
const CONTEXT = `
	who bigint := nullif(current_setting('crmflow.actor', true), '');
	source json := nullif(current_setting('crmflow.origin', true), '');
	cause json := nullif(current_setting('crmflow.reason', true), '');
	moment text := coalesce(nullif(current_setting('crmflow.at', true), ''), ${POSTGRES_NOW});`;

/**
 * Triggers that write every change of a table's rows into the change feed, in the same transaction. They run once per
 * statement: per row they would cost several times as much in bulk. Names are written out with their schema, since other
 * programs write with another search path. Those that were there before are replaced.
 */
export function captureTriggers(schema: string, table: CapturedTable): string[] {
	const on = `${quoted(schema)}."${table.table}"`;
	const trigger = (name: string, event: string) => [
		`drop trigger if exists "${table.table}_${name}" on ${on}`,
		`create trigger "${table.table}_${name}" ${event} execute function ${quoted(schema)}."${table.table}_${name}"()`,
	];
	return [
		captureFunction(schema, table, 'created', 'new_rows', `select ${created(table)} from new_rows as n`),
		...trigger('created', `after insert on ${on} referencing new table as new_rows for each statement`),
		captureFunction(schema, table, 'updated', 'new_rows', updatedText(table)),
		...trigger('updated', `after update on ${on} referencing old table as old_rows new table as new_rows for each statement`),
		captureFunction(schema, table, 'deleted', 'old_rows', `select ${deleted(table)} from old_rows as o`),
		...trigger('deleted', `after delete on ${on} referencing old table as old_rows for each statement`),
		// Our own updates count the version themselves.
		functionText(
			schema,
			`${table.table}_touched`,
			`begin new.version := old.version + 1; new.updated_at := ${POSTGRES_NOW}; return new; end`,
		),
		...trigger('touched', `before update on ${on} for each row when (old.version = new.version and (${changedTest(table, 'old', 'new')}))`),
		functionText(
			schema,
			`${table.table}_emptied`,
			`begin raise exception 'Table ${table.table} cannot be truncated: its changes would be lost. Use delete.'; end`,
		),
		...trigger('emptied', `before truncate on ${on} for each statement`),
	];
}

/** Keeps what a deleted record was. */
export function recycleTrigger(schema: string, columns: readonly string[]): string[] {
	const names = columns.map((column) => `"${column}"`).join(', ');
	const sets = columns.map((column) => `"${column}" = excluded."${column}"`).join(', ');
	const insert = `insert into ${quoted(schema)}."deleted_record" (${names}) select ${names} from old_rows on conflict (id) do update set ${sets}`;
	return [
		functionText(schema, 'record_recycled', `begin ${insert}; return null; end`),
		`create trigger "record_recycled" after delete on ${quoted(schema)}."record" referencing old table as old_rows for each statement execute function ${quoted(schema)}."record_recycled"()`,
	];
}

/** One row that all changes of these tables lock until they are committed: they are rare. */
export function countingTriggers(schema: string, table: string): string[] {
	const count = `${quoted(schema)}."reference_counted"()`;
	return [
		functionText(
			schema,
			'reference_counted',
			`begin update ${quoted(schema)}.reference_version set version = version + 1; return null; end`,
		),
		`create trigger "${table}_counted" after insert or update or delete or truncate on ${quoted(schema)}."${table}" for each statement execute function ${count}`,
	];
}

function functionText(schema: string, name: string, body: string): string {
	return `create or replace function ${quoted(schema)}."${name}"() returns trigger language plpgsql as $crmflow$ ${body} $crmflow$`;
}

function captureFunction(schema: string, table: CapturedTable, kind: string, rows: string, select: string): string {
	const columns = 'record_type, record_id, kind, at, actor, origin, reason, before, after';
	return functionText(
		schema,
		`${table.table}_${kind}`,
		`declare ${CONTEXT}
		begin
			if not exists (select from ${rows}) then return null; end if;
			${takePositionText(schema)}
			insert into ${quoted(schema)}."change_feed" (${columns}) ${select};
			return null;
		end`,
	);
}

function created(table: CapturedTable): string {
	return `${typeOf(table, 'n')}, n.id, 'created', moment, who, source, cause, null, ${valuesJson(table, 'n')}`;
}

function deleted(table: CapturedTable): string {
	return `${typeOf(table, 'o')}, o.id, 'deleted', moment, who, source, cause, ${valuesJson(table, 'o')}, null`;
}

/**
 * Rows before and after, by id. A full join for two reasons: a row whose id or type was changed is one that is gone and
 * one that is new; and the database, which plans this once for any number of rows, cannot choose a nested loop.
 */
function updatedText(table: CapturedTable): string {
	const numbered = (rows: string) => `(select *, row_number() over () as row_order from ${rows})`;
	const sameType = 'column' in table.type ? ` and o."${table.type.column}" = n."${table.type.column}"` : '';
	const type = 'column' in table.type ? `coalesce(${typeOf(table, 'n')}, ${typeOf(table, 'o')})` : typeOf(table, 'n');
	return `select ${type}, coalesce(n.id, o.id),
			case when o.id is null then 'created' when n.id is null then 'deleted' else 'updated' end, moment, who, source, cause,
			case when o.id is not null then ${valuesJson(table, 'o')} end, case when n.id is not null then ${valuesJson(table, 'n')} end
		from ${numbered('new_rows')} as n full join ${numbered('old_rows')} as o on o.id = n.id${sameType}
		where n.id is null or o.id is null or ${changedTest(table, 'o', 'n')}
		order by coalesce(n.row_order, o.row_order), n.row_order nulls first`;
}

function typeOf(table: CapturedTable, row: string): string {
	return 'name' in table.type ? `'${table.type.name}'` : `${row}."${table.type.column}"`;
}

/** The custom values stay one object inside: merging them here would cost more than the rest of the trigger. */
function valuesJson(table: CapturedTable, row: string): string {
	const pairs = table.columns.map((column) => `'${column.field}', ${jsonOf(column, row)}`);
	if (table.custom !== undefined) pairs.push(`'values', ${row}."${table.custom}"`);
	return `json_build_object(${pairs.join(', ')})`;
}

function jsonOf({ column, form }: CapturedColumn, row: string): string {
	const content = `${row}."${column}"`;
	switch (form) {
		case 'id':
			return `cast(${content} as text)`;
		case 'flag':
			return `${content} <> 0`;
		case 'record':
			return `${row}."${LINKED_TYPE_COLUMN}" || '/' || ${content}`;
		default:
			return content;
	}
}

function changedTest(table: CapturedTable, before: string, after: string): string {
	const columns = table.columns.flatMap(({ column, form }) => (form === 'record' ? [LINKED_TYPE_COLUMN, column] : [column]));
	if (table.custom !== undefined) columns.push(table.custom);
	return columns.map((column) => `${before}."${column}" is distinct from ${after}."${column}"`).join(' or ');
}
