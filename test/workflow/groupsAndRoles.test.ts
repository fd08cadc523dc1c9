import { foundCompany, type Company } from './support/company';
import { runWorkflow } from './support/engine';
import { chosen, oneStep } from './support/steps';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());

const run = async (resource: string, operation: string, more: object = {}) => await runWorkflow(oneStep({ resource, operation, ...more }));
const first = async (resource: string, operation: string, more: object = {}) => {
	const { json, error } = await run(resource, operation, more);
	expect(error).toBeUndefined();
	return json('CRM')[0]!;
};

/** Nothing is written, and the error says what to do. */
async function refused(resource: string, operation: string, more: object, naming: string): Promise<void> {
	const before = company.rows();
	const { error } = await run(resource, operation, more);
	expect(error).toMatchObject({ message: expect.stringContaining(naming), description: expect.stringMatching(/\S/), itemIndex: 0 });
	expect(company.rows()).toEqual(before);
}

describe('group', () => {
	test('save makes a group with its members; saved again it sets them, without members it leaves them', async () => {
		expect(await first('group', 'save', { name: 'Sales', members: [company.users.anna, company.users.boris] })).toEqual({
			name: 'Sales',
			created: true,
			memberCount: 2,
			members: [
				{ id: company.users.anna, name: 'Anna Agent' },
				{ id: company.users.boris, name: 'Boris Lead' },
			],
			added: [
				{ id: company.users.anna, name: 'Anna Agent' },
				{ id: company.users.boris, name: 'Boris Lead' },
			],
			removed: [],
			reason: null,
		});
		expect(await first('group', 'save', { name: ' sales ', members: ['clara@example.com', 'Boris Lead'] })).toMatchObject({
			name: 'Sales',
			created: false,
			added: [{ name: 'Clara Head' }],
			removed: [{ name: 'Anna Agent' }],
		});
		expect(await first('group', 'save', { name: 'Sales', members: [] })).toMatchObject({ memberCount: 2, added: [], removed: [] });
		expect(await company.scope.crm.users.groups.find()).toEqual(['Sales']);
	});

	test('members come and go; those who are there or away already change nothing', async () => {
		await first('group', 'save', { name: 'Sales', members: ['Anna Agent'] });
		expect(await first('group', 'addMembers', { group: chosen('Sales'), members: 'Anna Agent, Boris Lead' })).toMatchObject({
			memberCount: 2,
			added: [{ name: 'Boris Lead' }],
			removed: [],
		});
		expect(await first('group', 'removeMembers', { group: chosen('Sales'), members: ['Anna Agent', 'Clara Head'] })).toMatchObject({
			memberCount: 1,
			added: [],
			removed: [{ name: 'Anna Agent' }],
		});
		const [change] = await company.scope.feed.newest({ types: ['user'] }, 1);
		expect(change).toMatchObject({ kind: 'updated', changed: ['groups'], origin: { workflow: 'workflow-1' } });
	});

	test('get many lists and searches; delete takes everybody out', async () => {
		await first('group', 'save', { name: 'Sales', members: ['Anna Agent'] });
		await first('group', 'save', { name: 'Support' });
		expect((await run('group', 'getMany', { returnAll: true })).json('CRM')).toMatchObject([
			{ name: 'Sales', memberCount: 1, members: [{ name: 'Anna Agent' }] },
			{ name: 'Support', memberCount: 0 },
		]);
		expect((await run('group', 'getMany', { returnAll: false, limit: 1, additionalFields: { search: 'SUPP' } })).json('CRM')).toMatchObject(
			[{ name: 'Support' }],
		);
		expect(await first('group', 'delete', { group: chosen('sales') })).toEqual({
			deleted: true,
			name: 'Sales',
			removed: [{ id: company.users.anna, name: 'Anna Agent' }],
		});
		expect(await company.scope.crm.users.groups.find()).toEqual(['Support']);
		expect(await company.scope.crm.users.get(company.users.anna)).toMatchObject({ groups: [] });
	});

	test.each([
		['a group that does not exist', 'addMembers', { group: chosen('North'), members: ['Anna Agent'] }, 'North'],
		['a person who does not exist', 'save', { name: 'South', members: ['Nobody'] }, 'Nobody'],
		['nobody to add', 'addMembers', { group: chosen('Sales'), members: '={{ [] }}' }, 'Sales'],
		['a group without a name', 'save', { name: ' ' }, 'Name'],
		['the deletion of a group that does not exist', 'delete', { group: chosen('North') }, 'North'],
	])('%s is refused, and nothing is written', async (_, operation, parameters, naming) => {
		await company.scope.crm.users.groups.save!(['Sales']);
		await refused('group', operation, parameters, naming);
	});
});

