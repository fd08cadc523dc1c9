import { SAME_STEP_MINUTES } from '../../../model/activity';
import { SQLITE_NOW } from './sqliteCapture';

/** Completes the open activities of a record that goes to another stage, but those made in the step that moves it. */
export function activityTriggers(): string[] {
	const moment = `(select coalesce(at, ${SQLITE_NOW}) from write_context where id = 1)`;
	const same = (name: string) => `json_extract(mover.origin, '$.${name}') = json_extract(activity.origin, '$.${name}')`;
	return [
		`create trigger "record_moved" after update of stage_id on "record" when old.stage_id is not new.stage_id begin
			update activity set status = 'completed', completed_at = ${moment}, version = version + 1, updated_at = ${moment}
			where record_type = new.type and record_id = new.id and status = 'planned' and complete_on_stage_change <> 0
			and not exists (
				select 1 from write_context as mover where mover.id = 1 and ${same('workflow')} and ${same('run')}
				and activity.created_at >= strftime('%Y-%m-%dT%H:%M:%fZ', coalesce(mover.at, 'now'), '-${SAME_STEP_MINUTES} minutes')
			); end`,
	];
}
