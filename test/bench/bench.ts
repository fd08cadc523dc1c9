import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../host/hostFolder.cjs';
import { packProject } from '../host/pack.ts';
import { step } from '../host/steps.ts';
import { PostgresServer } from '../postgres/PostgresServer.ts';
import { FAMILIES } from './families.ts';
import type { FamilyName } from './figureList.ts';
import { readOptions } from './options.ts';
import type { Bench } from './support/Bench.ts';
import { holds } from './support/arithmetic.ts';
import { buildLibrary } from './support/buildLibrary.ts';
import { measureInProcess } from './support/FamilyProcess.ts';
import { printMarkdown } from './support/markdown.ts';
import { jsonLine, machine, printTable, timesLine, type FamilyTime, type Result } from './support/report.ts';
import { dataFolder } from './support/seededData.ts';

/**
 * `npm run bench [-- --json | --markdown] [--full] [--only name,name]`: how fast the package is, beside what people would
 * use instead. See docs/benchmarks.md. Exit code 1 when a figure could not be measured or misses its goal.
 */
// Progress is for people at the terminal; the results are the output.
console.log = (...line: unknown[]) => console.error(...line);
const print = (line: string) => process.stdout.write(`${line}\n`);

const options = readOptions();
const home = join(projectRoot, '.crmflow');
mkdirSync(home, { recursive: true });
const folder = mkdtempSync(join(home, 'bench-'));
let server: PostgresServer | undefined;
try {
	process.exitCode = await bench();
} finally {
	await server?.stop();
	if (process.env.CRMFLOW_KEEP !== '1') rmSync(folder, { recursive: true, force: true });
}

async function bench(): Promise<number> {
	const started = performance.now();
	console.log(machine());
	console.log(dataFolder() === undefined ? 'No sales data at hand: a made-up set of the same form is used.' : 'With the sales data.');
	const families = [...new Set(options.figures.map(({ family }) => family))];
	const shared = await prepare(families);
	const results: Result[] = [];
	const times: FamilyTime[] = [];
	for (const family of families) {
		const begun = performance.now();
		const found = await measure(family, shared);
		times.push({ family, ms: performance.now() - begun });
		results.push(...found);
		if (options.form === 'json') for (const result of found) print(jsonLine(result));
	}
	const took = timesLine(times, performance.now() - started);
	if (options.form === 'text') printTable(results, took, print);
	else if (options.form === 'markdown') printMarkdown(results, took, print);
	else console.log(took);
	return results.every((result) => 'measurement' in result && holds(result.measurement.value, result.figure.goal) !== false) ? 0 : 1;
}

/** What several families use. */
async function prepare(families: readonly FamilyName[]): Promise<Omit<Bench, 'folder'>> {
	const needs = families.map((family) => FAMILIES[family].needs);
	const library = await buildLibrary(folder);
	const tarball = needs.some((need) => need?.tarball) ? await step('Building the package', (tell) => packProject(tell)) : undefined;
	if (needs.some((need) => need?.postgres))
		server = await step('Starting PostgreSQL', async () => await PostgresServer.start({ durable: true }));
	return { full: options.full, library, tarball, postgres: server?.address };
}

async function measure(family: FamilyName, shared: Omit<Bench, 'folder'>): Promise<Result[]> {
	const figures = options.figures.filter((figure) => figure.family === family);
	const own = mkdtempSync(join(folder, `${family}-`));
	try {
		const measurements = await step(
			`Measuring ${figures.map(({ name }) => name).join(', ')}`,
			async () => await measureInProcess(family, { ...shared, folder: own }),
		);
		return figures.map((figure): Result => {
			const measurement = measurements[figure.name];
			return measurement === undefined ? { figure, error: 'It was not measured.' } : { figure, measurement };
		});
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		console.error(message);
		return figures.map((figure) => ({ figure, error: message }));
	} finally {
		rmSync(own, { recursive: true, force: true });
	}
}
