import { BIN_REFUSAL, GATED_COLUMNS, OPEN_STATUSES } from '../gateParts';

/**
 * Triggers that keep a record where it is while something is missing for a gate of its stages, whoever writes: what `GateKeeper`
 * refuses first in our own writes. A record that is brought back comes to where it was, which is no move.
 *
 * `raise` takes a fixed text only in the SQLite that most systems have, and what is missing must be named. So the refusal is the
 * path of a JSON value: SQLite stops with an error that has the wrong path in it.
 */
export function gateTriggers(): string[] {
	const replaced = '(select stage_id from "record" where id = new.id)';
	return [
		...['arrives', 'moves'].map((event) => `drop trigger if exists "record_${event}"`),
		// Before: what `insert or replace` replaces is still there.
		`create trigger "record_arrives" before insert on "record" when exists (select 1 from stage_gate) begin
			${refusal(`${replaced} is not new.stage_id and ${NOT_RESTORED}`, replaced)}; end`,
		`create trigger "record_moves" before update of "stage_id" on "record" when old.stage_id is not new.stage_id begin
			${refusal('1', 'old.stage_id')}; end`,
		'drop trigger if exists "deleted_record_stays"',
		`create trigger "deleted_record_stays" before update of "stage_id" on "deleted_record"
			when old.stage_id is not new.stage_id and exists (select 1 from stage_gate) begin select raise(abort, '${BIN_REFUSAL}'); end`,
	];
}

const NOT_RESTORED = `(select json_extract(reason, '$.kind') from write_context where id = 1) is not 'restored'`;

function refusal(when: string, from: string): string {
	return `select json_extract('{}', '"' || new.title || '" cannot ' || way || ': ' || missing || '.') from (
		select case side when 'entering' then 'go to "' else 'leave "' end || stage.name || '"' as way, (
			select group_concat(what, ', ') from (${MISSING.join(' union all ')})
		) as missing
		from stage_gate as gate join stage on stage.id = gate.stage_id
		where ${when} and gate.stage_id = case side when 'entering' then new.stage_id else ${from} end
	) where missing is not null`;
}

const CONTENT = `case asked.value ${GATED_COLUMNS.map(({ field, column }) => `when '${field}' then new."${column}"`).join(' ')}
	else json_extract(new.custom, '$."' || asked.value || '"') end`;

const LABEL = `coalesce((select label from field where record_type = new.type and name = asked.value),
	case asked.value ${GATED_COLUMNS.map(({ field, label }) => `when '${field}' then '${label}'`).join(' ')} end, asked.value)`;

const BLANKS = 'char(32, 9, 13, 10)';

const PEOPLE = `select 'the role "' || value || '"' as name from json_each(gate.roles)
	union all select 'the group "' || value || '"' from json_each(gate.groups)
	union all select coalesce((select name from crm_user where id = cast(value as integer)), 'user ' || value) from json_each(gate.users)`;

/** One row, `what`, for each thing that is missing for `gate`. */
const MISSING: readonly string[] = [
	`select ${LABEL} || ' is empty' as what from json_each(gate.fields) as asked
		where coalesce(trim(${CONTENT}, ${BLANKS}), '') in ('', '[]')`,
	`select case count(*) when 1 then 'one task is open' else count(*) || ' tasks are open' end from task
		where gate.no_open_tasks = 1 and record_type = new.type and record_id = new.id and status in (${OPEN_STATUSES}) having count(*) > 0`,
	`select 'no document ' || coalesce('of the kind "' || gate.document_kind || '" ', '') || coalesce('is filed under ' || gate.document_section, 'is attached')
		where gate.document = 1 and not exists (
			select 1 from document where record_type = new.type and record_id = new.id
				and section = coalesce(gate.document_section, section) and (gate.document_kind is null or kind = gate.document_kind))`,
	`select 'only ' || (select group_concat(name, ' or ') from (${PEOPLE})) || ' may move it'
		where exists (select 1 from (${PEOPLE})) and not exists (
			select 1 from crm_user as who where who.id = (select actor from write_context where id = 1) and (
				who.role in (select value from json_each(gate.roles))
				or cast(who.id as text) in (select value from json_each(gate.users))
				or exists (select 1 from json_each(who.groups) as own where own.value in (select value from json_each(gate.groups)))))`,
];
