import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Module, createRequire } from 'node:module';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { hostFolder, projectRoot } from './hostFolder.cjs';
import type { Unpacked } from './unpack.ts';

/** What the tarball promises to those who install it; each holds or throws. */
export const tarballChecks: Record<string, (unpacked: Unpacked) => void> = {
	'is smaller than 2 MB'({ size }) {
		assert.ok(size < 2_000_000, `it has ${size} bytes`);
	},

	'brings no dependencies but the peer n8n-workflow'({ manifest }) {
		assert.deepEqual(manifest.dependencies ?? {}, {});
		assert.deepEqual(manifest.optionalDependencies ?? {}, {});
		assert.deepEqual(manifest.bundleDependencies ?? [], []);
		assert.deepEqual(manifest.peerDependencies, { 'n8n-workflow': '*' });
	},

	'runs nothing when it is installed'({ manifest }) {
		const hooks = ['preinstall', 'install', 'postinstall', 'prepare'].filter((hook) => manifest.scripts?.[hook]);
		assert.deepEqual(hooks, []);
	},

	'holds nothing but the build'({ files }) {
		const others = files.filter((file) => !/^(dist\/|package\.json$|README\.md$|LICENSE)/.test(file));
		assert.deepEqual(others, []);
		assert.deepEqual(files.filter((file) => /\.test\.|\.ts$|\.map$/.test(file) && !file.endsWith('.d.ts')), []);
	},

	'names no folder of the machine that built it'({ folder, files }) {
		const names = [projectRoot, homedir()].filter((name) => name.length > 3);
		const telling = files.filter((file) => names.some((name) => readFileSync(join(folder, file), 'utf8').includes(`${name}/`)));
		assert.deepEqual(telling, []);
	},

	'has a codex file beside each node'({ files, manifest }) {
		const missing = manifest.n8n.nodes.map((file) => file.replace(/\.js$/, '.json')).filter((file) => !files.includes(file));
		assert.deepEqual(missing, []);
	},

	'has nodes and credentials that load as n8n loads them, with their icons'(unpacked) {
		const { nodes, credentials } = unpacked.manifest.n8n;
		assert.ok(nodes.length > 0, 'package.json names no node');
		for (const file of [...nodes, ...credentials]) checkClass(unpacked, file);
	},
};

function checkClass({ folder, files }: Unpacked, file: string): void {
	assert.ok(files.includes(file), `${file} is missing`);
	// n8n finds the class by the file's name, and gives n8n-workflow through NODE_PATH.
	const name = basename(file).split('.')[0]!;
	const loaded = withHostPath(() => createRequire(join(folder, file))(join(folder, file)) as Record<string, new () => Loaded>);
	const Class = loaded[name];
	assert.equal(typeof Class, 'function', `${file} has no class ${name}`);
	const instance = new Class!();
	const icon = instance.description?.icon ?? instance.icon;
	assert.ok(icon, `${name} has no icon`);
	for (const path of typeof icon === 'string' ? [icon] : [icon.light, icon.dark]) {
		const target = join(dirname(file), path.replace(/^file:/, '')).replaceAll('\\', '/');
		assert.ok(files.includes(target), `the icon ${target} of ${name} is missing`);
	}
}

type Icon = string | { light: string; dark: string };

interface Loaded {
	description?: { icon?: Icon };
	icon?: Icon;
}

function withHostPath<T>(work: () => T): T {
	const before = process.env.NODE_PATH;
	process.env.NODE_PATH = join(hostFolder(), 'node_modules');
	(Module as unknown as { _initPaths(): void })._initPaths();
	try {
		return work();
	} finally {
		if (before === undefined) delete process.env.NODE_PATH;
		else process.env.NODE_PATH = before;
		(Module as unknown as { _initPaths(): void })._initPaths();
	}
}
