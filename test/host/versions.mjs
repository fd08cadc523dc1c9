import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import versionLists from '../versions/versionList.cjs';
import { reportOf, withRows } from '../versions/versionTable.mjs';
import { readCommandLine } from './commandLine.mjs';
import { commands } from './commands.cjs';
import hostFolders from './hostFolder.cjs';
import { installMissing } from './install.mjs';
import { installVersion } from './installVersion.mjs';
import { compiler } from './prerequisites.mjs';
import { endOnSignals } from './progress.mjs';

/**
 * `npm run test:versions`, or `npm run test:versions -- 2.0.3 2.44.1`: the nodes in other versions of n8n, one after the other. An
 * n8n that cannot be installed counts as failed. Exit code 1 unless all passed.
 */
const { projectRoot, hostPaths } = hostFolders;
const { versions, versionOf } = versionLists;
const command = commands['test:versions'];
const { values, chosen } = readCommandLine(command);
endOnSignals();
const scratch = mkdtempSync(join(tmpdir(), 'crmflow-versions-'));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));

const results = [];
try {
	await installMissing([...command.tools(), ...compiler]);
	for (const tried of chosen.length === 0 ? versions : chosen.map(versionOf)) {
		console.log(`\n=== n8n ${tried.version}: ${tried.why}`);
		results.push(await tryVersion(tried));
	}
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
}
for (const line of reportOf(results)) console.log(line);
if (results.some(({ failed }) => failed.length > 0)) process.exitCode = 1;
if (!values.keep && results.length > 0) writeTable();

async function tryVersion(tried) {
	const when = new Date().toISOString().slice(0, 10);
	try {
		const folder = await installVersion(tried);
		const file = join(scratch, `${tried.version}.json`);
		await run(hostPaths(folder).node, ['test/versions/versions.ts', '--result', file, ...(tried.queue ? ['--queue'] : [])], folder);
		return { version: tried.version, when, ...JSON.parse(readFileSync(file, 'utf8')) };
	} catch (error) {
		console.error(error.message);
		return { version: tried.version, when, node: '', passed: [], failed: ['installs'] };
	}
}

/** A program that ends without a result has failed as a whole: reading the result says so. */
async function run(node, args, folder) {
	const guard = join(projectRoot, 'test', 'host', 'parentGuard.cjs');
	const child = spawn(node, ['--require', guard, ...args], {
		cwd: projectRoot,
		env: { ...process.env, CRMFLOW_HOST: folder },
		stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
	});
	await new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('exit', resolve);
	});
}

function writeTable() {
	const page = join(projectRoot, 'docs', 'operations.md');
	writeFileSync(page, withRows(readFileSync(page, 'utf8'), results));
	console.log(`The table in docs/operations.md says so too.`);
}
