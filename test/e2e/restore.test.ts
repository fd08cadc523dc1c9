import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { closeConnections, openConnection } from '../../src/automation/engine/hub/hub';
import { crmFile, crmFolder } from '../demo/library';
import { DELIVERIES } from '../host/deliveries';
import { installPackage } from '../host/installPackage';
import { N8n } from '../host/N8n';
import { N8nClient } from '../host/N8nClient';
import { runCommand } from '../host/runCommand';
import { sharedN8n } from '../host/sharedN8n';
import { chain, node, note, trigger } from './support/workflows';
import { waitFor } from './support/waitFor';

/** A backup of a CRM in the middle of its work, restored into the same n8n, which has gone on since and remembers that. */
let folder: string;
let n8n: N8n;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'crmflow-restore-'));
	await installPackage(folder, sharedN8n().tarball);
	n8n = await N8n.start({ folder });
});
afterAll(async () => {
	await n8n?.kill();
	await closeConnections();
	rmSync(folder, { recursive: true, force: true });
});

/** As a self-hoster types it; the environment is that of n8n. */
async function crmflow(...words: string[]): Promise<string> {
	const program = join(folder, '.n8n', 'nodes', 'node_modules', 'n8n-nodes-crmflow', 'dist', 'cli.js');
	return await runCommand('env', [`N8N_USER_FOLDER=${folder}`, process.execPath, program, ...words], folder);
}

async function win(deal: string): Promise<void> {
	const { scope, release } = await openConnection({ backend: 'builtin-sqlite', folder: crmFolder(folder) }, 'UTC');
	await scope.crm.update('deal', [{ id: deal, values: { stage: 'sales:won' } }], {});
	release();
	await closeConnections();
}

function rows(sql: string, ...values: string[]): Array<Record<string, unknown>> {
	const database = new DatabaseSync(crmFile(folder), { timeout: 10_000 });
	try {
		return database.prepare(sql).all(...values);
	} finally {
		database.close();
	}
}

const history = (deal: string) => rows('select text from history_entry where record_id = ? order by id', deal).map(({ text }) => text);
const stage = (deal: string) => rows('select stage_id as stage from record where id = ?', deal)[0]!.stage;
const states = () => rows(`select state from ${DELIVERIES} d order by id`).map(({ state }) => state);

test('what was under way is finished once, what is gone is gone, and what comes after is new', async () => {
	const { scope, release } = await openConnection({ backend: 'builtin-sqlite', folder: crmFolder(folder) }, 'UTC');
	const [underWay, gone] = (await scope.crm.create('deal', [{ values: { title: 'Under way' } }, { values: { title: 'Gone' } }], {})).map(
		({ id }) => id,
	) as [string, string];
	release();
	await closeConnections();
	const client = new N8nClient(n8n.url);
	await client.signIn();
	const second = { ...note('Second step.'), name: 'Second' };
	// Longer than the backup takes.
	const pause = node('Wait', 'n8n-nodes-base.wait', { resume: 'timeInterval', amount: 20, unit: 'seconds' });
	const { id } = await client.createWorkflow(chain('Two steps', trigger(), note('First step.'), pause, second));
	await client.activate(id);
	await waitFor('the trigger', () => rows('select * from subscription').length === 1);

	await win(underWay);
	await waitFor('the first step', () => history(underWay).length === 1);
	expect(await crmflow('backup', 'crm.crmflow.gz')).toContain('2 records');
	await win(gone);
	await waitFor('both runs to end', () => states().every((state) => state === 'done') && states().length === 2);
	expect([history(underWay), history(gone)]).toEqual([
		['First step.', 'Second step.'],
		['First step.', 'Second step.'],
	]);

	await expect(crmflow('restore', 'crm.crmflow.gz', '--replace', '--yes')).rejects.toThrow(/in use.*Stop n8n/s);
	await n8n.kill();
	await crmflow('restore', 'crm.crmflow.gz', '--replace', '--yes');
	expect([states(), history(underWay), stage(gone), history(gone)]).toEqual([['waiting'], ['First step.'], 'sales:new', []]);

	n8n = await N8n.start({ folder });
	await waitFor('what was under way', () => states()[0] === 'done');
	expect(history(underWay)).toEqual(['First step.', 'Second step.']);
	// It gets the number that the change which is gone had: n8n has an execution of that.
	await win(gone);
	await waitFor('the new change', () => states().length === 2 && states()[1] === 'done');
	expect([history(underWay), history(gone)]).toEqual([
		['First step.', 'Second step.'],
		['First step.', 'Second step.'],
	]);
	expect(await crmflow('health')).toMatch(/Two steps +CRM Trigger +listens +- +0 +0 +0\n[^]*All is well/);
});
