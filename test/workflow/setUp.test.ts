import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';
import { OTHER_TYPES } from '../../src/model/permissions';
import { openConnection } from '../../src/automation/engine/hub/hub';
import type { Scope } from '../../src/automation/engine/Scope';
import { PostgresServer } from '../postgres/PostgresServer';
import { TestDatabase } from '../postgres/TestDatabase';
import { foundCompany, type Company } from './support/company';
import { runWorkflow, type Finished } from './support/engine';
import { chosen, fileOf, oneStep } from './support/steps';

/** How an agency has set up its CRM is brought to another one on the canvas, by a file. */
let server: PostgresServer;
let company: Company;
beforeAll(async () => (server = await PostgresServer.start()));
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());
afterAll(async () => await server?.stop());

const exportSetUp = (more: object = {}) => oneStep({ resource: 'system', operation: 'exportSetUp', binaryProperty: 'data', ...more });

/** What the agency has beside what each CRM has from its beginning. */
async function furnish({ crm, companions, ledger }: Scope): Promise<void> {
	await crm.schema!.saveRecordType({ name: 'bouquet', label: 'Bouquet', pluralLabel: 'Bouquets' });
	await crm.schema!.saveField('deal', { name: 'region', label: 'Region', kind: 'string', required: false });
	await crm.schema!.savePipeline({
		id: 'shop',
		name: 'Shop',
		recordType: 'bouquet',
		stages: [{ id: 'shop:bound', name: 'Bound', kind: 'open' }],
	});
	await crm.users.groups.save!(['Florists']);
	await crm.users.roles.save!(['florist']);
	await companions.permissions.save('florist', [{ recordType: OTHER_TYPES, allowed: ['see'], ownOnly: false }]);
	await ledger.templates.save(
		{
			name: 'Delivery',
			parameters: [],
			stages: [{ name: 'All', responsible: { kind: 'group', group: 'Florists' } }],
			tasks: [{ key: 'bind', title: 'Bind it', stage: 'All' }],
		},
		'2026-03-02T09:00:00.000Z',
	);
}

async function exported(): Promise<IBinaryKeyData> {
	const { output, error } = await runWorkflow(exportSetUp());
	expect(error).toBeUndefined();
	return output('CRM')[0]!.binary!;
}

const parts = (output: IDataObject) =>
	(output.parts as IDataObject[]).map(({ what, name, change }) => `${String(change)}: ${String(what)} ${String(name)}`);
const hints = ({ run: { data } }: Finished) => (data.resultData.runData['CRM']?.[0]?.hints ?? []).map(({ message }) => message);

test('the file has the set-up and no data, under the name that one gives it', async () => {
	await furnish(company.scope);
	const { output } = await runWorkflow(exportSetUp({ binaryProperty: 'setUp', additionalFields: { fileName: 'agency.json' } }));
	const [item] = output('CRM');
	expect(item!.json).toMatchObject({ fileName: 'agency.json', groups: expect.any(Number), pipelines: 3, projectTemplates: 1 });
	const file = item!.binary!['setUp']!;
	expect(file).toMatchObject({ fileName: 'agency.json', mimeType: 'application/json' });
	const text = Buffer.from(file.data, 'base64').toString();
	expect(text).toContain('"Bouquet"');
	expect(text).not.toContain('Acme');
	expect(text).not.toContain('Clara');
});

