import { CrmError } from '../../../model/CrmError';
import type { RecordTypeDescription } from '../../../model/recordType';

/** Throws invalidValue for a type whose records have no stages. */
export function requireStages({ pipelines, pluralLabel }: RecordTypeDescription): void {
	if (pipelines.length > 0) return;
	throw new CrmError(
		'invalidValue',
		`${pluralLabel} have no stages, so there is no time per stage.`,
		'Choose a record type with a pipeline, or give this one a pipeline first.',
	);
}
