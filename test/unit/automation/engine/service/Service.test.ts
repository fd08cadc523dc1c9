import { join } from 'node:path';
import { RemoveOld } from '../../../../../src/automation/engine/service/chores/RemoveOld';
import type { Chore, ChoreContext } from '../../../../../src/automation/engine/service/Chore';
import { SERVICE, Service } from '../../../../../src/automation/engine/service/Service';
import { MovableClock } from '../../../../contract/support/MovableClock';
import { openBackend, type Backend, type ConnectionOptions } from '../../../../../src/crm/backends';
import { systemClock } from '../../../../../src/model/clock';
import { clockAhead } from '../../../../contract/support/clockAhead';
import { SharedDatabases } from '../../../support/SharedDatabases';
import { scopeOf } from '../../../../../src/automation/engine/Scope';

/** The service as several processes run it, and when its chores have their turns. What is removed is in the contract (retention). */
const databases = new SharedDatabases(join(__dirname, 'children', 'removeOld.ts'));

const kinds: Array<[name: string, options: () => ConnectionOptions]> = [
	['SQLite', () => databases.sqliteOptions()],
	['PostgreSQL', () => databases.postgresOptions()],
];

describe.each(kinds)('several processes on %s', (_, options) => {
	let backend: Backend;
	const start = async () => await databases.start(options(), 'ready');
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
		await databases.killAll();
		await backend.close();
	});

	test('that begin at the same moment: one does the work, and another takes over by itself when that one was killed', async () => {
		await create(300);
		const pair = [await start(), await start()];
		for (const child of pair) child.goOn();
		const said = await Promise.all(pair.map(async (child) => await child.said('removed 300', 'settled')));
		expect([...said].sort()).toEqual(['removed 300', 'settled']);
		const worker = pair[said.indexOf('removed 300')]!;
		const other = pair[said.indexOf('settled')]!;
		// Its turn in an hour: as if that had passed.
		const { owner } = (await backend.ledger.leases.get(SERVICE))!;
		await backend.ledger.leases.markDone(SERVICE, owner!, new Date(Date.now() + (40 * 24 - 2) * 3600_000).toISOString());
		await create(50);
		await worker.kill();
		await other.said('removed 50');
		expect((await backend.ledger.leases.get(SERVICE))?.owner).not.toBe(owner);
	});
});

/** Comes every so many milliseconds. */
class Counting implements Chore {
	readonly name = 'counting';
	readonly doneBy: Chore['doneBy'];
	turns = 0;
	context: ChoreContext | undefined;
	fails = 0;
	private readonly scopeClock: MovableClock;
	private readonly everyMs: number | null;

	constructor(clock: MovableClock, doneBy: Chore['doneBy'], everyMs: number | null) {
		this.scopeClock = clock;
		this.doneBy = doneBy;
		this.everyMs = everyMs;
	}

	async begin(context: ChoreContext): Promise<void> {
		this.context = context;
	}

	due(): Date | null {
		return this.everyMs === null ? null : new Date(this.scopeClock.now().getTime() + this.everyMs);
	}

	async work(): Promise<void> {
		this.turns++;
		if (this.fails-- > 0) throw new Error('away');
	}

	async end(): Promise<void> {
		this.context = undefined;
	}
}

