import { createRequire } from 'node:module';
import { join } from 'node:path';
import { projectRoot } from '../../host/hostFolder.cjs';

/** Bundles what is measured outside of n8n in the way the package is bundled; returns the file. */
export async function buildLibrary(folder: string, entry: 'measured' | 'measuredTrigger' = 'measured'): Promise<string> {
	const { bundleInto } = createRequire(import.meta.url)(join(projectRoot, 'gulp', 'bundle.js')) as Bundler;
	await bundleInto({ [entry]: join(projectRoot, 'test', 'bench', `${entry}.ts`) }, folder);
	return join(folder, `${entry}.js`);
}

interface Bundler {
	bundleInto(entries: Record<string, string>, folder: string): Promise<void>;
}
