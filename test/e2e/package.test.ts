import type { INodeCredentialTestResult, INodeTypeDescription } from 'n8n-workflow';
import type { N8nClient } from '../host/N8nClient';
import type { ListParameter } from '../host/n8nTypes';
import { sharedClient, sharedN8n } from '../host/sharedN8n';
import { Company } from './support/Company';
import { chosen, CRM, CRM_SETUP, CRM_TRIGGER } from './support/workflows';

/** What n8n makes of the packed tarball, asked as the editor asks. */
let client: N8nClient;
let company: Company;

beforeAll(async () => {
	client = await sharedClient();
	company = await Company.open();
});
afterAll(async () => await company?.close());

type Icon = { iconUrl?: { light: string; dark: string } | string };

/** n8n's lists for the editor; only who is signed in gets them. */
async function listed<T>(path: string): Promise<T[]> {
	const { name, value } = client.rest.session;
	const answer = await fetch(`${sharedN8n().url}${path}`, { headers: { cookie: `${name}=${value}`, 'browser-id': 'crmflow' } });
	return (await answer.json()) as T[];
}

describe('what n8n lists', () => {
	async function expectIcons({ iconUrl }: Icon): Promise<void> {
		const urls = typeof iconUrl === 'object' ? [iconUrl.light, iconUrl.dark] : [iconUrl];
		for (const url of urls) {
			const icon = await fetch(`${sharedN8n().url}/${url}`);
			expect([url, icon.status, icon.headers.get('content-type')]).toEqual([url, 200, expect.stringContaining('svg')]);
		}
	}

	test.each([
		[CRM, 'CRM'],
		[CRM_SETUP, 'CRM Setup'],
		[CRM_TRIGGER, 'CRM Trigger'],
	])('%s, with both icons and the words that search finds it by', async (name, label) => {
		const type = (await listed<INodeTypeDescription & Icon>('/types/nodes.json')).find((other) => other.name === name)!;
		expect(type.displayName).toBe(label);
		await expectIcons(type);
		expect(type.codex?.alias).toEqual(expect.arrayContaining(['Pipeline', 'Stage']));
		expect(type.codex?.categories).toContain('Sales');
	});

	test.each([
		[CRM, '1.0.0/record/create', 'title'],
		[CRM, '1.0.0/task/getMany', 'responsible'],
		[CRM_SETUP, '1.0.0/field/getMany', 'label'],
		[CRM_TRIGGER, '1.0.0', 'record'],
	])('what %s puts out, before it ran: %s', async (name, path, field) => {
		const schema = await fetch(`${sharedN8n().url}/schemas/${name}/${path}.json`);
		expect(schema.status).toBe(200);
		expect(((await schema.json()) as { properties: object }).properties).toHaveProperty(field);
	});

	test('both action nodes as tools of an AI agent too', async () => {
		const names = (await listed<INodeTypeDescription>('/types/nodes.json')).map(({ name }) => name);
		expect(names).toEqual(expect.arrayContaining([`${CRM}Tool`, `${CRM_SETUP}Tool`]));
	});

	test('the credential, with icon', async () => {
		const type = (await listed<{ name: string; displayName: string } & Icon>('/types/credentials.json')).find(
			({ name }) => name === 'crmBuiltInApi',
		)!;
		expect(type.displayName).toBe('CRM Built-In API');
		await expectIcons(type);
	});
});

