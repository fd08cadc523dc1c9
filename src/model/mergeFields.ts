import { CrmError } from './CrmError';

/** The names of the merge fields in a text: `{{name}}` gives `name`, `{{record.title}}` gives `record.title`. */
export function mergeFieldsIn(text: string): string[] {
	return [...new Set([...text.matchAll(MERGE_FIELD)].map(([, name]) => name!))];
}

/**
 * Fills the merge fields of a text; what is filled in is not looked at again. `where` (e.g. `the title of task
 * "design"`) goes into the error. Throws invalidValue for a field that is not in `values`.
 */
export function fillMergeFields(text: string, values: ReadonlyMap<string, string>, where: string): string {
	return text.replace(MERGE_FIELD, (_, name: string) => {
		const value = values.get(name);
		if (value === undefined) throw unknownMergeField(name, [...values.keys()], where);
		return value;
	});
}

const MERGE_FIELD = /\{\{\s*([^{}]*?)\s*\}\}/g;

function unknownMergeField(name: string, known: readonly string[], where: string): CrmError {
	const remedy =
		known.length === 0 || (name.startsWith('record.') && !known.some((other) => other.startsWith('record.')))
			? 'Choose a record for this step, or take the field out of the text.'
			: `Use one of: ${known
					.slice(0, 20)
					.map((other) => `{{${other}}}`)
					.join(', ')}${known.length > 20 ? ', …' : ''}.`;
	return new CrmError('invalidValue', `Merge field {{${name}}} in ${where} is not known.`, remedy);
}
