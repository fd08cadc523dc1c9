import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seedCompany } from '../demo/company.ts';
import { commands } from './commands.cjs';
import { importExamples } from './examples.ts';
import { projectRoot } from './hostFolder.cjs';
import { installPackage } from './installPackage.ts';
import { N8n } from './N8n.ts';
import { N8nClient } from './N8nClient.ts';
import { demoOwner } from './owner.ts';
import { packProject } from './pack.ts';
import { freePort } from './ports.ts';
import { step } from './steps.ts';

/** `npm start`: this package in a private n8n with a demo company, until Ctrl-C. */
const folder = join(projectRoot, '.crmflow');
const runningFile = join(folder, 'running.json');
const installedFile = join(folder, 'installed.txt');
let n8n: N8n | undefined;
let stopping = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());

try {
	await start(parseArgs({ options: commands.start.options }).values.fresh);
} catch (error) {
	if (!stopping) {
		console.error(error instanceof Error ? error.message : error);
		await n8n?.kill();
		process.exit(1);
	}
}

async function start(fresh: boolean): Promise<void> {
	refuseSecond();
	if (fresh) rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });

	const tarball = await step('Building the package', (tell) => packProject(tell));
	await step('Installing it into n8n', async (tell) => {
		if (isInstalled(tarball)) return tell('unchanged');
		await installPackage(folder, tarball);
		writeFileSync(installedFile, tarball);
	});
	const port = await freePort(5678);
	n8n = await step('Starting n8n', () => N8n.start({ folder, port }));
	writeFileSync(runningFile, JSON.stringify({ pid: process.pid, url: n8n.url }));

	const client = new N8nClient(n8n.url);
	await client.signIn();
	await step('Filling the demo company', (tell) => seedCompany(folder, tell));
	await step('Activating the example workflows', (tell) => importExamples(client, tell));

	console.log(
		`\n  Editor    ${n8n.url}\n  E-mail    ${demoOwner.email}\n  Password  ${demoOwner.password}\n  Log       ${n8n.log}\n\nCtrl-C stops it.`,
	);
	const end = await n8n.ended;
	if (!stopping) throw new Error(`n8n ${end}; see ${n8n.log}.`);
}

/** Two n8n on one folder would write into the same databases. */
function refuseSecond(): void {
	if (!existsSync(runningFile)) return;
	const { pid, url } = JSON.parse(readFileSync(runningFile, 'utf8')) as { pid: number; url: string };
	try {
		process.kill(pid, 0);
	} catch {
		return;
	}
	throw new Error(`It runs already, at ${url} (process ${pid}). Stop that one first.`);
}

function isInstalled(tarball: string): boolean {
	return existsSync(installedFile) && readFileSync(installedFile, 'utf8') === tarball;
}

async function stop(): Promise<void> {
	if (stopping) return;
	stopping = true;
	console.log('\nStopping n8n …');
	await n8n?.stop();
	rmSync(runningFile, { force: true });
	process.exit(0);
}
