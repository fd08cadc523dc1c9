import { checkCondition } from '../../model/conditions';
import { CrmError, notFound } from '../../model/CrmError';
import type { RecordTypeDescription } from '../../model/recordType';
import type { TriggerFilter } from '../../model/triggerFilter';
import type { Scope } from '../Scope';

/**
 * Refuses a filter that could never match, when the workflow is switched on instead of never starting in silence.
 * Throws notFound, invalidValue.
 */
export async function checkFilter(scope: Scope, filter: TriggerFilter): Promise<void> {
	const description = await scope.crm.describe(filter.recordType);
	const named = [...(filter.fields ?? []), ...(filter.crossing ? [filter.crossing.field] : []), ...(filter.conditions ?? []).map(({ field }) => field)];
	for (const name of named) checkField(description, name);
	for (const condition of filter.conditions ?? []) checkCondition(condition);
	if (filter.crossing && (filter.crossing.value === null || filter.crossing.value === '')) {
		throw new CrmError('invalidValue', 'The value to cross is empty.', 'Enter the number or date that the field must cross.');
	}
	checkStages(description, filter);
	if (filter.taskRecordType) await scope.crm.describe(filter.taskRecordType);
}

function checkField(description: RecordTypeDescription, name: string): void {
	if (description.fields.some((field) => field.name === name)) return;
	throw notFound('field', name, description.fields.map((field) => field.name), `in ${description.pluralLabel}`);
}

function checkStages(description: RecordTypeDescription, filter: TriggerFilter): void {
	if (filter.event === 'stageChanged' && description.pipelines.length === 0) {
		throw new CrmError('invalidValue', `${description.pluralLabel} have no stages.`, 'Choose a record type with a pipeline, or the event "Record Changed".');
	}
	for (const id of filter.pipelines ?? []) {
		if (!description.pipelines.some((pipeline) => pipeline.id === id)) {
			throw notFound('pipeline', id, description.pipelines.map((pipeline) => pipeline.id), `for ${description.pluralLabel}`);
		}
	}
	const pipelines = filter.pipelines?.length ? description.pipelines.filter(({ id }) => filter.pipelines!.includes(id)) : description.pipelines;
	const stages = pipelines.flatMap((pipeline) => pipeline.stages.map((stage) => stage.id));
	for (const id of [...(filter.fromStages ?? []), ...(filter.toStages ?? [])]) {
		if (!stages.includes(id)) throw notFound('stage', id, stages, `in ${pipelines.map(({ name }) => `"${name}"`).join(', ')}`);
	}
}
