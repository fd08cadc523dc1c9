import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import hostFolders from './hostFolder.cjs';
import { installedMarker, installN8n } from './installN8n.mjs';
import { withInstallLock } from './installLock.mjs';

const { cacheFolder, pinnedVersion, projectRoot } = hostFolders;

/**
 * Installs any n8n into a folder of its own in the cache, once; the pinned one is where it always is.
 * @param {{ version: string, overrides: Record<string, string> }} n8n
 * @returns the folder, as `CRMFLOW_HOST` takes it
 * @throws Error that says what failed: there is no such version, or the registry lacks something of it
 */
export async function installVersion({ version, overrides }) {
	if (version === pinnedVersion()) return hostFolders.hostFolder();
	const folder = join(cacheFolder(), 'versions', `n8n-${version}`);
	const wanted = manifest(version, overrides);
	if (isWhole(folder, wanted)) return folder;
	await withInstallLock(`${folder}.lock`, async () => {
		// Another process may have installed it while this one waited.
		if (isWhole(folder, wanted)) return;
		rmSync(folder, { recursive: true, force: true });
		mkdirSync(folder, { recursive: true });
		writeFileSync(join(folder, 'package.json'), wanted);
		const log = join(cacheFolder(), `install-n8n-${version}.log`);
		rmSync(log, { force: true });
		await installN8n({ folder, version, log, command: 'install', madeFrom: wanted });
	});
	return folder;
}

/** The pinned n8n's own, with that version: the Node is the same. */
function manifest(version, overrides) {
	const pinned = JSON.parse(readFileSync(join(projectRoot, 'test', 'host', 'package.json'), 'utf8'));
	const { optionalDependencies } = pinned;
	return `${JSON.stringify({ private: true, dependencies: { n8n: version }, optionalDependencies, overrides }, undefined, '\t')}\n`;
}

function isWhole(folder, wanted) {
	const marker = installedMarker(folder);
	return existsSync(marker) && readFileSync(marker, 'utf8') === wanted;
}
