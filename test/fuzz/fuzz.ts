import { PostgresServer } from '../postgres/PostgresServer';
import { Campaign, SCENE, type Failure, type Report, type Tally } from './Campaign';
import { CrmStepRunner } from './CrmStepRunner';
import { fillCompany } from './fillCompany';
import { nodeOperations } from './nodeOperations';
import { FormsCampaign } from './forms/FormsCampaign';
import { openFormsWorld } from './forms/fillVisits';
import { readOptions } from './options';
import { openPostgresWorld } from './worlds/PostgresWorld';
import { openSqliteWorld } from './worlds/SqliteWorld';
import type { FillWorld, World } from './worlds/World';

/**
 * `npm run fuzz -- --inputs 100000 [--seed N] [--database sqlite|postgres] [--about operations|values] [--only record.]
 * [--keep-going] [--from N | --path N:0:1]`: random uses of every operation of the CRM node, then values of every kind of field,
 * written in many ways. Exit code 1 when one is wrong; the smallest such input is printed then, with what repeats it.
 */
const options = readOptions();
const closers: Array<() => Promise<unknown>> = [];
try {
	const { about } = options;
	console.log(`Seed ${options.seed}, ${options.inputs} inputs, ${options.database}`);
	const wrong = [];
	if (about !== 'values') wrong.push(await fuzzOperations());
	if (about !== 'operations') wrong.push(await fuzzValues());
	process.exitCode = wrong.some(Boolean) ? 1 : 0;
} finally {
	for (const close of closers.reverse()) await close();
}

/** Whether something is wrong. */
async function fuzzOperations(): Promise<boolean> {
	const { inputs, seed, from, path, only, keepGoing } = options;
	const seconds = stopwatch();
	const fill: FillWorld = async (scope, connection) => await fillCompany(new CrmStepRunner(connection, nodeOperations()), scope);
	const world = await openWorld(fill);
	const progress = (done: number, tally: Tally) =>
		console.log(`${done} inputs, ${Math.round(done / seconds())} per second, ${shareDone(tally)} done`);
	const report = await new Campaign(world).run({ inputs, seed, from, path, only, keepGoing, progress });
	printTally(report);
	console.log(
		`${report.inputs} inputs over ${report.tally.size} operations in ${Math.round(seconds())} s, ${shareDone(report.tally)} of them done, the others refused.`,
	);
	for (const failure of report.failures) printFailure(failure);
	await world.close();
	return report.failures.length > 0;
}

/** The same of values. */
async function fuzzValues(): Promise<boolean> {
	const { inputs, seed, database, path } = options;
	const seconds = stopwatch();
	const world = await openFormsWorld(openWorld);
	const progress = (done: number) => console.log(`${done} values, ${Math.round(done / seconds())} per second`);
	const report = await new FormsCampaign(world).run({ inputs, seed, path, progress });
	console.log('\nField                           same in other words');
	for (const [field, same] of [...report.same].sort()) console.log(`${field.padEnd(28)} ${String(same).padStart(7)}`);
	console.log(`${report.inputs} values of ${report.same.size} fields in ${Math.round(seconds())} s, ${report.refused} readings refused.`);
	if (report.failure !== undefined) {
		const { complaints, input } = report.failure;
		console.error(`\nA value is wrong:\n${complaints.join('\n')}\n\nThe smallest such input is:\n${input}\n`);
		console.error(`Again: npm run fuzz -- --seed ${seed} --database ${database} --about values --path ${report.failure.path}`);
	}
	await world.close();
	return report.failure !== undefined;
}

function stopwatch(): () => number {
	const started = performance.now();
	return () => (performance.now() - started) / 1000;
}

function printFailure({ complaints, input, at, path }: Failure): void {
	const { seed, database, only, keepGoing } = options;
	const again = `npm run fuzz -- --seed ${seed} --database ${database} --about operations${only === undefined ? '' : ` --only ${only}`}`;
	console.error(
		`\nInput ${at} is wrong:\n${complaints.map((line) => `- ${line}`).join('\n')}\n\n${keepGoing ? 'It is' : 'The smallest such input'}:\n${input}\n`,
	);
	console.error(`Again: ${again} --path ${path}\nWith the inputs before it: ${again} --inputs ${at + 1} --from ${at - (at % SCENE)}`);
}

async function openWorld(fill: FillWorld): Promise<World> {
	if (options.database === 'sqlite') return await openSqliteWorld(fill);
	const server = await PostgresServer.start();
	closers.push(() => server.stop());
	return await openPostgresWorld(server.address, fill);
}

function printTally({ tally }: Report): void {
	console.log('\nOperation                       done  refused');
	for (const [name, { done, refused }] of [...tally].sort())
		console.log(`${name.padEnd(28)} ${String(done).padStart(7)} ${String(refused).padStart(8)}`);
}

function shareDone(tally: Tally): string {
	const all = [...tally.values()];
	const done = all.reduce((sum, count) => sum + count.done, 0);
	const refused = all.reduce((sum, count) => sum + count.refused, 0);
	return `${Math.round((100 * done) / Math.max(1, done + refused))} %`;
}
