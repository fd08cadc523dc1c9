import type { Crm } from '../../src/crm/Crm';
import type { Permission } from '../../src/model/permissions';
import { foundCompany, type Company } from './support/company';
import { runWorkflow, type RunOptions } from './support/engine';
import { changeItem, chosen, filledIn, onChange, oneStep } from './support/steps';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());

const theDeal = () => ({ recordSource: 'choose', recordType: chosen('deal'), recordId: chosen(company.deal) });
const run = async (resource: string, operation: string, more: object, options: RunOptions = {}) =>
	await runWorkflow(oneStep({ resource, operation, ...more }), options);

/** What the node put out for the one item; the step was not refused. */
async function outputOf(resource: string, operation: string, more: object, options: RunOptions = {}) {
	const { json, error } = await run(resource, operation, more, options);
	expect(error).toBeUndefined();
	return json('CRM')[0]!;
}

/** A company that the deal belongs to. */
async function giveCompany(values: object): Promise<void> {
	const { crm } = company.scope;
	const [acme] = await crm.create('company', [{ values: { title: 'Acme Ltd', ...values } }], {});
	await crm.update('deal', [{ id: company.deal, values: { company: acme!.id } }], {});
}

describe('the texts of each operation', () => {
	test('task: title, description, checklist and tags; what is filled in is not looked at again', async () => {
		await company.scope.crm.update('deal', [{ id: company.deal, values: { title: 'Acme {{today}}' } }], {});
		const { id } = await outputOf('task', 'create', {
			...theDeal(),
			title: 'Call {{record.title}}',
			description: String.raw`\{{record.title}} is for {{ record.responsible }}`,
			additionalFields: { checklist: ['Ask {{record.responsibleEmail}}', 'Plain'], tags: 'x, {{record.stage}}' },
		});
		expect(await company.scope.crm.tasks.get(String(id))).toMatchObject({
			title: 'Call Acme {{today}}',
			description: '{{record.title}} is for Anna Agent',
			checklist: [{ text: 'Ask anna@example.com' }, { text: 'Plain' }],
			tags: ['x', 'New'],
		});
	});

	test('task update: of the task itself', async () => {
		const [task] = await company.scope.crm.tasks.create(
			[{ title: 'Call', responsibleId: company.users.anna, record: { type: 'deal', id: company.deal } }],
			{},
		);
		const title = '{{task.title}} again: {{task.record}}, {{task.record.stage}}';
		const updated = await outputOf('task', 'update', { task: chosen(task!.id), additionalFields: { title } });
		expect(updated['title']).toBe('Call again: Acme, 100 chairs, New');
	});

	test('history, activity, notice to the supervisor', async () => {
		const entry = await outputOf('history', 'add', { ...theDeal(), text: 'Offer for {{record.title}} sent' });
		expect(entry['text']).toBe('Offer for Acme, 100 chairs sent');
		const activity = await outputOf('activity', 'schedule', {
			...theDeal(),
			kind: 'call',
			description: 'Ask {{record.title}}',
			additionalFields: { subject: 'About {{record.title}}' },
		});
		expect(activity).toMatchObject({ description: 'Ask Acme, 100 chairs', subject: 'About Acme, 100 chairs' });
		await outputOf('notification', 'notifySupervisor', { ...theDeal(), text: '{{record.title}} is lost' });
		expect(await company.scope.companions.notifications.find({})).toEqual([
			expect.objectContaining({ recipientId: company.users.boris, text: expect.stringContaining('Acme, 100 chairs is lost') }),
		]);
	});

	test('records: mapped fields; a merge field that shows nothing empties the field, as an expression does', async () => {
		await giveCompany({});
		const created = await outputOf(
			'record',
			'create',
			{ recordType: chosen('deal'), fields: filledIn({ title: 'Renewal of {{record.title}}', amount: 5 }) },
			{ items: [{ type: 'deal', id: company.deal }] },
		);
		expect(created).toMatchObject({ title: 'Renewal of Acme, 100 chairs', amount: 5 });
		const fields = filledIn({ title: '{{record.title}} for {{record.company.title}}', externalId: '{{record.externalId}}' });
		await outputOf('record', 'update', { ...theDeal(), fields });
		const { values } = (await company.scope.crm.get({ type: 'deal', id: company.deal }))!;
		expect(values).toMatchObject({ title: 'Acme, 100 chairs for Acme Ltd', externalId: null });
	});

	test('today; fields of a record that is not linked show nothing', async () => {
		const at = company.scope.clock.now();
		const entry = await outputOf('history', 'add', { ...theDeal(), text: '{{today}}: "{{record.company.title}}"' });
		expect(entry['text']).toBe(`${new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Warsaw' }).format(at)}: ""`);
		await giveCompany({});
		expect((await outputOf('history', 'add', { ...theDeal(), text: '{{record.company.title}}' }))['text']).toBe('Acme Ltd');
	});

	test('comments and notices have the same fields', async () => {
		await giveCompany({});
		const comment = await outputOf('comment', 'add', { ...theDeal(), text: 'Ask {{record.company.title}}' });
		expect(comment['text']).toBe('Ask Acme Ltd');
		const { notifications } = await outputOf('notification', 'notify', {
			...theDeal(),
			users: [company.users.anna],
			text: String.raw`\{{record.company.title}} of {{record.company.title}}`,
		});
		expect(notifications).toEqual([expect.objectContaining({ text: '{{record.company.title}} of Acme Ltd' })]);
	});
});

