import hostFolders from './host/hostFolder.cjs';
import { readCommandLine } from './host/commandLine.mjs';
import { installMissing } from './host/install.mjs';
import { endOnSignals } from './host/progress.mjs';
import { workingTree } from './host/workingTree.mjs';
import { stages } from './stages.mjs';

/**
 * `npm test`, or `npm test -- unit contract` for some stages only. A failed stage does not end the run,
 * so that all failures are seen at once. The last line is `N passed, N failed`.
 */
const { chosen } = readCommandLine({
	line: 'npm test',
	does: 'Runs all tests, or only the chosen stages. The last line is `N passed, N failed`.',
	options: {},
	choices: stages,
});
endOnSignals();

const total = { passed: 0, failed: 0 };
const before = workingTree(hostFolders.projectRoot);
try {
	await runStages(stages.filter((stage) => chosen.length === 0 || chosen.includes(stage.name)));
} catch (error) {
	console.error(error.message);
	total.failed++;
}
if (workingTree(hostFolders.projectRoot) !== before) {
	console.error(`The tests changed the working tree. Before:\n${before}After:\n${workingTree(hostFolders.projectRoot)}`);
	total.failed++;
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;

async function runStages(list) {
	const { folder, node } = await installMissing(['git', ...list.flatMap((stage) => stage.tools ?? [])]);
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
