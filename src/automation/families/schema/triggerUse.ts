import { CrmError } from '../../../model/CrmError';
import { eventOf, type TriggerFilter } from '../../../model/triggers';
import { listTriggers } from '../../words/triggers/triggers';
import type { Scope } from '../../engine/Scope';

/** A part of the schema that triggers can name. Ids. */
export interface SchemaPart {
	type: string;
	field?: string;
	pipeline?: string;
	stages?: readonly string[];
}

/**
 * Throws conflict when a CRM Trigger of a workflow names it: without it the trigger would start on nothing. Triggers of
 * workflows that are switched off count too; what the other nodes of workflows name is not known.
 */
export async function refuseUsed(scope: Scope, what: string, part: SchemaPart): Promise<void> {
	const using = (await listTriggers(scope))
		.filter(({ settings }) => names(settings.filter, part))
		.map(({ workflowName, nodeName }) => `"${nodeName}" of the workflow "${workflowName}"`);
	if (using.length === 0) return;
	throw new CrmError(
		'conflict',
		`${what} cannot be deleted: it is used by ${using.length === 1 ? 'the trigger' : 'the triggers'} ${using.join(', ')}.`,
		'Change the trigger first; or switch on "Even If Used", when that workflow is no longer needed.',
	);
}

function names(filter: TriggerFilter, { type, field, pipeline, stages }: SchemaPart): boolean {
	const { event, recordType, conditions = [] } = filter;
	const own = eventOf(event).names?.(filter) ?? {};
	if (field === undefined && pipeline === undefined && stages === undefined)
		return recordType === type || own.types?.includes(type) === true;
	if (recordType !== type) return false;
	const compared = conditions.flatMap(({ value }) => (Array.isArray(value) ? value : value === undefined ? [] : [String(value)]));
	if (field !== undefined) return [...(own.fields ?? []), ...conditions.map((condition) => condition.field)].includes(field);
	if (pipeline !== undefined && [...(own.pipelines ?? []), ...compared].includes(pipeline)) return true;
	return (stages ?? []).some((stage) => [...(own.stages ?? []), ...compared].includes(stage));
}