describe('what is not filled in', () => {
	test('what an expression gives is data', async () => {
		const text = 'Dear {{name}}, {{record.title}}';
		const entry = await outputOf('history', 'add', { ...theDeal(), text: '={{ $json.text }}' }, { items: [{ text }] });
		expect(entry['text']).toBe(text);
		const more = { recordType: chosen('deal'), fields: filledIn({ title: '={{ $json.text }}' }) };
		expect((await outputOf('record', 'create', more, { items: [{ text }] }))['title']).toBe(text);
	});

	test('an unknown field is refused with the nearest ones, and nothing is written', async () => {
		const { error } = await run('task', 'create', { ...theDeal(), title: 'Call {{record.titel}}' });
		expect(error).toMatchObject({
			message: expect.stringContaining('Merge field {{record.titel}} in the field "Title" is not known'),
			description: expect.stringMatching(/Use one of: \{\{record\.title\}\}/),
			itemIndex: 0,
		});
		expect(await company.counts()).toMatchObject({ tasks: 0 });
	});

	test('without a record the step says what is missing; texts without its fields need none', async () => {
		const more = { recordSource: 'none', responsible: 'user', responsibleUser: chosen(company.users.anna) };
		const { error } = await run('task', 'create', { ...more, title: '{{record.title}}' });
		expect(error?.description).toContain('Choose a record for this step');
		const create = { recordType: chosen('deal'), fields: filledIn({ title: '{{record.title}}' }) };
		expect((await run('record', 'create', create)).error?.description).toContain('start the workflow with one');
		expect((await outputOf('task', 'create', { ...more, title: String.raw`\{{record.title}}` }))['title']).toBe('{{record.title}}');
	});

	test('a record that does not exist is named; the other items are done with "Continue on fail"', async () => {
		const step = { resource: 'history', operation: 'add', text: '{{record.title}}' };
		const items = [
			{ type: 'deal', id: '999' },
			{ type: 'deal', id: company.deal },
		];
		const { json } = await runWorkflow(oneStep(step, { onError: 'continueRegularOutput' }), { items });
		expect(json('CRM')).toEqual([
			expect.objectContaining({ error: expect.stringContaining('999') }),
			expect.objectContaining({ text: 'Acme, 100 chairs' }),
		]);
	});
});

/** Requests for records of a type, until `release`. */
function countReads(crm: Crm, type: string) {
	const [find, get] = [jest.spyOn(crm, 'find'), jest.spyOn(crm, 'get')];
	return {
		count: () => find.mock.calls.filter(([name]) => name === type).length + get.mock.calls.filter(([ref]) => ref.type === type).length,
		release: () => [find, get].forEach((spy) => spy.mockRestore()),
	};
}

