import type { RecordTypeDescription } from '../../../model/recordType';
import { eventOf, type TriggerFilter } from '../../../model/triggers';
import type { FieldWords } from '../../../model/triggers/TriggerEvent';

/** What a trigger starts on, in a few words: "Deal: stage changes to Won". `description`: absent for a type that is gone. */
export function triggerWords(filter: TriggerFilter, description: RecordTypeDescription | undefined): string {
	const conditions = filter.conditions?.length ?? 0;
	const rest = conditions === 0 ? '' : conditions === 1 ? ', with a condition' : `, with ${conditions} conditions`;
	const summary = eventOf(filter.event).summary(filter, wordsOf(description));
	return `${description?.label ?? filter.recordType}: ${summary}${rest}`;
}

/** The labels of fields, options, pipelines and stages; what is gone keeps its name or id. */
function wordsOf(description: RecordTypeDescription | undefined): FieldWords {
	const fieldOf = (name: string) => description?.fields.find((field) => field.name === name);
	const pipelines = description?.pipelines ?? [];
	const named = { pipeline: pipelines, stage: pipelines.flatMap(({ stages }) => stages) };
	const label = (field: string, value: string): string => {
		if (field === 'pipeline' || field === 'stage') return named[field].find(({ id }) => id === value)?.name ?? value;
		return fieldOf(field)?.options?.find((option) => option.value === value)?.label ?? value;
	};
	return {
		field: (name) => fieldOf(name)?.label ?? name,
		// Stages of several pipelines may have one name.
		anyOf: (field, values = []) => [...new Set(values.map((value) => label(field, value)))].join(' or '),
	};
}
