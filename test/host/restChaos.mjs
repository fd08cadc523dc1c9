import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { runUnderHost } from './bootstrap.mjs';
import hostFolders from './hostFolder.cjs';

const { projectRoot } = hostFolders;
// Inside the project, so that the packages that are left out are found.
const outfile = join(projectRoot, 'node_modules', '.cache', `restChaos-${process.pid}.mjs`);

try {
	await runUnderHost('chaos:rest', bundle);
} finally {
	rmSync(outfile, { force: true });
}

async function bundle() {
	// Not before it is installed.
	const { build } = await import('esbuild');
	await build({
		entryPoints: [join(projectRoot, 'test', 'plainRest', 'chaos', 'chaos.ts')],
		outfile,
		bundle: true,
		platform: 'node',
		format: 'esm',
		packages: 'external',
		plugins: [
			{
				name: 'host',
				setup: (plugins) =>
					plugins.onResolve({ filter: /\/(hostFolder|commands)\.cjs$/ }, ({ path }) => ({
						path: join(projectRoot, 'test', 'host', path.replace(/^.*\//, '')),
						external: true,
					})),
			},
		],
	});
	return outfile;
}
