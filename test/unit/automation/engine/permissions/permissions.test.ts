import { logRefusals } from '../../../../../src/automation/engine/effects/logRefusals';
import { upTo } from '../../../../../src/automation/engine/permissions/upTo';
import { createRecords, updateRecords } from '../../../../../src/automation/families/records/records';
import { loadNodeSqlite } from '../../../../../src/sql/sqlite/nodeSqlite';
import { OTHER_TYPES, type Permission } from '../../../../../src/model/permissions';
import type { User } from '../../../../../src/model/user';
import type { WriteContext } from '../../../../../src/model/write';
import { Office, RUN } from '../../office';

let office: Office;
let agent: User;
beforeEach(async () => {
	office = await Office.open();
	await office.scope.crm.users.roles.save!(['agent']);
	[agent] = (await office.hire({ name: 'Agnes', role: 'agent' })) as [User];
});
afterEach(async () => await office.close());

const EVERYTHING: Permission = { recordType: OTHER_TYPES, allowed: ['see', 'create', 'edit', 'delete', 'run'], ownOnly: false };
const allow = async (...permissions: Permission[]) =>
	await office.scope.companions.permissions.save('agent', permissions.length === 0 ? undefined : permissions);
const acting = (): WriteContext => ({ ...RUN, actor: agent.id });

/** How many statements the database runs for it. */
async function statements(work: () => Promise<unknown>): Promise<number> {
	const { prototype } = loadNodeSqlite().StatementSync;
	const spies = (['all', 'run', 'iterate', 'get'] as const).map((name) => jest.spyOn(prototype, name));
	try {
		await work();
		return spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
	} finally {
		for (const spy of spies) spy.mockRestore();
	}
}

const titles = (count: number) => Array.from({ length: count }, (_, index) => ({ type: 'deal', values: { title: `Deal ${index}` } }));

test('checking costs no statement: not per step and not per item, unless own records must be looked up, once for all', async () => {
	const create = async (count: number) => await statements(async () => await office.run(createRecords, titles(count), acting()));
	await create(1);
	const unlimited = await create(200);
	expect(unlimited).toBeGreaterThan(3);
	await allow(EVERYTHING);
	await office.scope.crm.users.find();
	expect(await create(200)).toBe(unlimited);

	const deals = await office.add('deal', ...Array.from({ length: 200 }, () => ({ title: 'Own', responsible: agent.id })));
	let amount = 0;
	const update = async () => {
		amount++;
		return await statements(
			async () =>
				await office.run(
					updateRecords,
					deals.map(({ id }) => ({ type: 'deal', id, values: { amount } })),
					acting(),
				),
		);
	};
	const limited = await update();
	await allow({ ...EVERYTHING, ownOnly: true });
	await office.scope.crm.users.find();
	expect(await update()).toBe(limited + 1);
});

test('a refusal is logged at the user when its record is not there, and an error that is none is not', async () => {
	await allow({ ...EVERYTHING, allowed: ['see'] });
	const refused = async (id: string) =>
		await office.runOne(updateRecords, { type: 'deal', id, values: { amount: 1 } }, acting()).catch((error: unknown) => error);
	const [deal] = await office.add('deal', { title: 'There' });
	const there = await refused(deal!.id);
	await office.scope.crm.remove([{ type: 'deal', id: deal!.id }], {});
	await logRefusals(office.scope, [
		{ key: 'a', error: there, write: acting() },
		{ key: 'b', error: await refused('987654321'), write: acting() },
		{ key: 'c', error: new Error('no refusal'), write: acting() },
	]);
	const entries = await office.scope.crm.history.find({});
	expect(entries).toMatchObject([
		{
			type: 'accessRefused',
			userId: agent.id,
			record: { type: 'user', id: agent.id },
			text: expect.stringContaining('Agnes may not edit deals'),
			origin: RUN.origin,
		},
	]);
});

describe('a list of what is kept', () => {
	const numbers = Array.from({ length: 100 }, (_, index) => index + 1);
	const asked: Array<number | undefined> = [];
	const list = async (limit: number | undefined, keep: (number: number) => boolean) => {
		asked.length = 0;
		return await upTo(
			limit,
			async (most) => (asked.push(most), numbers.slice(0, most)),
			async (items) => items.filter(keep),
		);
	};

	test('is filled up to its limit, and no further', async () => {
		expect(await list(3, (number) => number % 10 === 0)).toEqual([10, 20, 30]);
		expect(asked).toEqual([3, 12, 48]);
		expect(await list(3, () => true)).toEqual([1, 2, 3]);
		expect(asked).toEqual([3]);
	});

	test('ends where the list ends', async () => {
		expect(await list(3, (number) => number === 99)).toEqual([99]);
		expect(asked).toEqual([3, 12, 48, 192]);
		expect(await list(undefined, (number) => number > 98)).toEqual([99, 100]);
		expect(asked).toEqual([undefined]);
	});
});
