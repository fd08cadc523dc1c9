import { CrmError, nearest } from './CrmError';

/**
 * The names of the merge fields in a text: `{{name}}` gives `name`, `{{record.title}}` gives `record.title`. A backslash
 * before the braces, `\{{name}}`, makes them ordinary text.
 */
export function mergeFieldsIn(text: string): string[] {
	const fields = [...text.matchAll(MERGE_FIELD)].filter(([, backslash]) => backslash === '');
	return [...new Set(fields.map(([, , name]) => name!))];
}

/**
 * Fills the merge fields of a text; what is filled in is not looked at again, and `\{{name}}` becomes `{{name}}`. `where`
 * (e.g. `the title of task "design"`) goes into the error, with the names most like it. Throws invalidValue for a field
 * that is not in `values`.
 */
export function fillMergeFields(text: string, values: ReadonlyMap<string, string>, where: string): string {
	return text.replace(MERGE_FIELD, (written, backslash: string, name: string) => {
		if (backslash !== '') return written.slice(1);
		const value = values.get(name);
		if (value === undefined) throw unknownMergeField(name, [...values.keys()], where);
		return value;
	});
}

const MERGE_FIELD = /(\\?)\{\{\s*([^{}]*?)\s*\}\}/g;

/** What a field is one of. */
const OWNER = /^(?:record|task)\./;

function unknownMergeField(name: string, known: readonly string[], where: string): CrmError {
	const owner = OWNER.exec(name)?.[0];
	const remedy =
		known.length === 0 || (owner !== undefined && !known.some((other) => other.startsWith(owner)))
			? owner === 'task.'
				? 'This step has no task: take the field out of the text.'
				: 'Choose a record for this step or start the workflow with one, or take the field out of the text.'
			: `Use one of: ${nearest(name, known)
					.slice(0, 20)
					.map((other) => `{{${other}}}`)
					.join(', ')}${known.length > 20 ? ', …' : ''}.`;
	return new CrmError('invalidValue', `Merge field {{${name}}} in ${where} is not known.`, remedy);
}
