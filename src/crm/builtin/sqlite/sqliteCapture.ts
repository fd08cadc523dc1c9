import { LINKED_TYPE_COLUMN, type CapturedColumn, type CapturedTable } from '../capturedTables';

/** The database's clock, for edits by other programs. */
export const SQLITE_NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";

/**
 * Triggers that write every change of a table's rows into the change feed, in the same transaction, with what the
 * write context says about who does it. An update counts only when a captured value differs. No function of ours and
 * no temporary table is used, so that other programs can still write. Those that were there before are replaced.
 */
export function captureTriggers(table: CapturedTable): string[] {
	const name = table.table;
	const changed = changedTest(table);
	const watched = watchedColumns(table)
		.map((column) => `"${column}"`)
		.join(', ');
	return [
		...['created', 'updated', 'deleted', 'touched'].map((event) => `drop trigger if exists "${name}_${event}"`),
		`create trigger "${name}_created" after insert on "${name}" begin ${feedInsert(table, 'created')}; end`,
		`create trigger "${name}_updated" after update of ${watched} on "${name}" when ${changed} begin ${feedInsert(table, 'updated')}; end`,
		`create trigger "${name}_deleted" after delete on "${name}" begin ${feedInsert(table, 'deleted')}; end`,
		// Our own updates count the version themselves. This update touches no captured column, so it ends here.
		`create trigger "${name}_touched" after update of ${watched} on "${name}" when old.version = new.version and (${changed}) begin
			update "${name}" set version = version + 1, updated_at = ${SQLITE_NOW} where id = new.id; end`,
	];
}

/** Keeps what a deleted record was. */
export function recycleTrigger(columns: readonly string[]): string[] {
	const names = columns.map((column) => `"${column}"`).join(', ');
	const old = columns.map((column) => `old."${column}"`).join(', ');
	return [
		`create trigger "record_recycled" after delete on "record" begin insert or replace into "deleted_record" (${names}) values (${old}); end`,
	];
}

export function countingTriggers(table: string): string[] {
	return ['insert', 'update', 'delete'].map(
		(event) =>
			`create trigger "${table}_${event}_counted" after ${event} on "${table}" begin update reference_version set version = version + 1; end`,
	);
}

function feedInsert(table: CapturedTable, kind: 'created' | 'updated' | 'deleted'): string {
	const row = kind === 'deleted' ? 'old' : 'new';
	const type = 'name' in table.type ? `'${table.type.name}'` : `${row}."${table.type.column}"`;
	const before = kind === 'created' ? 'null' : valuesJson(table, 'old');
	const after = kind === 'deleted' ? 'null' : valuesJson(table, 'new');
	return `insert into change_feed (record_type, record_id, kind, at, actor, origin, reason, before, after)
		select ${type}, ${row}.id, '${kind}', coalesce(at, ${SQLITE_NOW}), actor, origin, reason, ${before}, ${after} from write_context where id = 1`;
}

/** The custom values stay one object inside: merging them here would cost more than the rest of the trigger. */
function valuesJson(table: CapturedTable, row: 'old' | 'new'): string {
	const pairs = table.columns.map((column) => `'${column.field}', ${jsonOf(column, row)}`);
	if (table.custom !== undefined) pairs.push(`'values', json(${row}."${table.custom}")`);
	return `json_object(${pairs.join(', ')})`;
}

function jsonOf({ column, form }: CapturedColumn, row: 'old' | 'new'): string {
	const content = `${row}."${column}"`;
	switch (form) {
		case 'id':
			return `cast(${content} as text)`;
		case 'flag':
			return `json(case when ${content} then 'true' else 'false' end)`;
		case 'list':
			return `json(${content})`;
		case 'record':
			return `${row}."${LINKED_TYPE_COLUMN}" || '/' || ${content}`;
		default:
			return content;
	}
}

function changedTest(table: CapturedTable): string {
	return watchedColumns(table)
		.map((column) => `old."${column}" is not new."${column}"`)
		.join(' or ');
}

function watchedColumns(table: CapturedTable): string[] {
	const columns = table.columns.flatMap(({ column, form }) => (form === 'record' ? [LINKED_TYPE_COLUMN, column] : [column]));
	return table.custom === undefined ? columns : [...columns, table.custom];
}