describe('many items', () => {
	const COUNT = 60;

	async function tasksFor(title: string) {
		const { crm } = company.scope;
		const drafts = Array.from({ length: COUNT }, (_, index) => ({
			values: { title: `Deal ${index}`, responsible: company.users.anna },
		}));
		const deals = await crm.create('deal', drafts, {});
		const reads = countReads(crm, 'deal');
		const items = deals.map(({ id }, index) => changeItem({ type: 'deal', id }, { id: `${title}.${index}` }));
		const { json, error } = await runWorkflow(onChange({ resource: 'task', operation: 'create', title }), { items, mode: 'trigger' });
		const count = reads.count();
		reads.release();
		expect(error).toBeUndefined();
		return { titles: json('CRM').map((task) => task['title']), count };
	}

	test('each item has its own record; their records are read together, and not at all without merge fields', async () => {
		const plain = await tasksFor('Call');
		const merged = await tasksFor('Call {{record.title}}');
		expect(merged.titles).toEqual(Array.from({ length: COUNT }, (_, index) => `Call Deal ${index}`));
		expect(merged.count).toBe(plain.count + 1);
	});
});

describe('a run that is repeated', () => {
	test('finds its effects, though the record changed since', async () => {
		const step = onChange({ resource: 'task', operation: 'create', title: 'Call {{record.title}}' });
		const options: RunOptions = { items: [changeItem({ type: 'deal', id: company.deal }, { id: '1' })], mode: 'trigger' };
		const first = await runWorkflow(step, options);
		await company.scope.crm.update('deal', [{ id: company.deal, values: { title: 'Acme, renamed' } }], {});
		const second = await runWorkflow(step, options);
		expect(second.error).toBeUndefined();
		expect(second.json('CRM')).toEqual(first.json('CRM'));
		expect(await company.counts()).toMatchObject({ tasks: 1 });
	});

	test('upsert: two items with the same merge field are two records where their records differ', async () => {
		const { crm } = company.scope;
		const deals = await crm.create('deal', [{ values: { title: 'One' } }, { values: { title: 'Two' } }], {});
		const fields = filledIn({ externalId: 'renewal-{{record.title}}', title: 'Renewal' }, { matchingColumns: ['externalId'] });
		const step = { recordType: chosen('deal'), fields, additionalFields: { refuseRepeated: true } };
		const { json, error } = await run('record', 'upsert', step, { items: deals.map(({ id }) => ({ type: 'deal', id })) });
		expect(error).toBeUndefined();
		expect(json('CRM').map((record) => record['externalId'])).toEqual(['renewal-One', 'renewal-Two']);
	});
});

describe('a role cannot print what it may not see', () => {
	const allow = async (permissions: Permission[]) => {
		const { crm, companions } = company.scope;
		await crm.users.roles.save!(['agent']);
		await companions.permissions.save('agent', permissions);
		await crm.users.update!([{ id: company.users.boris, name: 'Boris Lead', role: 'agent' }], {});
	};
	const asBoris = { additionalFields: { actor: { __rl: true, mode: 'name', value: 'boris@example.com' } } };

	test('the record itself', async () => {
		await allow([{ recordType: 'lead', allowed: ['see', 'create'], ownOnly: false }]);
		const step = { recordType: chosen('lead'), fields: filledIn({ title: '{{record.title}}' }), ...asBoris };
		const { error } = await run('record', 'create', step, { items: [{ type: 'deal', id: company.deal }] });
		expect(error?.message).toContain('see deals');
		expect(JSON.stringify(error)).not.toContain('Acme');
	});

	test('a record that is linked to it', async () => {
		await giveCompany({});
		await allow([
			{ recordType: 'deal', allowed: ['see'], ownOnly: false },
			{ recordType: 'lead', allowed: ['see', 'create'], ownOnly: false },
		]);
		const fields = filledIn({ title: '{{record.title}}/{{record.company.title}}/{{record.company}}' });
		const step = { recordType: chosen('lead'), fields, ...asBoris };
		const lead = await outputOf('record', 'create', step, { items: [{ type: 'deal', id: company.deal }] });
		expect(lead['title']).toBe('Acme, 100 chairs//');
	});
});