describe('lists to choose from', () => {
	const inTrigger = (method: string, parameters: ListParameter['parameters']): ListParameter => ({
		type: CRM_TRIGGER,
		method,
		parameters,
	});
	const inCrm = (method: string, parameters: ListParameter['parameters']): ListParameter => ({ type: CRM, method, parameters });
	const inSetup = (method: string, parameters: ListParameter['parameters']): ListParameter => ({ type: CRM_SETUP, method, parameters });
	const deals = { recordType: chosen('deal') };

	async function names(parameter: ListParameter, filter?: string): Promise<string[]> {
		return (await client.listSearch(parameter, filter)).results.map(({ name }) => name);
	}

	test('open without a credential, as the default database needs none', async () => {
		const ours = (await listed<INodeTypeDescription>('/types/nodes.json')).filter(({ name }) =>
			[CRM, CRM_SETUP, CRM_TRIGGER].includes(name),
		);
		const lists = ours
			.flatMap(({ properties }) => properties)
			.flatMap((property) => (property.modes ?? []).filter(({ type }) => type === 'list').map((mode) => ({ property, mode })));
		expect(lists.length).toBeGreaterThan(0);
		// Without it the editor shows "Add your credential" instead of the list.
		expect(lists.filter(({ mode }) => !mode.typeOptions?.skipCredentialsCheckInRLC).map(({ property }) => property.displayName)).toEqual(
			[],
		);
	});

	test('record types', async () => {
		expect(await names(inCrm('searchRecordTypes', {}))).toEqual(expect.arrayContaining(['Lead', 'Deal', 'Contact', 'Company']));
		expect(await names(inCrm('searchRecordTypes', {}), 'dea')).toEqual(['Deal']);
		expect(await names(inTrigger('searchAllRecordTypes', {}))).toEqual(expect.arrayContaining(['Deal', 'User']));
	});

	test('stages, in the order of the pipeline', async () => {
		const stages = await client.options(inTrigger('getStages', { event: 'stageChanged', ...deals }));
		expect(stages.map(({ name }) => name)).toEqual(['New', 'Qualified', 'Proposal', 'Negotiation', 'Won', 'Lost']);
		expect(await names(inCrm('searchStages', { recordSource: 'choose', ...deals }), 'won')).toEqual(['Won']);
	});

	test('users, and templates', async () => {
		expect(await names(inCrm('searchUsers', {}), 'anna@example.com')).toEqual(['Anna Kowalska']);
		expect((await client.options(inCrm('getUsers', {}))).map(({ name }) => name)).toContain('Vera Lindholm');
		// Other files of this suite save templates of their own in the same CRM.
		expect(await names(inCrm('searchTemplates', {}))).toEqual(expect.arrayContaining(['Business cards', 'Flower delivery']));
		expect(await names(inCrm('searchTemplates', {}), 'card')).toEqual(['Business cards']);
		expect(await names(inSetup('searchTemplates', {}), 'card')).toEqual(['Business cards']);
	});

	test('the fields of a type as a form', async () => {
		const { fields } = await client.mapperFields(inCrm('getFieldsForCreate', { resource: 'record', operation: 'create', ...deals }));
		expect(fields.find(({ id }) => id === 'title')).toMatchObject({ displayName: 'Title', required: true, type: 'string' });
		expect(fields.find(({ id }) => id === 'amount')).toMatchObject({ type: 'number' });
		expect(fields.find(({ id }) => id === 'responsible')?.options?.map(({ name }) => name)).toContain('Anna Kowalska');
	});

	test('the parameters of a template as a form', async () => {
		const { fields } = await client.mapperFields(
			inCrm('getTemplateParameters', { resource: 'project', operation: 'start', template: chosen('Business cards') }),
		);
		expect(fields.map(({ displayName, type, required }) => [displayName, type, required])).toEqual([
			['Print Run (Number of cards)', 'number', false],
			['Colours', 'options', false],
			['Sides', 'options', false],
			['Paper', 'options', true],
			['Designer', 'options', false],
		]);
	});
});

describe('the test of the credential for another database', () => {
	async function tested(database: string): Promise<INodeCredentialTestResult> {
		const credentials = { id: '', name: 'Second company', type: 'crmBuiltInApi', data: { database } };
		return await client.rest.call('POST', '/credentials/test', { credentials });
	}

	test('a good name is opened, and says what is in it', async () => {
		expect(await tested('second-company')).toEqual({ status: 'OK', message: expect.stringMatching(/Leads.*Deals.*1 user/) });
	});

	test.each(['../second', '/tmp/second', 'second.sqlite'])('%j is refused with a sentence', async (name) => {
		expect(await tested(name)).toEqual({ status: 'Error', message: expect.stringMatching(/name.*letter/is) });
	});
});
