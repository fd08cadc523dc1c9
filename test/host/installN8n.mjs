import { existsSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import hostFolders from './hostFolder.cjs';
import { npmEnvironment } from './npmEnvironment.mjs';
import { runNpmStep } from './progress.mjs';

/** Flags that win over any npm settings of this machine. */
export const npmFlags = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--global=false'];

/** Written when an n8n is whole; says what it was made from. */
export function installedMarker(folder) {
	return join(folder, '.installed');
}

/**
 * Installs an n8n and the Node it runs under into a folder that has its package.json.
 * @param {{ folder: string, version: string, log: string, command: 'ci' | 'install', madeFrom: string }} options
 *   `command`: as the lock file says, or the newest that fits; `madeFrom` is written into the marker
 * @throws Error that says what failed, and where npm's log is
 */
export async function installN8n({ folder, version, log, command, madeFrom }) {
	// No scripts: the one that is needed runs below, and another one (of a Kafka client) fails and is not needed.
	await runNpmStep(`Installing n8n ${version}`, [command, '--ignore-scripts', ...npmFlags], {
		cwd: folder,
		env: npmEnvironment(),
		log,
		folder,
	});
	await compileDriver(folder, log);
	writeFileSync(installedMarker(folder), madeFrom);
}

async function compileDriver(folder, log) {
	const { node, nodeFolder } = hostFolders.hostPaths(folder);
	if (!existsSync(node)) {
		throw new Error(
			`There is no package with Node 24 for ${process.platform} ${process.arch}: run this under Node 24 or newer, which is then used for n8n.`,
		);
	}
	const headers =
		nodeFolder && existsSync(join(nodeFolder, 'include', 'node', 'node_api.h')) ? [`--nodedir=${nodeFolder}`] : ['--no-nodedir'];
	await runNpmStep('Compiling the SQLite driver of n8n', ['rebuild', 'sqlite3', '--ignore-scripts=false', ...headers, ...npmFlags], {
		node,
		cwd: folder,
		// The driver's install script takes the first Node in the path.
		env: npmEnvironment({ PATH: `${dirname(node)}${delimiter}${process.env.PATH}`, JOBS: 'max' }),
		log,
		folder,
	});
	if (!existsSync(join(folder, 'node_modules', 'sqlite3', 'build', 'Release', 'node_sqlite3.node'))) {
		throw new Error(`npm did not compile n8n's SQLite driver and reports no error; its log is ${log}.`);
	}
}
