import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { projectRoot } from '../../host/hostFolder.cjs';

/** Bundles what is measured outside of n8n in the way the package is bundled; returns the file. */
export async function buildLibrary(folder: string, entry: 'measured' | 'measuredTrigger' = 'measured'): Promise<string> {
	const { BUNDLING } = createRequire(import.meta.url)(join(projectRoot, 'gulp', 'bundle.js')) as { BUNDLING: BuildOptions };
	const outfile = join(folder, `${entry}.cjs`);
	await build({ ...BUNDLING, entryPoints: [join(projectRoot, 'test', 'bench', `${entry}.ts`)], outfile });
	return outfile;
}
