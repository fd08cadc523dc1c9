import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackage } from './installPackage.ts';
import { N8n } from './N8n.ts';
import { N8nClient } from './N8nClient.ts';
import { packProject } from './pack.ts';
import { publishSharedN8n } from './sharedN8n.ts';

/** Before all end-to-end tests: a real n8n with the packed tarball, in a folder of its own. */
export default async function setUp(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'crmflow-e2e-'));
	const tarball = await packProject();
	await installPackage(folder, tarball);
	const n8n = await N8n.start({ folder });
	(globalThis as { crmflowSharedN8n?: N8n }).crmflowSharedN8n = n8n;
	await new N8nClient(n8n.url).signIn();
	publishSharedN8n({ url: n8n.url, folder, tarball });
}
