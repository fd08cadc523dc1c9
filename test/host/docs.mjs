import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import hostPlaces from './hostFolder.cjs';

/** `npm run docs`: writes the pages of the nodes from their descriptions. */
const { projectRoot } = hostPlaces;
const folder = join(projectRoot, 'docs', 'nodes');
// Inside the project, so that the packages it leaves out are found.
const bundle = join(projectRoot, 'node_modules', '.cache', `nodeDocs-${process.pid}.cjs`);

try {
	await build({ entryPoints: [join(projectRoot, 'test/host/nodeDocs.ts')], bundle: true, platform: 'node', format: 'cjs', packages: 'external', outfile: bundle });
	const pages = createRequire(import.meta.url)(bundle).nodeDocs(folder);
	rmSync(join(folder, 'crm'), { recursive: true, force: true });
	for (const [path, text] of pages) {
		mkdirSync(dirname(join(folder, path)), { recursive: true });
		writeFileSync(join(folder, path), text);
	}
	console.log(`${pages.size} pages written to docs/nodes.`);
} finally {
	rmSync(bundle, { force: true });
}
