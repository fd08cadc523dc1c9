import hostPlaces from './host/hostFolder.cjs';
import { ensureHost, ensureProject } from './host/install.mjs';
import { endOnSignals } from './host/progress.mjs';
import { workingTree } from './host/workingTree.mjs';
import { stages } from './stages.mjs';

/**
 * `npm test`, or `npm test -- unit contract` for some stages only. A failed stage does not end the run,
 * so that all failures are seen at once. The last line is `N passed, N failed`.
 */
endOnSignals();
const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !stages.some((stage) => stage.name === name));
if (unknown.length > 0) {
	console.error(`There is no stage ${unknown.join(', ')}; there are ${stages.map((stage) => stage.name).join(', ')}.`);
	process.exit(1);
}

const total = { passed: 0, failed: 0 };
const before = workingTree(hostPlaces.projectRoot);
try {
	await runStages(stages.filter((stage) => chosen.length === 0 || chosen.includes(stage.name)));
} catch (error) {
	console.error(error.message);
	total.failed++;
}
if (workingTree(hostPlaces.projectRoot) !== before) {
	console.error(`The tests changed the working tree. Before:\n${before}After:\n${workingTree(hostPlaces.projectRoot)}`);
	total.failed++;
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;

async function runStages(list) {
	await ensureProject();
	const { folder, node } = await ensureHost();
	const results = new Map();
	for (const stage of list) {
		console.log(`\n=== ${stage.name}`);
		const started = Date.now();
		const result =
			stage.needs && results.get(stage.needs)?.failed > 0
				? { passed: 0, failed: 1, note: `not started, because ${stage.needs} failed` }
				: await stage.run({ node, env: { ...process.env, CRMFLOW_HOST: folder } });
		results.set(stage.name, result);
		total.passed += result.passed;
		total.failed += result.failed;
		const minutes = ((Date.now() - started) / 60_000).toFixed(2);
		const state = result.failed > 0 ? 'FAILED' : 'passed';
		console.log(
			`=== ${stage.name}: ${state}, ${result.passed} passed, ${result.failed} failed, ${minutes} min${result.note ? ` (${result.note})` : ''}`,
		);
	}
	console.log();
}
