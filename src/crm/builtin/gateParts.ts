import { recordFields } from '../../model/systemFields';
import { OPEN_TASK_STATUSES } from '../../model/task';

/** Stands below the refusal of a trigger, where the database can say it. */
export const GATE_HINT = 'What a stage asks for is a setting of it: CRM Setup, Stage, Set Gate.';

/** A deleted record passes no gate when it comes back, so it must come back to where it was. */
export const BIN_REFUSAL = 'A deleted record comes back to the stage where it was: restore it, then move it.';

/** What a row of the table `record` has in a column of its own, and so not among its custom values. */
export const GATED_COLUMNS: ReadonlyArray<{ field: string; column: string; label: string }> = [
	{ field: 'title', column: 'title' },
	{ field: 'responsible', column: 'responsible_id' },
	{ field: 'externalId', column: 'external_id' },
].map((one) => ({ ...one, label: recordFields('').find(({ name }) => name === one.field)!.label }));

/** For `status in (…)`. */
export const OPEN_STATUSES = OPEN_TASK_STATUSES.map((status) => `'${status}'`).join(', ');
