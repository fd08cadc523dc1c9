import { PostgresServer } from '../postgres/PostgresServer';
import { Campaign, SCENE, type Failure, type Report, type Tally } from './Campaign';
import { CrmStepRunner } from './CrmStepRunner';
import { fillCompany } from './fillCompany';
import { nodeOperations } from './nodeOperations';
import { readOptions } from './options';
import { openPostgresWorld } from './worlds/PostgresWorld';
import { openSqliteWorld } from './worlds/SqliteWorld';
import type { FillWorld, World } from './worlds/World';

/**
 * `npm run fuzz -- --inputs 100000 [--seed N] [--database sqlite|postgres] [--only record.] [--keep-going] [--from N | --path N:0:1]`:
 * random uses of every operation of the CRM node. Exit code 1 when one is wrong; the smallest such input is printed then, with
 * what repeats it.
 */
const options = readOptions();
const closers: Array<() => Promise<unknown>> = [];
try {
	process.exitCode = await fuzz();
} finally {
	for (const close of closers.reverse()) await close();
}

async function fuzz(): Promise<number> {
	const { inputs, seed, database, from, path, only, keepGoing } = options;
	const started = performance.now();
	const seconds = () => (performance.now() - started) / 1000;
	console.log(`Seed ${seed}, ${inputs} inputs, ${database}`);
	const world = await openWorld();
	closers.push(() => world.close());
	const progress = (done: number, tally: Tally) =>
		console.log(`${done} inputs, ${Math.round(done / seconds())} per second, ${shareDone(tally)} done`);
	const report = await new Campaign(world).run({ inputs, seed, from, path, only, keepGoing, progress });
	printTally(report);
	console.log(
		`${report.inputs} inputs over ${report.tally.size} operations in ${Math.round(seconds())} s, ${shareDone(report.tally)} of them done, the others refused.`,
	);
	for (const failure of report.failures) printFailure(failure);
	return report.failures.length === 0 ? 0 : 1;
}

function printFailure({ complaints, input, at, path }: Failure): void {
	const { seed, database, only, keepGoing } = options;
	const again = `npm run fuzz -- --seed ${seed} --database ${database}${only === undefined ? '' : ` --only ${only}`}`;
	console.error(
		`\nInput ${at} is wrong:\n${complaints.map((line) => `- ${line}`).join('\n')}\n\n${keepGoing ? 'It is' : 'The smallest such input'}:\n${input}\n`,
	);
	console.error(`Again: ${again} --path ${path}\nWith the inputs before it: ${again} --inputs ${at + 1} --from ${at - (at % SCENE)}`);
}

async function openWorld(): Promise<World> {
	const fill: FillWorld = async (scope, connection) => await fillCompany(new CrmStepRunner(connection, nodeOperations()), scope);
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
