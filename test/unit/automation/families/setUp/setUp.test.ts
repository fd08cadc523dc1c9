import { exportSetUp } from '../../../../../src/automation/families/setUp/exportSetUp';
import { importSetUp, type SetUpChange } from '../../../../../src/automation/families/setUp/importSetUp';
import { setUpOf, setUpText, type SetUp } from '../../../../../src/model/setUp';
import { Office } from '../../office';

/** What an agency has set up once is set up at each customer; nobody there gets what is meant for somebody else. */
let agency: Office;
let customer: Office;
beforeEach(async () => ([agency, customer] = await Promise.all([Office.open(), Office.open()])));
afterEach(async () => await Promise.all([agency.close(), customer.close()]));

const NOW = '2026-03-02T09:00:00.000Z';
const real = { dryRun: false };

async function draw(): Promise<SetUp> {
	const { crm, companions, ledger } = agency.scope;
	await agency.furnish();
	await crm.schema!.saveRecordType({ name: 'bouquet', label: 'Bouquet', pluralLabel: 'Bouquets' });
	await crm.schema!.saveField('bouquet', { name: 'forDeal', label: 'For the deal', kind: 'record', target: 'deal', required: true });
	await crm.schema!.saveField('user', { name: 'desk', label: 'Desk', kind: 'string', required: false });
	await companions.permissions.save('designer', [{ recordType: 'bouquet', allowed: ['see', 'edit'], ownOnly: true }]);
	await companions.filingRules.save([{ namePattern: '*.pdf', recordType: 'bouquet', section: 'Offers' }], {});
	await ledger.calendars.saveCompany({
		timeZone: 'Europe/Warsaw',
		hours: [{ weekday: 1, opens: '09:00', closes: '13:00' }],
		holidays: [{ date: '12-25', name: 'Christmas' }],
	});
	const [anna] = await agency.hire({ name: 'Anna', email: 'Anna@example.com' });
	await companions.stageGates.save('renewals:renewed', 'entering', {
		fields: ['amount', 'title'],
		noOpenTasks: true,
		document: { section: 'Offers' },
		roles: ['designer'],
		groups: [],
		users: [anna!.id],
	});
	await ledger.templates.save(
		{
			name: 'Delivery',
			parameters: [{ name: 'bouquet', label: 'Bouquet', kind: 'record', target: 'bouquet', required: true }],
			stages: [{ name: 'All', responsible: { kind: 'user', user: anna!.id } }],
			tasks: [{ key: 'bind', title: 'Bind it', stage: 'All', responsible: { kind: 'role', role: 'designer' } }],
		},
		NOW,
	);
	return await exportSetUp(agency.scope);
}

const bring = async (setUp: SetUp, options = real): Promise<SetUpChange[]> => await importSetUp(customer.scope, setUp, options);
const changed = (changes: readonly SetUpChange[]) =>
	changes.filter(({ change }) => change !== 'same').map(({ what, name, change }) => `${change}: ${what} ${name}`);

test('it is a text without data, ids or people, and the same after it was read', async () => {
	await agency.add('deal', { title: 'Secret deal' });
	const setUp = await draw();
	const text = setUpText(setUp);
	expect(setUpOf(text)).toMatchObject(JSON.parse(JSON.stringify(setUp)) as object);
	expect(text).not.toContain('Secret deal');
	expect(setUp.templates).toMatchObject([{ name: 'Delivery', stages: [{ responsible: { user: 'Anna@example.com' } }] }]);
	expect(setUp.recordTypes.find(({ name }) => name === 'user')).toMatchObject({ fields: [{ name: 'desk' }], pipelines: [] });
});