describe.each(['SQLite', 'PostgreSQL'] as const)('an empty CRM on %s', (kind) => {
	let connection: { parameters: object; credentials: Record<string, IDataObject> };
	let customer: Scope;
	beforeEach(async () => {
		if (kind === 'SQLite') {
			connection = { parameters: { connection: 'builtInOther' }, credentials: { crmBuiltInApi: { database: 'customer' } } };
			({ scope: customer } = await openConnection({ backend: 'builtin-sqlite', database: 'customer' }, 'Europe/Warsaw'));
			return;
		}
		const database = await TestDatabase.create(server.address);
		const address = { ...server.address, database: database.name, schema: 'crmflow' };
		connection = { parameters: { connection: 'builtInPostgres' }, credentials: { crmBuiltInPostgresApi: { ...address, tls: 'off' } } };
		({ scope: customer } = await openConnection({ backend: 'builtin-postgres', ...address, tls: 'off' }, 'Europe/Warsaw'));
	});

	async function importing(binary: IBinaryKeyData, more: object = {}): Promise<Finished> {
		const step = { resource: 'system', operation: 'importSetUp', binaryProperty: 'data', ...connection.parameters, ...more };
		const credentials = Object.fromEntries(Object.keys(connection.credentials).map((type) => [type, { id: '1', name: 'CRM' }]));
		return await runWorkflow(oneStep(step, { credentials }), { binary, credentials: connection.credentials });
	}

	test('a dry run says what would be made, and makes nothing', async () => {
		await furnish(company.scope);
		const finished = await importing(await exported(), { dryRun: true });
		expect(finished.error).toBeUndefined();
		const [{ would }] = finished.json('CRM') as [{ would: IDataObject }];
		expect(parts(would)).toEqual(expect.arrayContaining(['new: Record type bouquet', 'new: Field of Deal Region']));
		expect(hints(finished)).toEqual([expect.stringContaining('Dry run: nothing was written')]);
		expect((await customer.crm.recordTypes()).map(({ name }) => name)).not.toContain('bouquet');
		expect(await customer.ledger.templates.list()).toEqual([]);
	});

	test('is brought to it once, with the file kept for the steps that follow', async () => {
		await furnish(company.scope);
		const binary = await exported();
		const { error, json, output } = await importing(binary);
		expect(error).toBeUndefined();
		expect(parts(json('CRM')[0]!)).toEqual([
			'new: Group Florists',
			'new: Role florist',
			'new: Record type bouquet',
			'new: Pipeline Shop',
			'new: Field of Deal Region',
			'changed: Permissions florist',
			'new: Project template Delivery',
		]);
		expect(output('CRM')[0]!.binary).toEqual(binary);
		expect((await customer.crm.describe('bouquet')).pipelines).toMatchObject([{ id: 'shop', stages: [{ name: 'Bound' }] }]);
		expect(await customer.companions.permissions.of('florist')).toMatchObject([{ allowed: ['see'] }]);
		expect((await importing(binary)).json('CRM')).toEqual([{ new: 0, changed: 0, same: expect.any(Number), parts: [] }]);
	});

	test('a file of something else, or of people who are not there, is refused in words, and nothing is written', async () => {
		const before = await customer.crm.recordTypes();
		expect((await importing(fileOf('PK', 'deals.xlsx'))).error).toMatchObject({
			message: expect.stringContaining('"deals.xlsx" is no set-up of CRMflow.'),
			description: expect.stringContaining('"Export Set-Up"'),
		});
		expect((await importing({})).error?.message).toContain('The item has no file in the field "data"');
		await company.scope.crm.schema!.saveRecordType({ name: 'vase', label: 'Vase', pluralLabel: 'Vases' });
		await company.scope.ledger.templates.save(
			{
				name: 'Delivery',
				parameters: [],
				stages: [{ name: 'All', responsible: { kind: 'user', user: company.users.anna } }],
				tasks: [{ key: 'bind', title: 'Bind it', stage: 'All' }],
			},
			'2026-03-02T09:00:00.000Z',
		);
		const { error } = await importing(await exported());
		expect(error?.message).toMatch(
			/anna@example\.com.*Responsible in the project template "Delivery"|Responsible in the project template "Delivery".*anna@example\.com/,
		);
		expect(await customer.crm.recordTypes()).toEqual(before);
	});
});

test('it is for those whose role allows everything, also where nothing would change', async () => {
	const { crm, companions } = company.scope;
	const binary = await exported();
	await crm.users.roles.save!(['agent']);
	await companions.permissions.save('agent', [
		{ recordType: OTHER_TYPES, allowed: ['see', 'create', 'edit', 'delete', 'run'], ownOnly: false },
	]);
	await crm.users.update!([{ id: company.users.boris, name: 'Boris Lead', role: 'agent' }], {});
	const step = { resource: 'system', operation: 'importSetUp', additionalFields: { actor: chosen(company.users.boris) } };
	for (const dryRun of [true, false])
		expect((await runWorkflow(oneStep({ ...step, dryRun }), { binary })).error?.message).toMatch(
			/Boris Lead may not change how the CRM is set up: the role "agent" does not allow everything/,
		);
});

test('what an editor of Windows puts before the text does not matter', async () => {
	const file = (await exported())['data']!;
	const text = `\uFEFF${Buffer.from(file.data, 'base64').toString()}`;
	const { error } = await runWorkflow(oneStep({ resource: 'system', operation: 'importSetUp' }), {
		binary: fileOf(text, 'crm.setup.json'),
	});
	expect(error).toBeUndefined();
});
