import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { projectRoot } from '../../host/hostFolder.cjs';

/** Bundles what is measured outside of n8n in the way the package is bundled; returns the file. */
export async function buildLibrary(folder: string): Promise<string> {
	const { BUNDLING } = createRequire(import.meta.url)(join(projectRoot, 'gulp', 'bundle.js')) as { BUNDLING: BuildOptions };
	const outfile = join(folder, 'measured.cjs');
	await build({ ...BUNDLING, entryPoints: [join(projectRoot, 'test', 'bench', 'measured.ts')], outfile });
	return outfile;
}
