import { join } from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from '../../host/hostFolder.cjs';

/** Bundles what is measured outside of n8n in the way the package is bundled; returns the file. */
export async function buildLibrary(folder: string): Promise<string> {
	const outfile = join(folder, 'measured.cjs');
	await build({
		entryPoints: [join(projectRoot, 'test', 'bench', 'measured.ts')],
		outfile,
		bundle: true,
		platform: 'node',
		format: 'cjs',
		target: 'node22',
		external: ['n8n-workflow'],
		mainFields: ['module', 'main'],
		logLevel: 'warning',
	});
	return outfile;
}
