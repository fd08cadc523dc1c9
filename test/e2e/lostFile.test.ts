import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeConnections } from '../../src/automation/engine/hub/hub';
import { crmFile, crmFolder } from '../demo/library';
import { installPackage } from '../host/installPackage';
import { N8n } from '../host/N8n';
import { N8nClient } from '../host/N8nClient';
import { runCommand } from '../host/runCommand';
import { sharedN8n } from '../host/sharedN8n';
import { Company } from './support/Company';
import { chain, note, trigger } from './support/workflows';
import { waitFor } from './support/waitFor';

/** The file of the CRM disappears from under a real n8n: somebody is told, nothing begins anew in silence, and nothing is lost. */
let folder: string;
let n8n: N8n;
let workflow: string;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'crmflow-lost-'));
	await installPackage(folder, sharedN8n().tarball);
	n8n = await N8n.start({ folder });
	const client = await signedIn();
	({ id: workflow } = await client.createWorkflow(chain('Wins', trigger(), note())));
	await client.activate(workflow);
});
afterAll(async () => {
	await n8n?.kill();
	rmSync(folder, { recursive: true, force: true });
});

async function signedIn(): Promise<N8nClient> {
	const client = new N8nClient(n8n.url);
	await client.signIn();
	return client;
}

/** What health says, whether it is well or not. */
async function health(): Promise<string> {
	const program = join(folder, '.n8n', 'nodes', 'node_modules', 'n8n-nodes-crmflow', 'dist', 'cli.js');
	const command = [`N8N_USER_FOLDER=${folder}`, process.execPath, program, 'health'];
	return await runCommand('env', command, folder).catch((error: Error) => error.message);
}

const healthSays = async (words: RegExp) => await waitFor(`health to say ${String(words)}`, async () => words.test(await health()));
const logSays = async (words: string) => await waitFor(`the log to say "${words}"`, () => n8n.output().includes(words));

/** A deal is won, and the workflow does its step. */
async function winsOne(): Promise<void> {
	const company = await Company.open(folder);
	const deal = await company.deal('Won');
	await company.change(deal, { stage: 'sales:won' });
	await waitFor('the step', () => company.effects(deal).history === 1);
	await company.close();
	// It must not be this process that has the file open.
	await closeConnections();
}

test('deleted while n8n runs: the log says it, and the file that was kept is good for going on', async () => {
	await winsOne();
	for (const ending of ['', '-wal', '-shm']) rmSync(`${crmFile(folder)}${ending}`, { force: true });
	await logSays('was deleted or moved while it was open');
	await healthSays(/There is no database/);
	await n8n.stop();

	n8n = await N8n.start({ folder });
	await logSays('is gone: there was one in');
	expect(existsSync(crmFile(folder))).toBe(false);
	await n8n.stop();

	const [kept] = readdirSync(crmFolder(folder)).filter((name) => name.includes('-rescued-'));
	renameSync(join(crmFolder(folder), kept!), crmFile(folder));
	n8n = await N8n.start({ folder });
	await healthSays(/Wins +CRM Trigger +listens[^]*All is well/);
	await winsOne();
});

test('after n8n was stopped nobody is said to listen', async () => {
	await n8n.stop();
	await healthSays(/Wins +CRM Trigger +nobody listens[^]*No CRM Trigger listens; .* Start n8n/);
});

test('another folder in its place: the workflow is not started, until it is switched off and on', async () => {
	rmSync(crmFolder(folder), { recursive: true });
	n8n = await N8n.start({ folder });
	await logSays('worked with another database until now');
	await healthSays(/not started[^]*! "Wins", CRM Trigger: n8n could not start it\. This workflow worked with another database/);
	const client = await signedIn();
	await client.deactivate(workflow);
	await client.activate(workflow);
	await healthSays(/Wins +CRM Trigger +listens[^]*All is well/);
	await winsOne();
});