describe('role', () => {
	const LISTED = {
		mayDo: 'listed',
		permissions: {
			permission: [
				{ recordTypes: ['deal', 'lead'], allowed: ['edit'], ownOnly: true },
				{ recordTypes: ['*'], allowed: ['see'], ownOnly: false },
			],
		},
	};

	test('save, get and get many: what it allows as a table, and who has it', async () => {
		const saved = await first('role', 'save', { name: 'manager', ...LISTED });
		const row = (recordType: string, recordTypeLabel: string, more: object) => ({
			recordType,
			recordTypeLabel,
			see: true,
			create: false,
			edit: false,
			delete: false,
			run: false,
			ownOnly: false,
			...more,
		});
		expect(saved).toEqual({
			name: 'manager',
			created: false,
			mayDoEverything: false,
			permissions: expect.arrayContaining([
				row('deal', 'Deal', { edit: true, ownOnly: true }),
				row('lead', 'Lead', { edit: true, ownOnly: true }),
				row('*', 'All other record types', {}),
			]),
			userCount: 1,
			users: [{ id: company.users.clara, name: 'Clara Head' }],
		});
		const { created: _, ...role } = saved;
		expect(await first('role', 'get', { role: chosen('Manager') })).toEqual(role);
		expect(await first('role', 'save', { name: 'Courier' })).toMatchObject({
			name: 'Courier',
			created: true,
			mayDoEverything: true,
			permissions: [],
			userCount: 0,
		});
		expect((await run('role', 'getMany', { returnAll: true, additionalFields: { search: 'our' } })).json('CRM')).toMatchObject([
			{ name: 'Courier' },
		]);
		expect(await first('role', 'save', { name: 'manager', mayDo: 'everything', permissions: LISTED.permissions })).toMatchObject({
			mayDoEverything: true,
			permissions: [],
		});
	});

	test('delete is refused while somebody has it, unless that one gets another role', async () => {
		await first('role', 'save', { name: 'Courier' });
		await refused('role', 'delete', { role: chosen('manager') }, 'Clara Head');
		expect((await run('role', 'delete', { role: chosen('manager') })).error?.description).toContain('Give Its Users the Role');
		await refused('role', 'delete', { role: chosen('manager'), replacement: chosen('Manager') }, 'manager');
		expect(await first('role', 'delete', { role: chosen('manager'), replacement: chosen('courier') })).toEqual({
			deleted: true,
			name: 'manager',
			moved: [{ id: company.users.clara, name: 'Clara Head' }],
		});
		expect(await company.scope.crm.users.get(company.users.clara)).toMatchObject({ role: 'Courier' });
		expect(await company.scope.crm.users.roles.find()).not.toContain('manager');
	});

	test.each([
		['an unknown record type', { permission: [{ recordTypes: ['spaceship'], allowed: ['see'] }] }, 'spaceship'],
		[
			'a record type in two rows',
			{
				permission: [
					{ recordTypes: ['deal'], allowed: ['see'] },
					{ recordTypes: ['lead', 'deal'], allowed: [] },
				],
			},
			'deal',
		],
		['a right that there is not', { permission: [{ recordTypes: ['deal'], allowed: 'see, fly' }] }, 'fly'],
		['a row without a record type', { permission: [{ recordTypes: [], allowed: ['see'] }] }, 'new'],
		['no row', {}, 'new'],
	])('%s is refused, and no role is made', async (_, permissions, naming) => {
		await refused('role', 'save', { name: 'new', mayDo: 'listed', permissions }, naming);
	});
});
