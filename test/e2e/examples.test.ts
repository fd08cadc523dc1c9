import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../host/hostFolder.cjs';
import type { N8nClient } from '../host/N8nClient';
import type { WorkflowContent } from '../host/n8nTypes';
import { NO_GATE } from '../../src/model/stageGates';
import { sharedClient } from '../host/sharedN8n';
import { Company } from './support/Company';
import { WorkflowBench } from './support/WorkflowBench';
import { waitFor } from './support/waitFor';

const folder = join(projectRoot, 'docs', 'examples');
const nothing = { tasks: 0, history: 0, notifications: 0, projects: 0 };

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

/** Activates an example, makes the change it waits for, and returns when it has run once. */
async function afterChange(file: string, change: () => unknown): Promise<void> {
	const workflow = await bench.activate(JSON.parse(readFileSync(join(folder, file), 'utf8')) as WorkflowContent);
	await change();
	await waitFor(`the run of ${file}`, () => {
		const { deliveries } = company.ledger(workflow);
		return deliveries.length > 0 && deliveries.every(({ state }) => state === 'done' || state === 'failed');
	});
	expect((await client.ended(workflow)).map(({ status }) => status)).toEqual(['success']);
}

/** Who got a notice with exactly that text, once for each. */
function toldBy(text: string): unknown[] {
	return company
		.rows('SELECT u.name FROM notification n JOIN crm_user u ON u.id = n.recipient_id WHERE n.text = ?', text)
		.map(({ name }) => name);
}

const jobs: Record<string, () => Promise<void>> = {
	async '1-new-lead.json'() {
		const lead = { type: 'lead', id: '' };
		await afterChange('1-new-lead.json', async () => {
			Object.assign(lead, await company.create('lead', { title: 'Anniversary flowers', responsible: company.userId('Anna Kowalska') }));
		});
		expect(company.effects(lead)).toEqual({ ...nothing, tasks: 1, history: 1 });
		const [task] = company.rows(
			'SELECT t.title, t.priority, t.deadline, u.name FROM task t JOIN crm_user u ON u.id = t.responsible_id WHERE t.record_id = ?',
			Number(lead.id),
		);
		expect(task).toEqual({ title: 'Call Anniversary flowers', priority: 'high', deadline: expect.any(String), name: 'Anna Kowalska' });
	},

	async '2-big-deal.json'() {
		const deal = await company.deal('Grows big', { amount: 9000 });
		await afterChange('2-big-deal.json', async () => await company.change(deal, { amount: 12_000 }));
		expect(company.effects(deal)).toEqual({ ...nothing, notifications: 1 });
		expect(toldBy('Grows big is now worth 12000.')).toEqual(['Oskar Bergman']);
	},

	async '3-won-deal.json'() {
		const deal = await company.deal('Gets won');
		await afterChange('3-won-deal.json', async () => await company.change(deal, { stage: 'sales:won' }));
		expect(company.effects(deal)).toMatchObject({ tasks: 4, projects: 1, notifications: 0 });
		const notes = company.rows('SELECT text FROM history_entry WHERE record_id = ?', Number(deal.id)).map(({ text }) => text);
		expect(notes.filter((text) => text === 'The business cards are in production.')).toHaveLength(1);
	},

	async '4-deleted-deal.json'() {
		const deal = await company.deal('Gets deleted', { amount: 77 });
		await afterChange('4-deleted-deal.json', async () => await company.remove(deal));
		expect(toldBy('The deal Gets deleted (77) was deleted.')).toEqual(['Oskar Bergman']);
	},

	async '5-task-done.json'() {
		const deal = await company.deal('Gets called');
		const [task] = await company.scope.crm.tasks.create(
			[{ title: 'Call the customer', responsibleId: company.userId('Anna Kowalska'), record: deal }],
			{},
		);
		await afterChange('5-task-done.json', async () => await company.scope.crm.tasks.update([{ id: task!.id, status: 'completed' }], {}));
		expect(company.rows('SELECT stage_id FROM record WHERE id = ?', Number(deal.id))).toEqual([{ stage_id: 'sales:qualified' }]);
	},

	async '6-employee-result.json'() {
		const maria = company.userId('Maria Santos');
		const setResult = (result: number): void =>
			company.edit("UPDATE crm_user SET custom = json_set(custom, '$.monthlyResult', ?) WHERE id = ?", result, Number(maria));
		await afterChange('6-employee-result.json', () => setResult(2));
		expect(toldBy('The result of Maria Santos fell to 2.')).toEqual(['Oskar Bergman']);
		setResult(4);
	},

	async '9-gate.json'() {
		const { crm, companions } = company.scope;
		const deal = await company.deal('Gets an offer');
		const [task] = await crm.tasks.create([{ title: 'Write the offer', responsibleId: company.userId('Anna Kowalska'), record: deal }], {});
		await companions.stageGates.save('sales:proposal', 'entering', { ...NO_GATE, fields: ['closeDate'] });
		await afterChange('9-gate.json', async () => await crm.tasks.update([{ id: task!.id, status: 'completed' }], {}));
		await companions.stageGates.save('sales:proposal', 'entering', undefined);
		const notes = company.rows('SELECT text FROM history_entry WHERE record_id = ?', Number(deal.id)).map(({ text }) => text);
		expect(notes).toContain('"Gets an offer" cannot go to "Proposal": Close date is empty.');
	},
};

/** They do their jobs in aiAgent.test.ts and importDeals.test.ts. */
const elsewhere = ['7-ai-agent.json', '8-import-deals.json'];

test('each example has its test', () => {
	expect(
		readdirSync(folder)
			.filter((name) => name.endsWith('.json'))
			.sort(),
	).toEqual([...Object.keys(jobs), ...elsewhere].sort());
});

test.each(Object.keys(jobs))('%s is imported, activated, and does its job once', async (file) => await jobs[file]!());