test('another CRM is brought to it, once; what it had stays', async () => {
	const setUp = await draw();
	// Other people have been there before: the id of Anna is somebody else here.
	const [boris, anna] = await customer.hire({ name: 'Boris', email: 'boris@example.com' }, { name: 'Anna K.', email: 'anna@example.com' });
	await customer.scope.crm.schema!.saveField('deal', { name: 'mine', label: 'Mine', kind: 'string', required: false });
	const first = changed(await bring(setUp));
	expect(first).toEqual(
		expect.arrayContaining([
			'new: Record type bouquet',
			'new: Field of Bouquet For the deal',
			'new: Field of User Desk',
			'new: Calendar Company',
			'new: Pipeline Renewals',
			'new: Role designer',
			'changed: Permissions designer',
			'new: Filing rule Offers',
			'new: Gate into stage Renewed',
			'new: Project template Delivery',
		]),
	);
	expect(changed(await bring(setUp))).toEqual([]);
	const { crm, ledger } = customer.scope;
	expect((await crm.describe('deal')).fields.map(({ name }) => name)).toContain('mine');
	expect((await exportSetUp(customer.scope)).templates).toEqual(setUp.templates);
	const [template] = await ledger.templates.list();
	expect(template!.stages[0]!.responsible).toEqual({ kind: 'user', user: 'Anna@example.com' });
	const gates = (await customer.scope.companions.stageGates.find()).get('renewals:renewed');
	expect(gates).toMatchObject({ entering: { noOpenTasks: true, document: { section: 'Offers' }, users: [anna!.id] } });
	expect([boris!.id, anna!.id]).not.toContain('Anna@example.com');
});

test('a person whom the other CRM does not know is refused by name, and nothing is written; so is an id', async () => {
	const setUp = await draw();
	await customer.hire({ name: 'Boris', email: 'boris@example.com' });
	const before = await exportSetUp(customer.scope);
	const refused = async (given: SetUp, message: RegExp) =>
		await expect(bring(given)).rejects.toMatchObject({ code: 'notFound', message: expect.stringMatching(message) });
	await refused(setUp, /"Anna@example\.com".*stage "Renewed"/);
	await refused({ ...setUp, stageGates: [{ ...setUp.stageGates![0]!, users: ['1'] }] }, /"1".*stage "Renewed".*no name/);
	await refused({ ...setUp, stageGates: [] }, /"Anna@example\.com".*"Delivery"/);
	const [template] = setUp.templates as Array<{ stages: object[] }>;
	const byId = { ...template, stages: [{ name: 'All', responsible: { kind: 'user', user: '1' } }] };
	await expect(bring({ ...setUp, stageGates: undefined, templates: [byId] })).rejects.toMatchObject({ code: 'notFound' });
	expect(await exportSetUp(customer.scope)).toEqual(before);
});

test('a dry run says the same and writes nothing', async () => {
	const setUp = await draw();
	await customer.hire({ name: 'Anna', email: 'anna@example.com' });
	const before = await exportSetUp(customer.scope);
	const shown = await bring(setUp, { dryRun: true });
	expect(await exportSetUp(customer.scope)).toEqual(before);
	expect(await bring(setUp)).toEqual(shown);
});

test('stages that are only here stay behind the others; what cannot be both is refused', async () => {
	const setUp = await draw();
	await customer.hire({ name: 'Anna', email: 'anna@example.com' });
	const { schema } = customer.scope.crm;
	const renewals = { id: 'renewals', name: 'Old name', recordType: 'deal' };
	await schema!.savePipeline({ ...renewals, stages: [{ id: 'renewals:mine', name: 'Mine', kind: 'open' }] });
	expect(changed(await bring(setUp))).toContain('changed: Pipeline Renewals');
	const deal = await customer.scope.crm.describe('deal');
	expect(deal.pipelines.find(({ id }) => id === 'renewals')!.stages.map(({ name }) => name)).toEqual(['Due', 'Asked', 'Renewed', 'Mine']);
	const other = await Office.open();
	try {
		await other.hire({ name: 'Anna', email: 'anna@example.com' });
		await other.scope.crm.schema!.saveField('deal', { name: 'urgent', label: 'Urgent', kind: 'number', required: false });
		await expect(importSetUp(other.scope, setUp, real)).rejects.toMatchObject({
			code: 'conflict',
			message: expect.stringMatching(/"Urgent" of Deals is of the kind "number" here and "boolean"/),
		});
	} finally {
		await other.close();
	}
});

test.each([
	['Dear Anna', 'storage', /no set-up of CRMflow/],
	['{"format": "crmflow-setup", "version": 2}', 'storage', /newer version/],
	['{"format": "crmflow-setup", "version": 1}', 'invalidValue', /recordTypes/],
	[
		'{"format": "crmflow-setup", "version": 1, "recordTypes": [{"name": "a"}], "groups": [], "roles": [], "filingRules": [], "templates": []}',
		'invalidValue',
		/recordTypes\.0\.label/,
	],
])('%s is refused', (text, code, message) => {
	expect(() => setUpOf(text)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }) as Error);
});
