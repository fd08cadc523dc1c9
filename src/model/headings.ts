import type { Field } from './recordType';

type NamedField = Pick<Field, 'name' | 'label'>;

/**
 * Finds the field that a heading of a file, or a name in an item, means: its name or its label, whatever the case, the spaces
 * and the signs between the words. Undefined where it means none, or where several fields are called so.
 */
export function headingReader<Known extends NamedField>(fields: readonly Known[]): (heading: string) => Known | undefined {
	// What is written exactly so comes first; people go by labels, programs by names.
	const ways = [
		uniqueBy(fields, ({ name }) => name),
		uniqueBy(fields, ({ label }) => label.trim()),
		uniqueBy(fields, ({ label }) => headingForm(label)),
		uniqueBy(fields, ({ name }) => headingForm(name)),
	] as const;
	return (heading) => {
		const exact = heading.trim();
		const form = headingForm(heading);
		return ways[0].get(exact) ?? ways[1].get(exact) ?? ways[2].get(form) ?? ways[3].get(form);
	};
}

/** Two headings are the same where these are: `Close Date`, `close_date`, `CloseDate *`. */
export function headingForm(heading: string): string {
	const plain = heading.normalize('NFC').toLowerCase();
	const letters = plain.replace(/[^\p{L}\p{M}\p{N}]+/gu, '');
	return letters === '' ? plain.trim() : letters;
}

/** `interests.0`: how n8n writes the parts of a list into the columns of a file. Undefined for any other heading. */
export function partOfList(heading: string): string | undefined {
	return /^(.+)\.\d+$/.exec(heading.trim())?.[1];
}

/** Without what several fields share. */
function uniqueBy<Known extends NamedField>(fields: readonly Known[], keyOf: (field: Known) => string): Map<string, Known> {
	const groups = Map.groupBy(fields, keyOf);
	return new Map([...groups].flatMap(([key, [first, ...others]]) => (others.length === 0 && key !== '' ? [[key, first!]] : [])));
}
