import type { RecordRef } from '../../src/model/record';
import { outputOf } from '../host/N8nClient';
import type { N8nClient } from '../host/N8nClient';
import { sharedClient } from '../host/sharedN8n';
import { Company } from './support/Company';
import { WorkflowBench } from './support/WorkflowBench';
import { chain, note, trigger } from './support/workflows';
import { waitFor } from './support/waitFor';

/** When CRM Trigger starts a workflow in a real n8n, and when not. */
let client: N8nClient;
let company: Company;
let bench: WorkflowBench;

beforeAll(async () => {
	client = await sharedClient();
	company = await Company.open();
	bench = new WorkflowBench(client);
});
afterEach(async () => await bench.clear());
afterAll(async () => await company?.close());

/** Waits until everything that was to be delivered to the workflow has been, and that is `count` deliveries. */
async function delivered(workflow: string, count: number): Promise<void> {
	await waitFor(`${count} deliveries`, () => {
		const { deliveries } = company.ledger(workflow);
		return deliveries.length >= count && deliveries.every(({ state }) => state === 'done');
	});
	expect(company.ledger(workflow).deliveries).toHaveLength(count);
}

test('"Execute step" shows a real change, and moves no cursor', async () => {
	const workflow = await bench.activate(chain('Execute step', trigger(), note()));
	const deal = await company.deal('Shown in the editor');
	await company.change(deal, { stage: 'sales:won' });
	await delivered(workflow, 1);
	const before = company.ledger(workflow);

	const execution = await client.finished(await client.run(workflow, { destination: 'CRM Trigger' }));
	expect(outputOf(execution, 'CRM Trigger')).toEqual([
		expect.objectContaining({
			record: expect.objectContaining({ id: deal.id, title: 'Shown in the editor', stage: 'Won' }),
			before: expect.objectContaining({ stage: 'New' }),
			changed: ['stage'],
		}),
	]);
	expect(company.ledger(workflow)).toEqual(before);
	expect(company.effects(deal).history).toBe(1);
});

test('a stage that does not exist is refused when the workflow is switched on, with a sentence', async () => {
	const workflow = await bench.add(chain('Wrong stage', trigger({ toStages: ['sales:wonn'] }), note()));
	await expect(client.activate(workflow)).rejects.toThrow(/Stage "sales:wonn" does not exist in pipeline "Sales"/);
});

test('switched off and on again, it starts from now on', async () => {
	const workflow = await bench.activate(chain('Off and on', trigger(), note()));
	await client.deactivate(workflow);
	const [missed, seen] = [await company.deal('While off'), await company.deal('While on')];
	await company.change(missed, { stage: 'sales:won' });
	await client.activate(workflow);
	await company.change(seen, { stage: 'sales:won' });
	await delivered(workflow, 1);
	expect([company.effects(missed).history, company.effects(seen).history]).toEqual([0, 1]);
});

test('an edit by another program starts the workflow by itself, within seconds', async () => {
	const workflow = await bench.activate(chain('By hand', trigger(), note()));
	const deal = await company.deal('Edited by hand');
	const edited = Date.now();
	company.moveByHand(deal, 'sales:won');
	await delivered(workflow, 1);
	const [entry] = company.rows('SELECT at FROM history_entry WHERE record_id = ?', Number(deal.id));
	// About a second where nothing else runs: the file is looked at twice in a second.
	expect(Date.parse(String(entry!.at)) - edited).toBeLessThan(12_000);
});

test('changing an active workflow loses nothing and repeats nothing', async () => {
	const content = chain('Changed while active', trigger(), note());
	const workflow = await bench.activate(content);
	const deals: RecordRef[] = [];
	for (let index = 0; index < 100; index++) deals.push(await company.deal(`Around the change ${index}`));
	const win = async (some: readonly RecordRef[]): Promise<void> => {
		for (const deal of some) await company.change(deal, { stage: 'sales:won' });
	};
	const update = async (): Promise<void> => {
		await client.updateWorkflow(workflow, {
			...content,
			nodes: content.nodes.map((step) =>
				step.name === 'Note' ? { ...step, parameters: { ...step.parameters, text: 'It ran anew.' } } : step,
			),
		});
		await client.activate(workflow);
	};
	await win(deals.slice(0, 10));
	await Promise.all([update(), win(deals.slice(10, 90))]);
	await win(deals.slice(90));
	await delivered(workflow, deals.length);
	expect(deals.map((deal) => company.effects(deal).history)).toEqual(deals.map(() => 1));
	expect(company.rows('SELECT text FROM history_entry WHERE record_id = ?', Number(deals.at(-1)!.id))).toEqual([{ text: 'It ran anew.' }]);
});
