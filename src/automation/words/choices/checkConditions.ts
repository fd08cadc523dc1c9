import { findField } from '../../../model/fieldNames';
import type { Condition } from '../../../model/query';
import { STAMP_FIELDS } from '../../../model/recordType';
import { resolveConditions } from '../conditions/resolveConditions';
import { checkRecordOf } from './checkChoices';
import { isLink } from './checkValues';
import type { Place } from './Choice';

/** A condition as it stands in a form. */
export interface PlannedCondition {
	type: string;
	field: string;
	/** Absent where an expression says what the field is compared with. */
	condition?: Condition;
	/** Of a record that was picked: what the list showed. */
	shown?: string;
	/** See PlannedValues. */
	titlesMade: boolean;
}

/** Throws as a search for it does: notFound, missingValue, invalidValue. */
export async function checkCondition(place: Place, { type, field, condition, shown, titlesMade }: PlannedCondition): Promise<void> {
	const { scope, directory } = place;
	const description = await directory.describe(type);
	const known = STAMP_FIELDS.find(({ name }) => name === field) ?? findField(description, field);
	if (condition === undefined || (titlesMade && shown === undefined && isLink(known))) return;
	await resolveConditions(scope, directory, description, [condition]);
	if (shown !== undefined && known.target !== undefined && typeof condition.value === 'string')
		await checkRecordOf(known.target)(place, { label: known.label, given: condition.value, shown });
}
