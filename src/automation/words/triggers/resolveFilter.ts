import { checkCondition } from '../../../model/conditions';
import { CrmError, notFound } from '../../../model/CrmError';
import type { Pipeline, RecordTypeDescription } from '../../../model/recordType';
import { findPipeline } from '../../../model/stageNames';
import type { TriggerFilter } from '../../../model/triggerFilter';
import { Directory } from '../directory/directory';
import { resolveConditions } from '../conditions/resolveConditions';
import type { Scope } from '../../engine/Scope';

/**
 * The filter with ids for the names of pipelines, stages, people and titles in it. Refuses one that could never match,
 * when the workflow is switched on, instead of never starting in silence. Throws notFound, missingValue, invalidValue.
 */
export async function resolveFilter(scope: Scope, filter: TriggerFilter): Promise<TriggerFilter> {
	const directory = new Directory(scope);
	const description = await directory.describe(filter.recordType);
	const named = [
		...(filter.fields ?? []),
		...(filter.crossing ? [filter.crossing.field] : []),
		...(filter.conditions ?? []).map(({ field }) => field),
	];
	for (const name of named) checkField(description, name);
	for (const condition of filter.conditions ?? []) checkCondition(condition);
	if (filter.crossing && (filter.crossing.value === null || filter.crossing.value === '')) {
		throw new CrmError('invalidValue', 'The value to cross is empty.', 'Enter the number or date that the field must cross.');
	}
	checkHasStages(description, filter);
	if (filter.taskRecordType) await directory.describe(filter.taskRecordType);
	const pipelines = (filter.pipelines ?? []).map((reference) => findPipeline(description, reference));
	const searched = pipelines.length > 0 ? pipelines : description.pipelines;
	return {
		...filter,
		pipelines: pipelines.map(({ id }) => id),
		fromStages: (filter.fromStages ?? []).flatMap((reference) => stageIds(searched, reference)),
		toStages: (filter.toStages ?? []).flatMap((reference) => stageIds(searched, reference)),
		conditions: await resolveConditions(scope, directory, description, filter.conditions ?? []),
	};
}

function checkField(description: RecordTypeDescription, name: string): void {
	if (description.fields.some((field) => field.name === name)) return;
	throw notFound(
		'field',
		name,
		description.fields.map((field) => field.name),
		`in ${description.pluralLabel}`,
	);
}

function checkHasStages(description: RecordTypeDescription, filter: TriggerFilter): void {
	if (filter.event === 'stageChanged' && description.pipelines.length === 0) {
		throw new CrmError(
			'invalidValue',
			`${description.pluralLabel} have no stages.`,
			'Choose a record type with a pipeline, or the event "Record Changed".',
		);
	}
}

/** By id one stage, by name those of that name in any of the pipelines. */
function stageIds(pipelines: readonly Pipeline[], reference: string): string[] {
	const wanted = reference.trim().toLowerCase();
	const stages = pipelines.flatMap((pipeline) => pipeline.stages);
	const ids = stages.filter(({ id, name }) => id === reference || name.toLowerCase() === wanted).map(({ id }) => id);
	if (ids.length > 0) return ids;
	throw notFound(
		'stage',
		reference,
		stages.map(({ name }) => name),
		`in ${pipelines.map(({ name }) => `"${name}"`).join(', ')}`,
	);
}
