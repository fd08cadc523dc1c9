import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import hostFolders from './hostFolder.cjs';
import { answers, describeMachine, findChromium } from './machine.cjs';
import { elapsed } from './progress.mjs';

/** What n8n's SQLite driver is compiled with, once. */
export const compiler = ['python3', 'make', 'g++'];

/** What the machine must have beside Node: how each is seen, what for, and its package by the program that installs it. */
const tools = {
	python3: { purpose: "n8n's SQLite driver is compiled", 'apt-get': 'python3', dnf: 'python3', brew: 'xcode-select --install' },
	make: { purpose: "n8n's SQLite driver is compiled", 'apt-get': 'make', dnf: 'make', brew: 'xcode-select --install' },
	'g++': { purpose: "n8n's SQLite driver is compiled", 'apt-get': 'g++', dnf: 'gcc-c++', brew: 'xcode-select --install' },
	git: { purpose: 'the tests must leave the working tree as it was', 'apt-get': 'git', dnf: 'git', brew: 'xcode-select --install' },
	chromium: {
		purpose: 'a browser opens the editor',
		present: () => findChromium() !== undefined,
		'apt-get': 'chromium',
		ubuntu: 'chromium-browser',
		dnf: 'chromium',
		brew: 'brew install --cask chromium',
	},
	redis: {
		purpose: 'n8n runs in queue mode',
		present: () => answers('redis-server'),
		'apt-get': 'redis-server',
		dnf: 'redis',
		brew: 'brew install redis',
	},
};

/**
 * Sees to it that the machine has what is needed, before anything else is downloaded or runs: what is missing is installed where
 * that takes no password (Debian and Ubuntu), and otherwise named.
 * @param {readonly string[]} needs names of tools
 * @throws Error with one sentence that names the one command which installs what is missing
 */
export function ensureMachine(needs) {
	const refusal = nodeRefusal(process.versions.node, () => answers('npm'));
	if (refusal) throw new Error(refusal);
	const missing = missingOf(needs);
	if (missing.length === 0) return;
	const plan = planFor(missing, describeMachine());
	if (plan.refusal) throw new Error(plan.refusal);
	console.log(plan.announcement);
	install(plan);
	const left = missingOf(missing);
	if (left.length > 0) throw new Error(stillMissing(left));
}

/** Why this Node cannot be used, where it cannot. */
export function nodeRefusal(version, hasNpm) {
	if (Number(version.split('.')[0]) < 20) {
		return `Node 20 or newer is needed, and this is Node ${version}: install a newer one from https://nodejs.org.`;
	}
	return hasNpm() ? undefined : 'npm is missing: install Node with npm from https://nodejs.org.';
}

/**
 * @param {readonly string[]} needs
 * @param isPresent how the machine is asked
 * @returns the tools that the machine lacks, in their order, each once
 */
export function missingOf(needs, isPresent = (name) => (tools[name].present ?? (() => answers(name)))()) {
	return [...new Set(needs)].filter((name) => !isPresent(name));
}

/**
 * What is done about missing tools.
 * @param {readonly string[]} missing
 * @param {ReturnType<typeof describeMachine>} machine
 * @returns {{ refusal: string } | { announcement: string, commands: string[][] }} why it cannot be done here, with the command
 *   for a person; or what is said and run
 */
export function planFor(missing, machine) {
	const packages = packagesOf(missing, machine);
	if (machine.manager !== 'apt-get' || machine.rights === 'password') {
		return { refusal: `${whatIsMissing(missing)}. ${remedy(packages, machine)}` };
	}
	const sudo = machine.rights === 'sudo' ? ['sudo', '-n'] : [];
	return {
		announcement: `${whatIsMissing(missing)}. Installing with apt-get: ${packages.join(' ')} …`,
		commands: [
			[...sudo, 'apt-get', 'update'],
			[...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', 'install', '-y', '--no-install-recommends', ...packages],
		],
	};
}

function packagesOf(missing, { manager, ubuntu }) {
	if (manager === undefined) return [];
	return [...new Set(missing.map((name) => (ubuntu && tools[name].ubuntu) || tools[name][manager]))];
}

/** `chromium is missing (a browser opens the editor)`. */
function whatIsMissing(missing) {
	const purposes = [...new Set(missing.map((name) => tools[name].purpose))].join('; ');
	return `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing (${purposes})`;
}

function remedy(packages, { manager, rights }) {
	if (manager === 'brew') return `Install with: ${packages.join(' && ')}`;
	if (manager === undefined) return "Install with this system's package manager.";
	return `Install with: ${rights === 'root' ? '' : 'sudo '}${manager} install -y ${packages.join(' ')}`;
}

function stillMissing(left) {
	const browser = left.includes('chromium') ? ' A browser elsewhere is named by CRMFLOW_CHROMIUM.' : '';
	return `${whatIsMissing(left)}, also after its package was installed.${browser}`;
}

function install({ commands }) {
	const started = Date.now();
	mkdirSync(hostFolders.cacheFolder(), { recursive: true });
	const log = join(hostFolders.cacheFolder(), 'install-system.log');
	const output = openSync(log, 'w');
	try {
		for (const [program, ...args] of commands) {
			const { status } = spawnSync(program, args, { stdio: ['ignore', output, output] });
			if (status !== 0) {
				const lines = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-20).join('\n');
				throw new Error(`"${[program, ...args].join(' ')}" failed. The last lines of ${log}:\n${lines}`);
			}
		}
	} finally {
		closeSync(output);
	}
	console.log(`Installing with apt-get: done in ${elapsed(started)}`);
}
