import { parseArgs } from 'node:util';
import { commands } from '../host/commands.cjs';
import { FIGURES, type Figure } from './figureList.ts';

export interface BenchOptions {
	/** What goes to standard output: a table for people, one JSON line per figure, or the table of docs/benchmarks.md. */
	form: 'text' | 'json' | 'markdown';
	/** Larger amounts of data. */
	full: boolean;
	figures: readonly Figure[];
}

/**
 * `--only name,name`: figures by their names or the beginnings of names.
 * @throws Error with a sentence for the user
 */
export function readOptions(args = process.argv.slice(2)): BenchOptions {
	const { values } = parseArgs({ args, options: commands.bench.options });
	if (values.json && values.markdown) throw new Error('--json and --markdown are two forms of the same results: give one of them.');
	return {
		form: values.json ? 'json' : values.markdown ? 'markdown' : 'text',
		full: values.full,
		figures: values.only === undefined ? FIGURES : chosen(values.only.split(',')),
	};
}

function chosen(names: readonly string[]): Figure[] {
	const wanted = names.map((name) => name.trim()).filter((name) => name !== '');
	const unknown = wanted.find((name) => !FIGURES.some((figure) => figure.name.startsWith(name)));
	if (unknown !== undefined || wanted.length === 0) {
		throw new Error(`--only takes names of figures, not "${unknown ?? ''}". There are ${FIGURES.map(({ name }) => name).join(', ')}.`);
	}
	return FIGURES.filter(({ name }) => wanted.some((part) => name.startsWith(part)));
}
