import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackage } from '../host/installPackage';
import { N8n } from '../host/N8n';
import { N8nClient, outputOf } from '../host/N8nClient';
import { sharedN8n } from '../host/sharedN8n';
import { Company } from './support/Company';
import { chain, note, trigger } from './support/workflows';
import { waitFor } from './support/waitFor';

/** Moments that come in the real n8n, whose clock is moved: an n8n of its own, because it is killed. */
const DAY = 24 * 3600_000;
let folder: string;
let clockFile: string;
let env: Record<string, string>;
let n8n: N8n;
let company: Company;
let ahead = 0;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'crmflow-moments-'));
	clockFile = join(folder, 'clock');
	env = { CRMFLOW_TEST: '1', CRMFLOW_TEST_CLOCK: clockFile };
	pass(0);
	// What this process changes has the same time.
	Object.assign(process.env, env);
	await installPackage(folder, sharedN8n().tarball);
	n8n = await N8n.start({ folder, env });
	company = await Company.open(folder);
});
afterAll(async () => {
	await n8n?.kill();
	await company?.close();
	delete process.env.CRMFLOW_TEST;
	delete process.env.CRMFLOW_TEST_CLOCK;
	rmSync(folder, { recursive: true, force: true });
});

function pass(milliseconds: number): void {
	ahead += milliseconds;
	writeFileSync(clockFile, String(ahead));
}

const inDays = (days: number) => new Date(Date.now() + ahead + days * DAY).toISOString().slice(0, 10);
const waiting = () => Number(company.rows('SELECT count(*) AS n FROM timer WHERE due_at IS NOT NULL')[0]!.n);

test('dates and deals that do not move start workflows once, also those that came while n8n was dead', async () => {
	const client = new N8nClient(n8n.url);
	await client.signIn();
	const started = async (name: string, parameters: Parameters<typeof trigger>[0]) => {
		const { id } = await client.createWorkflow(chain(name, trigger({ ...parameters, toStages: [] }), note(name)));
		await client.activate(id);
		await waitFor('the trigger', () => company.rows('SELECT 1 FROM timer WHERE owner LIKE ?', `trigger:${id}:%`).length > 0);
		return id;
	};
	const reached = await started('Three days before', {
		event: 'dateReached',
		dateField: 'closeDate',
		moment: 'before',
		momentAmount: 3,
		momentUnit: 'days',
	});
	const lazy = await started('No movement', { event: 'noMovement', measure: 'stage', inStageAmount: 5, inStageUnit: 'days' });
	const done = (workflow: string, count: number) => () =>
		company.ledger(workflow).deliveries.filter(({ state }) => state === 'done').length >= count;

	const soon = await company.deal('Soon', { closeDate: inDays(4) });
	const later = await company.deal('Later', { closeDate: inDays(6) });
	await waitFor('four timers', () => waiting() >= 4);
	pass(2 * DAY);
	await waitFor('the first date', done(reached, 1));

	await n8n.kill();
	pass(2 * DAY);
	n8n = await N8n.start({ folder, env });
	await waitFor('the date that came meanwhile', done(reached, 2));
	await company.change(later, { stage: 'sales:proposal' });
	await waitFor('the move', () => company.rows(`SELECT 1 FROM timer WHERE content LIKE '%sales:proposal%'`).length > 0);
	pass(1.5 * DAY);
	await waitFor('the deal that stayed', () => company.effects(soon).history === 2);

	expect([soon, later].map((deal) => company.effects(deal).history)).toEqual([2, 1]);
	const again = new N8nClient(n8n.url);
	await again.signIn();
	const outputs = [];
	for (const { id } of await again.ended(lazy)) outputs.push(...outputOf(await again.getExecution(id), 'CRM Trigger'));
	expect(outputs).toContainEqual(
		expect.objectContaining({
			event: 'due',
			record: expect.objectContaining({ title: 'Soon' }),
			reason: expect.objectContaining({ kind: 'due', text: expect.stringMatching(/^No Movement: due /) }),
		}),
	);
	expect(outputs).not.toContainEqual(expect.objectContaining({ record: expect.objectContaining({ title: 'Later' }) }));
});
