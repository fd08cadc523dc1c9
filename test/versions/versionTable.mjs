const BEGIN = '<!-- versions -->';
const END = '<!-- /versions -->';
const HEAD = ['| n8n | Node.js | tried on | what passed |', '|---|---|---|---|'];

/**
 * The page with the rows of these results in its table, instead of older ones of the same versions.
 * @param {string} page
 * @param {ReadonlyArray<{ version: string, node: string, when: string, passed: string[], failed: string[] }>} results
 * @throws Error where the page has no place for the table
 */
export function withRows(page, results) {
	const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
	if (begin < 0 || end < begin) throw new Error(`The page has no lines "${BEGIN}" and "${END}".`);
	const kept = page
		.slice(begin + BEGIN.length, end)
		.split('\n')
		.filter((line) => /^\| \d/.test(line));
	const rows = new Map(kept.map((line) => [line.split('|')[1].trim(), line]));
	for (const result of results) rows.set(result.version, rowOf(result));
	const sorted = [...rows].sort(([a], [b]) => byNumbers(a, b)).map(([, line]) => line);
	return `${page.slice(0, begin + BEGIN.length)}\n\n${[...HEAD, ...sorted].join('\n')}\n\n${page.slice(end)}`;
}

/** The results as lines for the terminal. */
export function reportOf(results) {
	const width = Math.max(...results.map(({ version }) => version.length), 0) + 2;
	return results.map(({ version, passed, failed }) =>
		failed.length === 0
			? `  ${version.padEnd(width)}passed: ${passed.join(', ')}`
			: `  ${version.padEnd(width)}FAILED: ${failed.join(', ')}${passed.length > 0 ? `; passed: ${passed.join(', ')}` : ''}`,
	);
}

function rowOf({ version, node, when, passed, failed }) {
	const outcome =
		failed.length === 0 ? passed.join(', ') : `**not**: ${failed.join(', ')}${passed.length > 0 ? `; passed: ${passed.join(', ')}` : ''}`;
	return `| ${version} | ${node} | ${when} | ${outcome} |`;
}

function byNumbers(a, b) {
	const [left, right] = [a, b].map((version) => version.split('.').map(Number));
	const index = left.findIndex((number, position) => number !== right[position]);
	return index < 0 ? 0 : left[index] - right[index];
}
