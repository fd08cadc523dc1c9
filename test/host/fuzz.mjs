import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import hostPlaces from './hostFolder.cjs';
import { runUnderHost } from './bootstrap.mjs';
import { ensureHost, ensureProject } from './install.mjs';

/**
 * The nodes are written for a bundler, and must share n8n-workflow with the n8n-core they run in: so the program is
 * bundled, and n8n-workflow is taken from the pinned n8n.
 */
const { projectRoot } = hostPlaces;
// Inside the project, so that the packages that are left out are found.
const cache = join(projectRoot, 'node_modules', '.cache');
const outfile = join(cache, `fuzz-${process.pid}.mjs`);

try {
	await ensureProject();
	const { folder } = await ensureHost();
	mkdirSync(cache, { recursive: true });
	const { build } = await import('esbuild');
	await build({
		entryPoints: [join(projectRoot, 'test', 'fuzz', 'fuzz.ts')],
		outfile,
		bundle: true,
		platform: 'node',
		format: 'esm',
		packages: 'external',
		sourcemap: 'inline',
		plugins: [
			{
				name: 'host',
				setup(plugins) {
					plugins.onResolve({ filter: /^n8n-workflow$/ }, () => ({
						path: join(folder, 'node_modules', 'n8n-workflow', 'dist', 'cjs', 'index.js'),
						external: true,
					}));
					plugins.onResolve({ filter: /\/hostFolder\.cjs$/ }, () => ({
						path: join(projectRoot, 'test', 'host', 'hostFolder.cjs'),
						external: true,
					}));
				},
			},
		],
	});
	await runUnderHost(outfile);
} finally {
	rmSync(outfile, { force: true });
}
