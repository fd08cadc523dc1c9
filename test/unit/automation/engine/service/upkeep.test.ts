import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { UPKEEP, Upkeep } from '../../../../../src/automation/engine/service/upkeep';
import { openBackend, type Backend, type ConnectionOptions } from '../../../../../src/crm/backends';
import { systemClock } from '../../../../../src/model/clock';
import { clockAhead } from '../../../../contract/support/clockAhead';
import { TestDatabase } from '../../../../postgres/TestDatabase';
import { Child } from '../../../builtin/support';
import { scopeOf } from '../../../../../src/automation/engine/Scope';

/** The upkeep as several processes do it, and when it looks. What it removes is in the contract (retention). */
let folder: string;
let database: TestDatabase;
beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'crmflow-upkeep-'));
	database = await TestDatabase.create();
	buildSync({
		entryPoints: [join(__dirname, 'children', 'lookAfterIt.ts')],
		bundle: true,
		platform: 'node',
		format: 'cjs',
		outfile: join(folder, 'child.cjs'),
		logLevel: 'error',
	});
});
afterAll(async () => {
	await database.drop();
	rmSync(folder, { recursive: true, force: true });
});

const places: Array<[name: string, options: () => ConnectionOptions]> = [
	['SQLite', () => ({ backend: 'builtin-sqlite', folder, database: 'shared' })],
	['PostgreSQL', () => database.options()],
];

describe.each(places)('several processes on %s', (_, options) => {
	let backend: Backend;
	const children: Child[] = [];
	const start = async () => {
		const child = new Child(
			spawn(process.execPath, ['--no-warnings', join(folder, 'child.cjs'), JSON.stringify(options())], {
				stdio: ['pipe', 'pipe', 'inherit'],
			}),
		);
		children.push(child);
		await child.said('ready');
		return child;
	};
	const create = async (count: number) =>
		await backend.crm.create(
			'deal',
			Array.from({ length: count }, (__, index) => ({ values: { title: `Deal ${index}` } })),
			{},
		);

	beforeAll(async () => {
		backend = await openBackend(options(), systemClock);
	});
	afterAll(async () => {
		for (const child of children) await child.kill();
		await backend.close();
	});

	test('that look at the same moment: one does the work, and another takes over when that one was killed', async () => {
		await create(300);
		const pair = [await start(), await start()];
		for (const child of pair) child.goOn();
		const said = await Promise.all(pair.map(async (child) => await child.said('removed 300', 'not my turn')));
		expect([...said].sort()).toEqual(['not my turn', 'removed 300']);
		const worker = pair[said.indexOf('removed 300')]!;
		const other = pair[said.indexOf('not my turn')]!;
		await worker.kill();
		// Its turn in an hour: as if that had passed.
		await backend.ledger.leases.markDone(
			UPKEEP,
			(await backend.ledger.leases.get(UPKEEP))!.owner!,
			new Date(Date.now() + (40 * 24 - 2) * 3600_000).toISOString(),
		);
		await create(50);
		other.goOn();
		await other.said('removed 50');
	});
});

describe('the service', () => {
	let backend: Backend;
	const trigger = { workflowId: 'w', nodeId: 'n' };
	const reported: unknown[] = [];
	const open = (options: object) => new Upkeep(scopeOf(backend, systemClock, 'UTC'), options);
	const serve = (upkeep: Upkeep) => upkeep.serve(trigger, (error) => reported.push(error));

	beforeAll(async () => {
		backend = await openBackend({ backend: 'builtin-sqlite', folder, database: 'service' }, systemClock);
	});
	afterAll(async () => await backend.close());
	afterEach(() => jest.restoreAllMocks());

	const looks = (upkeep: Upkeep) => jest.spyOn(upkeep, 'look');
	const pause = async (milliseconds: number) => await new Promise((resolve) => setTimeout(resolve, milliseconds));

	test('looks again and again while a trigger is open, and not before or after', async () => {
		const upkeep = open({ firstMs: 10, everyMs: 10 });
		const seen = looks(upkeep);
		await pause(50);
		expect(seen).not.toHaveBeenCalled();
		const [first, second] = [serve(upkeep), serve(upkeep)];
		first();
		first();
		await pause(200);
		expect(seen.mock.calls.length).toBeGreaterThan(2);
		second();
		await pause(20);
		seen.mockClear();
		await pause(100);
		expect(seen).not.toHaveBeenCalled();
		await upkeep.close();
	});

	test('a look that fails is reported to a trigger, and the next one comes', async () => {
		const upkeep = open({ firstMs: 1, everyMs: 10 });
		const failing = jest.spyOn(backend.ledger.subscriptions, 'markServed').mockRejectedValueOnce(new Error('away'));
		const end = serve(upkeep);
		await pause(150);
		expect(reported).toEqual([new Error('away')]);
		expect(failing.mock.calls.length).toBeGreaterThan(1);
		end();
		await upkeep.close();
	});

	test('closing ends the work that is under way', async () => {
		await backend.crm.create(
			'deal',
			Array.from({ length: 500 }, (_, index) => ({ values: { title: `Deal ${index}` } })),
			{},
		);
		const later = clockAhead(40 * 24 * 3600_000);
		const upkeep = new Upkeep(scopeOf(backend, later, 'UTC'), { firstMs: 1, everyMs: 3600_000, batch: 10, pauseMs: 20 });
		await backend.ledger.leases.take(UPKEEP, await backend.ledger.leases.get(UPKEEP), 'x', new Date().toISOString());
		await backend.ledger.leases.markDone(UPKEEP, 'x', new Date(later.now().getTime() - 2 * 3600_000).toISOString());
		serve(upkeep);
		await pause(100);
		await upkeep.close();
		const left = (await backend.feed.read('', 1000)).changes.length;
		expect(left).toBeLessThan(500);
		expect(left).toBeGreaterThan(0);
		await pause(100);
		expect((await backend.feed.read('', 1000)).changes.length).toBe(left);
		expect((await backend.ledger.leases.get(UPKEEP))?.owner).toBeNull();
	});
});