describe('the service', () => {
	const MINUTE = 60_000;
	let backend: Backend;
	let clock: MovableClock;
	let reported: unknown[];
	const open: Service[] = [];
	const serviceOf = (...chores: Chore[]) => {
		const service = new Service(scopeOf(backend, clock, 'UTC'), chores);
		open.push(service);
		return service;
	};
	const serve = async (service: Service, workflowId = 'w') => {
		const end = service.serve({ workflowId, nodeId: 'n' }, (error) => reported.push(error));
		await service.settled();
		return async () => {
			end();
			await service.settled();
		};
	};
	const pass = async (milliseconds: number, ...services: Service[]) => {
		clock.advance(milliseconds);
		await new Promise((resolve) => setImmediate(resolve));
		for (const service of services) await service.settled();
	};
	const takenBy = async (owner: string, seconds: number) => {
		const { leases } = backend.ledger;
		const until = new Date(clock.now().getTime() + seconds * 1000).toISOString();
		await leases.take(SERVICE, await leases.get(SERVICE), owner, until);
	};

	beforeAll(async () => {
		backend = await openBackend(databases.sqliteOptions('service'), systemClock);
	});
	beforeEach(async () => {
		clock = new MovableClock();
		reported = [];
		await takenBy('nobody', 0);
		await backend.ledger.leases.release(SERVICE, 'nobody');
	});
	afterEach(async () => {
		for (const service of open.splice(0)) await service.close();
		jest.restoreAllMocks();
	});
	afterAll(async () => await backend.close());

	test.each(['leader', 'everyone'] as const)('does its chores (%s) while a trigger is open, and not before or after', async (doneBy) => {
		const chore = new Counting(clock, doneBy, MINUTE);
		const service = serviceOf(chore);
		await pass(5 * MINUTE, service);
		expect([chore.turns, clock.waits]).toEqual([0, []]);
		const [first, second] = [await serve(service), await serve(service)];
		await first();
		await first();
		for (let minute = 0; minute < 3; minute++) await pass(MINUTE, service);
		expect(chore.turns).toBe(3);
		await second();
		expect([chore.context, clock.waits, (await backend.ledger.leases.get(SERVICE))?.owner]).toEqual([undefined, [], null]);
		await pass(5 * MINUTE, service);
		expect(chore.turns).toBe(3);
	});

	test('waits for the next moment alone, and asks the database nothing in between', async () => {
		const service = serviceOf(new Counting(clock, 'leader', 10 * MINUTE), new Counting(clock, 'everyone', null));
		await serve(service);
		const asked = jest.spyOn(backend.ledger.leases, 'get');
		// Half of the time for which the lease is taken.
		expect(clock.waits).toEqual(['2026-03-02T09:00:30.000Z']);
		await pass(29_000, service);
		expect(asked).not.toHaveBeenCalled();
		await pass(1000, service);
		expect(asked).toHaveBeenCalledTimes(1);
		expect(clock.waits).toEqual(['2026-03-02T09:01:00.000Z']);
	});

	test('a chore that fails is reported and comes again soon, and holds up no other', async () => {
		const [failing, other] = [new Counting(clock, 'leader', MINUTE), new Counting(clock, 'leader', MINUTE)];
		failing.fails = 1;
		const service = serviceOf(failing, other);
		await serve(service);
		await pass(MINUTE, service);
		expect([failing.turns, other.turns, reported]).toEqual([1, 1, [new Error('away')]]);
		await pass(MINUTE / 2, service);
		expect([failing.turns, other.turns]).toEqual([2, 1]);
	});

	test('a chore that is woken has its turn at once; woken during its turn, it has another', async () => {
		const chore = new Counting(clock, 'everyone', null);
		const service = serviceOf(chore);
		await serve(service);
		const work = jest.spyOn(chore, 'work').mockImplementationOnce(async () => chore.context!.wake());
		chore.context!.wake();
		await service.settled();
		expect(work).toHaveBeenCalledTimes(2);
	});

	test('what the leader does is not done here while another leads, until that one is not heard of any more', async () => {
		await takenBy('another-host|1|x', 45);
		const [leading, each] = [new Counting(clock, 'leader', MINUTE), new Counting(clock, 'everyone', MINUTE)];
		const service = serviceOf(leading, each);
		await serve(service);
		await pass(30_000, service);
		expect([leading.context, each.context]).toEqual([undefined, expect.anything()]);
		await pass(30_000, service);
		expect(leading.context).toBeDefined();
		// Another took it while this process slept.
		await pass(20_000, service);
		await takenBy('another-host|1|x', 300);
		await pass(30_000, service);
		expect([leading.context, each.context]).toEqual([undefined, expect.anything()]);
	});

	test('leads no longer while the database cannot be reached, and again when it can', async () => {
		const chore = new Counting(clock, 'leader', MINUTE);
		const service = serviceOf(chore);
		await serve(service);
		expect(chore.context).toBeDefined();
		jest.spyOn(backend.ledger.leases, 'get').mockRejectedValueOnce(new Error('away'));
		await pass(30_000, service);
		expect([chore.context, reported]).toEqual([undefined, [new Error('away')]]);
		await pass(30_000, service);
		expect(chore.context).toBeDefined();
	});

	test('closing ends the work that is under way', async () => {
		await backend.crm.create(
			'deal',
			Array.from({ length: 500 }, (_, index) => ({ values: { title: `Deal ${index}` } })),
			{},
		);
		const scope = scopeOf(backend, clockAhead(40 * 24 * 3600_000), 'UTC');
		const service = new Service(scope, [new RemoveOld(scope, { firstMs: 0, batch: 10, pauseMs: 20 })]);
		await takenBy('x', 0);
		await backend.ledger.leases.markDone(SERVICE, 'x', new Date(scope.clock.now().getTime() - 2 * 3600_000).toISOString());
		service.serve({ workflowId: 'w', nodeId: 'n' }, (error) => reported.push(error));
		await new Promise((resolve) => setTimeout(resolve, 100));
		await service.close();
		const left = (await backend.feed.read('', 1000)).changes.length;
		expect(left).toBeLessThan(500);
		expect(left).toBeGreaterThan(0);
		await new Promise((resolve) => setTimeout(resolve, 100));
		expect((await backend.feed.read('', 1000)).changes.length).toBe(left);
		expect((await backend.ledger.leases.get(SERVICE))?.owner).toBeNull();
		expect(reported).toEqual([]);
	});
});
