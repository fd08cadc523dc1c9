import { quoted } from '../../../sql/postgres/PostgresAddress';
import { SAME_STEP_MINUTES } from '../../../model/activity';
import { CONTEXT, functionText } from './postgresCapture';

/**
 * Completes the open activities of a record that goes to another stage, but those made in the step that moves it. Once per
 * row, and only for those that do move: an update of anything else costs nothing more. It looks before it writes, for an
 * update of no rows would still call the triggers of activities.
 */
export function activityTriggers(schema: string): string[] {
	const place = quoted(schema);
	const open = `record_type = new.type and record_id = new.id and status = 'planned' and complete_on_stage_change <> 0`;
	const same = (name: string) => `a.origin ->> '${name}' = source ->> '${name}'`;
	const earliest = `to_char((cast(moment as timestamptz) - interval '${SAME_STEP_MINUTES} minutes') at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
	return [
		functionText(
			schema,
			'record_moved',
			`declare ${CONTEXT}
			begin
				if not exists (select from ${place}.activity where ${open}) then return null; end if;
				update ${place}.activity as a set status = 'completed', completed_at = moment, version = version + 1, updated_at = moment
					where ${open} and not coalesce(${same('workflow')} and ${same('run')} and a.created_at >= ${earliest}, false);
				return null;
			end`,
		),
		`create trigger "record_moved" after update of stage_id on ${place}."record" for each row
			when (old.stage_id is distinct from new.stage_id) execute function ${place}."record_moved"()`,
	];
}
