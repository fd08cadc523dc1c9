import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import hostFolders from './hostFolder.cjs';
import { installedMarker, installN8n, npmFlags } from './installN8n.mjs';
import { withInstallLock } from './installLock.mjs';
import { npmEnvironment } from './npmEnvironment.mjs';
import { compiler, ensureMachine } from './prerequisites.mjs';
import { runNpmStep } from './progress.mjs';

const { cacheFolder, hostPaths, pinnedVersion, projectRoot } = hostFolders;

/**
 * Installs all that is missing: what the machine must have first, then this project's packages, then the pinned n8n.
 * @param {readonly string[]} tools what the machine must have beside what n8n needs, by the names in prerequisites.mjs
 * @returns the cache folder, the Node 24 binary, and n8n's start script
 * @throws Error that says what is missing or failed, and what to do
 */
export async function installMissing(tools) {
	ensureMachine([...(existsSync(installedMarker(hostPaths().folder)) ? [] : compiler), ...tools]);
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
	const marker = installedMarker(folder);
	if (!existsSync(marker)) {
		await withInstallLock(`${folder}.lock`, async () => {
			// Another process may have installed it while this one waited.
			if (!existsSync(marker)) await installHost(folder);
		});
	}
	const { node, n8n } = hostPaths();
	return { folder, node, n8n };
}

async function installHost(folder) {
	console.log(`n8n ${pinnedVersion()} goes into ${folder}, once: about 3 GB and 5 minutes.`);
	// Whatever an interrupted installation left, `npm ci` starts from nothing.
	mkdirSync(folder, { recursive: true });
	for (const file of ['package.json', 'package-lock.json']) {
		copyFileSync(join(projectRoot, 'test', 'host', file), join(folder, file));
	}
	const madeFrom = `${new Date().toISOString()}\n`;
	await installN8n({ folder, version: pinnedVersion(), log: newLog('install-n8n.log'), command: 'ci', madeFrom });
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
