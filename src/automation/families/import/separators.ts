import { CrmError, quoted } from '../../../model/CrmError';

/** The signs that can stand between the cells of a line. Of equal ones the first: a comma may also be a part of a number. */
export const SEPARATORS = ['\t', ';', '|', ','] as const;
export type Separator = (typeof SEPARATORS)[number];

/** That many lines tell enough. */
const SAMPLE_LINES = 50;

/** A first line such as `sep=;`, by which Excel is told the separator. It is no row. */
const HINT = /^sep=(.)\r?\n/i;

export interface SeparatedText {
	/** Without the line that only names the separator. */
	text: string;
	separator: string;
}

/**
 * The separator that stands equally often in the first line and in most others; as chosen, where it is. A text of one column has
 * none, and is read as if it were a comma. Throws invalidValue for what cannot separate.
 */
export function separated(text: string, chosen?: string): SeparatedText {
	if (chosen !== undefined && !/^[^"\r\n]$/.test(chosen))
		throw new CrmError(
			'invalidValue',
			`The separator ${quoted(chosen)} is not a single sign.`,
			'Choose what stands between the cells, such as ;.',
		);
	const hint = HINT.exec(text);
	const rest = hint === null ? text : text.slice(hint[0].length);
	return { text: rest, separator: chosen ?? hint?.[1] ?? recogniseSeparator(rest) };
}

function recogniseSeparator(text: string): Separator {
	const lines = firstLines(text);
	const scores = SEPARATORS.map((separator) => {
		const [inHeadings = 0, ...others] = lines.map((line) => line.split(separator).length - 1);
		return { separator, inHeadings, alike: inHeadings === 0 ? -1 : others.filter((count) => count === inHeadings).length };
	});
	const best = scores.reduce((one, other) =>
		other.alike > one.alike || (other.alike === one.alike && other.inHeadings > one.inHeadings) ? other : one,
	);
	return best.alike < 0 ? ',' : best.separator;
}

/** Those that are not blank, without what stands in quotes. */
function firstLines(text: string): string[] {
	const lines: string[] = [];
	for (const [line] of text.matchAll(/[^\r\n]+/g)) {
		if (line.trim() !== '') lines.push(line.replace(/"(?:[^"]|"")*"/g, ''));
		if (lines.length === SAMPLE_LINES) break;
	}
	return lines;
}
