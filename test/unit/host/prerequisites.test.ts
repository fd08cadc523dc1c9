import { join } from 'node:path';
import { projectRoot } from '../../host/hostFolder.cjs';
import { nodeRequire } from '../support/nodeRequire';

const { compiler, missingOf, nodeRefusal, planFor } = nodeRequire(
	join(projectRoot, 'test/host/prerequisites.mjs'),
) as typeof import('../../host/prerequisites.mjs');
const { commands } = nodeRequire(join(projectRoot, 'test/host/commands.cjs')) as typeof import('../../host/commands.cjs');
const { stages } = nodeRequire(join(projectRoot, 'test/stages.mjs')) as typeof import('../../stages.mjs');

const everything = [...compiler, 'git', 'chromium', 'redis'];
const debian = { manager: 'apt-get', ubuntu: false, rights: 'root' } as const;

test('what the machine has is not installed, and nothing is asked for twice', () => {
	const present = new Set(['python3', 'make', 'redis']);
	expect(missingOf([...everything, 'chromium'], (name) => present.has(name))).toEqual(['g++', 'git', 'chromium']);
	expect(missingOf(everything, () => true)).toEqual([]);
});

describe('where it takes no password, it is installed by apt-get, and said', () => {
	test('as root', () => {
		expect(planFor(everything, debian)).toEqual({
			announcement:
				"python3, make, g++, git, chromium, redis are missing (n8n's SQLite driver is compiled; the tests must leave the working tree as it was; " +
				'a browser opens the editor; n8n runs in queue mode). Installing with apt-get: python3 make g++ git chromium redis-server …',
			commands: [
				['apt-get', 'update'],
				[
					...['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', 'install', '-y', '--no-install-recommends'],
					...['python3', 'make', 'g++', 'git', 'chromium', 'redis-server'],
				],
			],
		});
	});

	test('with sudo, which must not ask', () => {
		const { commands: run } = planFor(['redis'], { ...debian, rights: 'sudo' }) as { commands: string[][] };
		expect(run.map((words) => words.slice(0, 2))).toEqual([
			['sudo', '-n'],
			['sudo', '-n'],
		]);
		expect(run[1]!.at(-1)).toBe('redis-server');
	});

	test('Ubuntu has Chromium under another name', () => {
		const plan = planFor(['chromium'], { ...debian, ubuntu: true }) as { announcement: string };
		expect(plan.announcement).toBe('chromium is missing (a browser opens the editor). Installing with apt-get: chromium-browser …');
	});
});

describe('elsewhere the one command is named, and nothing is installed', () => {
	test.each([
		[
			{ ...debian, rights: 'password' },
			'chromium, redis are missing (a browser opens the editor; n8n runs in queue mode). Install with: sudo apt-get install -y chromium redis-server',
		],
		[
			{ manager: 'dnf', ubuntu: false, rights: 'root' },
			'chromium, redis are missing (a browser opens the editor; n8n runs in queue mode). Install with: dnf install -y chromium redis',
		],
		[
			{ manager: 'brew', ubuntu: false, rights: 'password' },
			'chromium, redis are missing (a browser opens the editor; n8n runs in queue mode). ' +
				'Install with: brew install --cask chromium && brew install redis',
		],
		[
			{ manager: undefined, ubuntu: false, rights: 'password' },
			"chromium, redis are missing (a browser opens the editor; n8n runs in queue mode). Install with this system's package manager.",
		],
	] as const)('%j', (machine, refusal) => expect(planFor(['chromium', 'redis'], machine)).toEqual({ refusal }));

	test('on a Mac one command brings the compiler and git', () => {
		const plan = planFor([...compiler, 'git'], { manager: 'brew', ubuntu: false, rights: 'password' }) as { refusal: string };
		expect(plan.refusal).toMatch(/Install with: xcode-select --install$/);
	});
});

test('an old Node and a missing npm are named before all else', () => {
	expect(nodeRefusal('18.20.0', () => true)).toBe(
		'Node 20 or newer is needed, and this is Node 18.20.0: install a newer one from https://nodejs.org.',
	);
	expect(nodeRefusal('20.0.0', () => false)).toBe('npm is missing: install Node with npm from https://nodejs.org.');
	expect(nodeRefusal('24.1.0', () => true)).toBeUndefined();
});

describe('only what is chosen needs something', () => {
	test('of the tests, those in a real n8n', () => {
		const needs = stages.filter((stage) => 'tools' in stage).map(({ name, tools }) => [name, tools]);
		expect(needs).toEqual([['e2e', ['chromium', 'redis']]]);
	});

	test('of the other programs, those with a browser or a queue', () => {
		expect(commands.screenshots.tools()).toEqual(['chromium']);
		expect(commands.chaos.tools({ mode: 'queue' })).toEqual(['redis']);
		expect(commands.chaos.tools({ mode: 'postgres' })).toEqual([]);
		expect(commands.bench.tools({ only: undefined })).toEqual(['redis']);
		expect(commands.bench.tools({ only: 'latency, scaleout' })).toEqual(['redis']);
		expect(commands.bench.tools({ only: 'latency' })).toEqual([]);
		for (const name of ['start', 'demo', 'fuzz', 'docs'] as const) expect(commands[name].tools()).toEqual([]);
	});
});
