import { parseArgs } from 'node:util';
import { FIGURES, type Figure } from './figureList.ts';

export interface BenchOptions {
	/** Only the results go to standard output, one JSON line per figure. */
	json: boolean;
	/** Larger amounts of data. */
	full: boolean;
	figures: readonly Figure[];
}

/**
 * `--only name,name`: figures by their names or the beginnings of names.
 * @throws Error with a sentence for the user
 */
export function readOptions(args = process.argv.slice(2)): BenchOptions {
	const { values } = parseArgs({
		args,
		options: { json: { type: 'boolean', default: false }, full: { type: 'boolean', default: false }, only: { type: 'string' } },
	});
	return { json: values.json, full: values.full, figures: values.only === undefined ? FIGURES : chosen(values.only.split(',')) };
}

function chosen(names: readonly string[]): Figure[] {
	const wanted = names.map((name) => name.trim()).filter((name) => name !== '');
	const unknown = wanted.find((name) => !FIGURES.some((figure) => figure.name.startsWith(name)));
	if (unknown !== undefined || wanted.length === 0) {
		throw new Error(`--only takes names of figures, not "${unknown ?? ''}". There are ${FIGURES.map(({ name }) => name).join(', ')}.`);
	}
	return FIGURES.filter(({ name }) => wanted.some((part) => name.startsWith(part)));
}
