import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pinnedVersion } from '../host/hostFolder.cjs';
import { installPackage } from '../host/installPackage';
import { N8n } from '../host/N8n';
import { N8nClient } from '../host/N8nClient';
import { sharedN8n } from '../host/sharedN8n';
import { chain, note, trigger } from './support/workflows';
import { waitFor } from './support/waitFor';

/** The package is told that it was tried with other versions than the n8n that runs: it finds out by itself which one that is. */
let folder: string;
let n8n: N8n | undefined;

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'crmflow-version-'));
	await installPackage(folder, sharedN8n().tarball);
});
afterEach(async () => {
	await n8n?.kill();
	rmSync(folder, { recursive: true, force: true });
});

async function activateWhereTried(range: string): Promise<void> {
	n8n = await N8n.start({ folder, env: { CRMFLOW_TEST: '1', CRMFLOW_TEST_N8N_TRIED: range } });
	const client = new N8nClient(n8n.url);
	await client.signIn();
	const { id } = await client.createWorkflow(chain('Any', trigger(), note()));
	await client.activate(id);
}

test('an n8n that is too old is refused when the workflow is published, with both versions and with what to do', async () => {
	await expect(activateWhereTried('99.1-99.2')).rejects.toThrow(
		new RegExp(`n8n 99\\.1 or newer, and this is n8n ${pinnedVersion().replaceAll('.', '\\.')}\\. Update n8n`),
	);
});

test('a newer one than was tried works, and its log has a line', async () => {
	await activateWhereTried('1.0-1.1');
	await waitFor('the line', () => n8n!.output().includes(`tried with n8n 1.0 to 1.1; this is n8n ${pinnedVersion()}.`));
	expect(n8n!.output().match(/were tried with n8n/g)).toHaveLength(1);
});
