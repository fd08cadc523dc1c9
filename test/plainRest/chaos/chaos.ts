import { parseArgs } from 'node:util';
import { commands } from '../../host/commands.cjs';
import { recordedChaos } from './recordedChaos';

/**
 * `npm run chaos:rest -- --steps 10000 [--seed N]`: processes that write to a CRM over HTTP are killed at random requests, once where
 * the CRM can be searched for our key and once where it cannot. Exit code 1 when something is lost, doubled although it could be
 * looked for, or doubled without a word.
 */
const { values } = parseArgs({ options: commands['chaos:rest'].options });
const steps = Number(values.steps);
const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
if (![steps, seed].every(Number.isInteger) || steps < 1) throw new Error('--steps and --seed take whole numbers.');

console.log(`Seed ${seed}`);
for (const searchableKey of [true, false]) {
	console.log(`\nA CRM that ${searchableKey ? 'can' : 'cannot'} be searched for our key`);
	const tell = (done: number) => console.log(`  ${done} of ${steps}`);
	const { deaths, lost, doubled, unsure } = await recordedChaos({ steps, searchableKey, seed, tell });
	const silent = doubled.filter((step) => searchableKey || !unsure.includes(step));
	console.log(`  Killed before, during, just after a request: ${Object.values(deaths).join(', ')}`);
	console.log(
		`  Lost ${lost.length}, doubled ${doubled.length}, of them against the promise ${silent.length}; announced as unsure ${unsure.length}`,
	);
	if (lost.length + silent.length > 0) process.exitCode = 1;
}
