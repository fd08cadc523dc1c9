import { foundCompany, type Company } from './support/company';
import { runWorkflow } from './support/engine';
import { changeItem, chosen, onChange, oneStep } from './support/steps';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());

const theDeal = () => ({ recordSource: 'choose', recordType: chosen('deal'), recordId: chosen(company.deal) });

describe('history', () => {
	test('add writes on behalf of a user; get many filters by type and user', async () => {
		const add = (text: string, type: string, user?: string) =>
			oneStep({ resource: 'history', operation: 'add', ...theDeal(), text, type, additionalFields: user ? { actor: user } : {} });
		await runWorkflow(add('Called', 'call', company.users.anna));
		await runWorkflow(add('Late', 'violation', 'anna@example.com'));
		await runWorkflow(add('By the system', 'information'));
		const many = {
			resource: 'history',
			operation: 'getMany',
			recordSource: 'none',
			returnAll: true,
			additionalFields: { types: ['call', 'violation'], user: company.users.anna },
		};
		const { json, output } = await runWorkflow(oneStep(many));
		expect(json('CRM').map(({ text, type }) => [text, type])).toEqual([
			['Late', 'violation'],
			['Called', 'call'],
		]);
		expect(output('CRM').every(({ pairedItem }) => (pairedItem as { item: number }).item === 0)).toBe(true);
		const [newest] = await company.scope.crm.history.find({ limit: 1 });
		expect(newest).toMatchObject({
			text: 'By the system',
			userId: null,
			record: { type: 'deal', id: company.deal },
			origin: { workflow: 'workflow-1' },
		});
	});

	test('get many keeps to its limit and to the record of the trigger', async () => {
		const record = { type: 'deal', id: company.deal };
		await company.scope.crm.history.create(
			['1', '2', '3'].map((text) => ({ text, record })),
			{},
		);
		const step = onChange({ resource: 'history', operation: 'getMany', recordSource: 'trigger', returnAll: false, limit: 2 });
		const { json } = await runWorkflow(step, { mode: 'trigger', items: [changeItem(record, { id: '1' })] });
		expect(json('CRM').map(({ text }) => text)).toEqual(['3', '2']);
	});
});

describe('notification', () => {
	test("notify supervisor tells the one above the responsible person, on that person's behalf", async () => {
		const step = { resource: 'notification', operation: 'notifySupervisor', ...theDeal(), text: 'The deal was lost' };
		const { json } = await runWorkflow(oneStep(step));
		expect(json('CRM')[0]).toMatchObject({ notified: [{ id: company.users.boris, name: 'Boris Lead' }], reason: null });
		const [notice] = await company.scope.companions.notifications.find({});
		expect(notice).toMatchObject({ recipientId: company.users.boris, senderId: company.users.anna, text: 'The deal was lost' });
	});

	test('chosen users instead; get many reads an inbox', async () => {
		const step = {
			resource: 'notification',
			operation: 'notifySupervisor',
			...theDeal(),
			text: 'Hello',
			recipientChoice: 'users',
			recipients: [company.users.anna, company.users.clara],
		};
		await runWorkflow(oneStep(step));
		const { json } = await runWorkflow(
			oneStep({
				resource: 'notification',
				operation: 'getMany',
				recordSource: 'none',
				returnAll: false,
				limit: 10,
				additionalFields: { recipient: company.users.clara, unreadOnly: true },
			}),
		);
		expect(json('CRM')).toEqual([expect.objectContaining({ text: 'Hello' })]);
	});

	test('nobody to tell is written down and is no error', async () => {
		await company.scope.crm.update('deal', [{ id: company.deal, values: { responsible: company.users.clara } }], {});
		const { json, error } = await runWorkflow(
			oneStep({ resource: 'notification', operation: 'notifySupervisor', ...theDeal(), text: 'Lost' }),
		);
		expect(error).toBeUndefined();
		expect(json('CRM')[0]).toMatchObject({ notified: [], reason: expect.any(String) });
		expect(await company.counts()).toMatchObject({ notifications: 0, history: 1 });
	});
});
