import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { Module, createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { hostFolder, projectRoot } from './hostFolder.cjs';
import type { Unpacked } from './unpack.ts';

/** What the tarball promises to those who install it; each holds or throws. */
export const tarballChecks: Record<string, (unpacked: Unpacked) => void | Promise<void>> = {
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
		assert.deepEqual(
			files.filter((file) => /\.test\.|\.ts$|\.map$/.test(file) && !file.endsWith('.d.ts')),
			[],
		);
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

	'says what each operation puts out, where n8n looks for it'({ files }) {
		const schemas = files.filter((file) => file.includes('/__schema__/'));
		const sources = readdirSync(join(projectRoot, 'nodes'), { recursive: true, encoding: 'utf8' }).filter((file) =>
			file.endsWith('.operation.ts'),
		);
		assert.ok(schemas.includes('dist/nodes/CrmTrigger/__schema__/v1.0.0.json'), 'that of CRM Trigger is missing');
		assert.equal(schemas.filter((file) => /^dist\/nodes\/Crm(Setup)?\/__schema__\/v1\.0\.0\//.test(file)).length, sources.length);
	},

	'has nodes and credentials that load as n8n loads them, with their icons'(unpacked) {
		const { nodes, credentials } = unpacked.manifest.n8n;
		assert.ok(nodes.length > 0, 'package.json names no node');
		for (const file of [...nodes, ...credentials]) checkClass(unpacked, file);
	},

	'reads no library before one is needed'({ folder, manifest }) {
		const script = `require(process.argv[1]); console.log(JSON.stringify(Object.keys(require.cache)));`;
		const { stdout } = spawnSync(process.execPath, ['-e', script, join(folder, manifest.main!)], {
			env: { ...process.env, NODE_PATH: join(hostFolder(), 'node_modules') },
			encoding: 'utf8',
		});
		const read = (JSON.parse(stdout) as string[]).filter((file) => file.includes(basename(folder)));
		assert.deepEqual(
			read.map((file) => basename(file)),
			['index.js'],
		);
	},

	'is kept in memory with one byte for each letter'({ folder, files }) {
		const wide = files.filter((file) => file.endsWith('.js') && /[^\0-\xff]/.test(readFileSync(join(folder, file), 'utf8')));
		assert.deepEqual(wide, []);
	},

	'has a command line that runs with nothing else installed, and finds the database of n8n': checkCommandLine,
};

/** What a self-hoster does in n8n's container: a backup, and another n8n folder made of it. */
async function checkCommandLine({ folder, manifest }: Unpacked): Promise<void> {
	const program = join(folder, manifest.bin!.crmflow!);
	assert.match(readFileSync(program, 'utf8'), /^#!\/usr\/bin\/env node\n/);
	const users = mkdtempSync(join(tmpdir(), 'crmflow-users-'));
	const run = (user: string, ...words: string[]) => {
		// No NODE_PATH, no n8n: only Node.js and the package.
		const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], {
			cwd: users,
			env: { N8N_USER_FOLDER: join(users, user) },
			encoding: 'utf8',
		});
		return { status, said: stdout + stderr };
	};
	try {
		await createDeal(join(folder, manifest.main!), join(users, 'anna', '.n8n', 'crmflow'));
		assert.deepEqual(run('anna', '--help').status, 0);
		assert.match(run('anna', 'backup', 'crm.crmflow.gz').said, /Backed up \d+ rows \(1 record\)/);
		assert.match(run('boris', 'restore', 'crm.crmflow.gz').said, /Restored \d+ rows \(1 record\)/);
		assert.match(run('boris', 'move', '--to-database', 'second').said, /record +1 +1\n/);
		assert.deepEqual(run('boris', 'health', '--database', 'second').status, 0);
		assert.deepEqual(run('clara', 'backup').status, 1);
		assert.ok(existsSync(join(users, 'boris', '.n8n', 'crmflow', 'second.sqlite')));
	} finally {
		rmSync(users, { recursive: true, force: true });
	}
}

interface Index {
	openConnection(
		options: object,
		timeZone: string,
	): Promise<{ scope: { crm: { create(type: string, drafts: object[], write: object): Promise<unknown> } } }>;
	closeConnections(): Promise<void>;
}

async function createDeal(index: string, databases: string): Promise<void> {
	const { openConnection, closeConnections } = withHostPath(() => createRequire(index)(index) as Index);
	const { scope } = await openConnection({ backend: 'builtin-sqlite', folder: databases }, 'UTC');
	await scope.crm.create('deal', [{ values: { title: 'Acme' } }], {});
	await closeConnections();
}

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
