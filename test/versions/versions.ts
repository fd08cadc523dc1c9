import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '../host/hostFolder.cjs';
import { packProject } from '../host/pack.ts';
import { step } from '../host/steps.ts';
import { CheckList } from './CheckList.ts';
import { everyEffectOnce } from './everyEffectOnce.ts';
import { TriedN8n } from './TriedN8n.ts';

/**
 * One n8n, the one in `CRMFLOW_HOST`, tried for what differs between versions:
 *
 *     node test/versions/versions.ts --result FILE [--queue]
 *
 * Writes what passed and what failed into the file, as JSON.
 */
const { values } = parseArgs({ options: { result: { type: 'string' }, queue: { type: 'boolean', default: false } } });
const home = join(projectRoot, '.crmflow');
mkdirSync(home, { recursive: true });
// Below the project: the package that is installed there is loaded here too.
const folder = mkdtempSync(join(home, 'versions-'));
const checks = new CheckList();
try {
	await packProject();
	await inOneN8n();
	await checks.run('60 changes, every run started twice, a kill', async () => await everyEffectOnce('sqlite'));
	if (values.queue) await checks.run('the same in queue mode', async () => await everyEffectOnce('queue'));
} finally {
	if (process.env.CRMFLOW_KEEP !== '1') rmSync(folder, { recursive: true, force: true });
}
const result = { node: process.versions.node, passed: checks.passed, failed: checks.failed };
if (values.result !== undefined) writeFileSync(values.result, JSON.stringify(result));
process.exitCode = checks.failed.length === 0 ? 0 : 1;

/** Which of them fail is told of each: what comes later does not need what came before. */
async function inOneN8n(): Promise<void> {
	let n8n: TriedN8n | undefined;
	await checks.run('starts', async () => (n8n = await step('Starting n8n', async () => await TriedN8n.start(folder))));
	if (n8n === undefined) return;
	const tried = n8n;
	try {
		await checks.run('types and lists', async () => await tried.showsNodesAndLists());
		await checks.run('publishing', async () => await tried.publishes());
		await checks.run('Execute step', async () => await tried.showsSample());
		await checks.run('a run', async () => await tried.runsOnce());
		await checks.run('a failed run made again', async () => await tried.runsAgainAfterFailure());
		await checks.run('a failed run set aside', async () => await tried.setsAside());
		await checks.run('a run that waits', async () => await tried.letsWait());
		await checks.run('health', async () => await tried.isHealthy());
	} finally {
		await tried.close();
	}
}
