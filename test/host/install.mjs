import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import hostFolders from './hostFolder.cjs';
import { withInstallLock } from './installLock.mjs';
import { npmEnvironment } from './npmEnvironment.mjs';
import { compiler, ensureMachine } from './prerequisites.mjs';
import { runNpmStep } from './progress.mjs';

const { cacheFolder, hostPaths, pinnedVersion, projectRoot } = hostFolders;

/** Flags that win over any npm settings of this machine. */
const npmFlags = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--global=false'];

/**
 * Installs all that is missing: what the machine must have first, then this project's packages, then the pinned n8n.
 * @param {readonly string[]} tools what the machine must have beside what n8n needs, by the names in prerequisites.mjs
 * @returns the cache folder, the Node 24 binary, and n8n's start script
 * @throws Error that says what is missing or failed, and what to do
 */
export async function installMissing(tools) {
	ensureMachine([...(existsSync(installedMarker()) ? [] : compiler), ...tools]);
	await installProject();
	return await installPinnedN8n();
}

/** The project's own packages, where they are missing or differ from package-lock.json. */
async function installProject() {
	if (projectIsInstalled()) return;
	await runNpmStep('Installing the packages of this project', ['ci', '--ignore-scripts', ...npmFlags], {
		cwd: projectRoot,
		env: npmEnvironment(),
		log: newLog('install-project.log'),
		folder: join(projectRoot, 'node_modules'),
	});
}

/** The pinned n8n and the Node it runs under, into the cache, once per lock file. */
async function installPinnedN8n() {
	const { folder } = hostPaths();
	const marker = installedMarker();
	if (!existsSync(marker)) {
		await withInstallLock(`${folder}.lock`, async () => {
			// Another process may have installed it while this one waited.
			if (!existsSync(marker)) await installHost(folder, marker);
		});
	}
	const { node, n8n } = hostPaths();
	return { folder, node, n8n };
}

/** Written when the pinned n8n is whole. */
function installedMarker() {
	return join(hostPaths().folder, '.installed');
}

async function installHost(folder, marker) {
	console.log(`n8n ${pinnedVersion()} goes into ${folder}, once: about 3 GB and 5 minutes.`);
	// Whatever an interrupted installation left, `npm ci` starts from nothing.
	mkdirSync(folder, { recursive: true });
	for (const file of ['package.json', 'package-lock.json']) {
		copyFileSync(join(projectRoot, 'test', 'host', file), join(folder, file));
	}
	const log = newLog('install-n8n.log');
	// No scripts: the one that is needed runs below, and another one (of a Kafka client) fails and is not needed.
	await runNpmStep(`Installing n8n ${pinnedVersion()}`, ['ci', '--ignore-scripts', ...npmFlags], {
		cwd: folder,
		env: npmEnvironment(),
		log,
		folder,
	});
	const { node, nodeFolder } = hostPaths();
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
	writeFileSync(marker, `${new Date().toISOString()}\n`);
}

/** Compared by content: the time of a file says little after a checkout. */
function projectIsInstalled() {
	const installed = readPackages(join(projectRoot, 'node_modules', '.package-lock.json'));
	const wanted = readPackages(join(projectRoot, 'package-lock.json'));
	if (!installed || !wanted) return false;
	return Object.entries(wanted).every(([path, entry]) => {
		if (path === '') return true;
		const found = installed[path];
		// Packages for other platforms are absent, and so are others that are optional.
		return found ? found.version === entry.version : entry.optional === true || entry.devOptional === true || entry.peer === true;
	});
}

function readPackages(file) {
	return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined;
}

function newLog(name) {
	const log = join(cacheFolder(), name);
	rmSync(log, { force: true });
	return log;
}
