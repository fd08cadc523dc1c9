import { quoted } from '../../../sql/postgres/PostgresAddress';
import { BIN_REFUSAL, GATE_HINT, GATED_COLUMNS, OPEN_STATUSES } from '../gateParts';

/**
 * Triggers that refuse a statement after which a record would have passed a gate of its stages with something missing, whoever
 * writes: what `GateKeeper` refuses first in our own writes. A record that is brought back comes to where it was, which is no
 * move. Once per statement, as the triggers that capture changes; without gates they look at one empty table.
 */
export function gateTriggers(schema: string): string[] {
	const on = `${quoted(schema)}."record"`;
	const trigger = (event: string, when: string, moves: string) => [
		`create or replace function ${quoted(schema)}."record_${event}"() returns trigger language plpgsql as $crmflow$ ${body(schema, moves)} $crmflow$`,
		`drop trigger if exists "record_${event}" on ${on}`,
		`create trigger "record_${event}" ${when} for each statement execute function ${quoted(schema)}."record_${event}"()`,
	];
	return [
		...trigger(
			'arrives',
			`after insert on ${on} referencing new table as new_rows`,
			`select *, null as left_stage from new_rows where stage_id is not null and cause is distinct from 'restored'`,
		),
		...trigger(
			'moves',
			`after update on ${on} referencing old table as old_rows new table as new_rows`,
			`select n.*, o.stage_id as left_stage from new_rows as n left join old_rows as o on o.id = n.id where o.stage_id is distinct from n.stage_id`,
		),
		`create or replace function ${quoted(schema)}."deleted_record_stays"() returns trigger language plpgsql as $crmflow$ begin
			if exists (select from ${quoted(schema)}."stage_gate") then raise exception using errcode = 'check_violation', message = '${BIN_REFUSAL}'; end if;
			return new;
		end $crmflow$`,
		`drop trigger if exists "deleted_record_stays" on ${quoted(schema)}."deleted_record"`,
		`create trigger "deleted_record_stays" before update on ${quoted(schema)}."deleted_record" for each row
			when (old.stage_id is distinct from new.stage_id) execute function ${quoted(schema)}."deleted_record_stays"()`,
	];
}

function body(schema: string, moves: string): string {
	const table = (name: string) => `${quoted(schema)}."${name}"`;
	return `declare
		doer bigint := nullif(current_setting('crmflow.actor', true), '');
		cause text := cast(nullif(current_setting('crmflow.reason', true), '') as json) ->> 'kind';
		refusal text;
	begin
		if not exists (select from ${table('stage_gate')}) then return null; end if;
		select '"' || move.title || '" cannot ' || case gate.side when 'entering' then 'go to "' else 'leave "' end || stage.name || '": ' || lacks.missing || '.'
			into refusal
			from (${moves}) as move
			join ${table('stage_gate')} as gate on gate.stage_id = case gate.side when 'entering' then move.stage_id else move.left_stage end
			join ${table('stage')} as stage on stage.id = gate.stage_id
			cross join lateral (select string_agg(what, ', ') as missing from (${missing(table).join(' union all ')}) as part) as lacks
			where lacks.missing is not null
			order by move.id limit 1;
		if refusal is not null then
			raise exception using errcode = 'check_violation', message = refusal, hint = '${GATE_HINT}';
		end if;
		return null;
	end`;
}

const CONTENT = `case asked.name ${GATED_COLUMNS.map(({ field, column }) => `when '${field}' then cast(move."${column}" as text)`).join(' ')}
	else move.custom ->> asked.name end`;

const SYSTEM_LABEL = `case asked.name ${GATED_COLUMNS.map(({ field, label }) => `when '${field}' then '${label}'`).join(' ')} end`;

/** One row, `what`, for each thing that is missing for `gate`. */
function missing(table: (name: string) => string): string[] {
	const people = `select 'the role "' || role || '"' as name from jsonb_array_elements_text(gate.roles) as r(role)
		union all select 'the group "' || member || '"' from jsonb_array_elements_text(gate.groups) as g(member)
		union all select coalesce(person.name, 'user ' || user_id) from jsonb_array_elements_text(gate.users) as u(user_id)
			left join ${table('crm_user')} as person on cast(person.id as text) = user_id`;
	return [
		`select coalesce((select label from ${table('field')} where record_type = move.type and field.name = asked.name), ${SYSTEM_LABEL}, asked.name) || ' is empty' as what
			from jsonb_array_elements_text(gate.fields) as asked(name)
			where coalesce(btrim(${CONTENT}, E' \\t\\r\\n'), '') in ('', '[]')`,
		`select case count(*) when 1 then 'one task is open' else count(*) || ' tasks are open' end from ${table('task')} as task
			where gate.no_open_tasks = 1 and task.record_type = move.type and task.record_id = move.id and task.status in (${OPEN_STATUSES}) having count(*) > 0`,
		`select 'no document ' || coalesce('of the kind "' || gate.document_kind || '" ', '') || coalesce('is filed under ' || gate.document_section, 'is attached')
			where gate.document = 1 and not exists (
				select from ${table('document')} as document where document.record_type = move.type and document.record_id = move.id
					and document.section = coalesce(gate.document_section, document.section)
					and (gate.document_kind is null or document.kind = gate.document_kind))`,
		`select 'only ' || (select string_agg(named.name, ' or ') from (${people}) as named) || ' may move it'
			where exists (${people}) and not exists (
				select from ${table('crm_user')} as who where who.id = doer and (
					gate.roles ? coalesce(who.role, '') or gate.users ? cast(who.id as text)
					or exists (select from jsonb_array_elements_text(who.groups) as own where gate.groups ? own)))`,
	];
}
