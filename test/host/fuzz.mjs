import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runUnderHost } from './bootstrap.mjs';
import hostFolders from './hostFolder.cjs';

const { projectRoot } = hostFolders;
// Inside the project, so that the packages that are left out are found.
const cache = join(projectRoot, 'node_modules', '.cache');
const outfile = join(cache, `fuzz-${process.pid}.mjs`);

try {
	await runUnderHost('fuzz', bundle);
} finally {
	rmSync(outfile, { force: true });
}

/**
 * The nodes are written for a bundler, and must share n8n-workflow with the n8n-core they run in: so the program is
 * bundled, and n8n-workflow is taken from the pinned n8n.
 */
async function bundle(hostFolder) {
	mkdirSync(cache, { recursive: true });
	// Not before it is installed.
	const { build } = await import('esbuild');
	await build({
		entryPoints: [join(projectRoot, 'test', 'fuzz', 'fuzz.ts')],
		outfile,
		bundle: true,
		platform: 'node',
		format: 'esm',
		packages: 'external',
		sourcemap: 'inline',
		// What the package loads at its first use, it asks for by "require".
		banner: { js: "import * as nodeModule from 'node:module'; const require = nodeModule.createRequire(import.meta.url);" },
		plugins: [{ name: 'host', setup: (plugins) => resolveInHost(plugins, hostFolder) }],
	});
	return outfile;
}

function resolveInHost(plugins, hostFolder) {
	plugins.onResolve({ filter: /^n8n-workflow$/ }, () => ({
		path: join(hostFolder, 'node_modules', 'n8n-workflow', 'dist', 'cjs', 'index.js'),
		external: true,
	}));
	plugins.onResolve({ filter: /\/hostFolder\.cjs$/ }, () => ({
		path: join(projectRoot, 'test', 'host', 'hostFolder.cjs'),
		external: true,
	}));
}
