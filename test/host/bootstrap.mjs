import { spawn } from 'node:child_process';
import { join } from 'node:path';
import hostFolders from './hostFolder.cjs';
import { readCommandLine } from './commandLine.mjs';
import { commands } from './commands.cjs';
import { installMissing } from './install.mjs';
import { endOnSignals } from './progress.mjs';

/**
 * Installs what is missing, then runs a TypeScript program of this project under the Node that n8n runs
 * under, with this program's arguments. This program ends as that one does.
 * @param {keyof typeof commands} name
 * @param {string | ((hostFolder: string) => Promise<string>)} script path from the project's root, or what makes the script
 */
export async function runUnderHost(name, script) {
	const { values } = readCommandLine(commands[name]);
	endOnSignals();
	try {
		const { folder, node } = await installMissing(commands[name].tools(values));
		const path = typeof script === 'string' ? script : await script(folder);
		process.exitCode = await run(node, [path, ...process.argv.slice(2)], { CRMFLOW_HOST: folder });
	} catch (error) {
		console.error(error.message);
		process.exitCode = 1;
	}
}

async function run(node, args, env) {
	const guard = join(hostFolders.projectRoot, 'test', 'host', 'parentGuard.cjs');
	const child = spawn(node, ['--require', guard, ...args], {
		cwd: hostFolders.projectRoot,
		env: { ...process.env, ...env },
		stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
	});
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
		process.removeAllListeners(signal);
		// The program decides how it ends. (From a terminal it gets Ctrl-C twice, directly and from here.)
		process.on(signal, () => child.kill(signal));
	}
	return await new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('exit', (code, signal) => resolve(signal ? 1 : code));
	});
}
