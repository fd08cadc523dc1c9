import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import hostFolders from './hostFolder.cjs';
import { readCommandLine } from './commandLine.mjs';
import { commands } from './commands.cjs';
import { installMissing } from './install.mjs';
import { endOnSignals, runNode } from './progress.mjs';

/**
 * `npm run docs`: runs the example of every operation and writes down what its output is like (`__schema__`, which n8n shows
 * before a step ran), then writes the pages of the nodes from all they say of themselves.
 */
const { projectRoot } = hostFolders;
const folder = join(projectRoot, 'docs', 'nodes');
// Inside the project, so that the packages it leaves out are found.
const bundle = join(projectRoot, 'node_modules', '.cache', `nodeDocs-${process.pid}.cjs`);

const { values } = readCommandLine(commands.docs);
endOnSignals();
try {
	await writeSchemas();
	await writePages();
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
} finally {
	rmSync(bundle, { force: true });
}

async function writeSchemas() {
	const host = await installMissing(commands.docs.tools(values));
	for (const kept of ['Crm', 'CrmSetup', 'CrmTrigger'])
		rmSync(join(projectRoot, 'nodes', kept, '__schema__'), { recursive: true, force: true });
	const args = ['node_modules/jest/bin/jest.js', '--selectProjects', 'workflow', '--testPathPatterns', 'workflow/outputs'];
	const env = { ...process.env, CRMFLOW_HOST: host.folder, CRMFLOW_WRITE_SCHEMAS: 'yes' };
	if ((await runNode(host.node, args, { cwd: projectRoot, env })) !== 0)
		throw new Error('The example of an operation does not work: see above.');
}

async function writePages() {
	// Not before it is installed.
	const { build } = await import('esbuild');
	await build({
		entryPoints: [join(projectRoot, 'test/host/nodeDocs.ts')],
		bundle: true,
		platform: 'node',
		format: 'cjs',
		packages: 'external',
		outfile: bundle,
	});
	const pages = createRequire(import.meta.url)(bundle).nodeDocs(folder);
	for (const kept of ['crm', 'crm-setup']) rmSync(join(folder, kept), { recursive: true, force: true });
	for (const [path, text] of pages) {
		mkdirSync(dirname(join(folder, path)), { recursive: true });
		writeFileSync(join(folder, path), text);
	}
	console.log(`${pages.size} pages written to docs/nodes.`);
}
