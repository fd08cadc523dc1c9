import { goalText, rounded } from './arithmetic.ts';
import { machine, partLine, verdict, type Result } from './report.ts';

/** The table of results in docs/benchmarks.md, with the machine above it and what commits survived below it. */
export function printMarkdown(results: readonly Result[], took: string, print: (line: string) => void): void {
	print(`Measured on ${machine()}.`);
	print('');
	print('| | Figure | Value | Goal | Both sides |');
	print('|---|---|---|---|---|');
	for (const result of results) print(row(result));
	print('');
	const durability = new Set(
		results.flatMap((result) => ('measurement' in result ? (result.measurement.durability?.split('; ') ?? []) : [])),
	);
	if (durability.size > 0) print(`Commits, on both sides alike: ${[...durability].join('; ')}.`);
	print('');
	print(took);
}

function row(result: Result): string {
	const { name, unit, goal } = result.figure;
	const cells = (sign: string, shown: string, sides: string) =>
		`| ${[sign, `\`${name}\``, shown, goalText(goal) ?? 'none', sides.replaceAll('|', '\\|').replaceAll('\n', ' ')].join(' | ')} |`;
	if ('error' in result) return cells('✗', '–', `could not be measured: ${result.error}`);
	const { value, parts, note } = result.measurement;
	return cells(
		verdict(value, goal),
		`${rounded(value)}${unit === 'ratio' ? '' : ` ${unit}`}`,
		[...parts.map(partLine), ...(note === undefined ? [] : [note])].join('<br>'),
	);
}
