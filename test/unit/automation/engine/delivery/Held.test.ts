import { Held, type HeldBecause, type HeldEnd } from '../../../../../src/automation/engine/delivery/Held';
import type { OpenConnection } from '../../../../../src/automation/engine/hub/hub';
import type { StoredDelivery } from '../../../../../src/ledger/Ledger';
import { claimAs, freshConnection, pause, until } from './connection';

/** What others have, looked at once a second. */
let fresh: Awaited<ReturnType<typeof freshConnection>>;
let connection: OpenConnection;
let held: Held;
let ends: Array<[string, HeldEnd]>;
/** Done in the middle of the end of one, as when writing it down takes a while. */
let whileEnding: () => Promise<void>;
const soon = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();
const store = () => connection.scope.ledger.deliveries;

beforeEach(async () => {
	fresh = await freshConnection();
	connection = await fresh.open();
	ends = [];
	whileEnding = async () => undefined;
	held = new Held({
		connection,
		onEnd: async (deliveries, end) => {
			for (const { id } of deliveries) ends.push([id, end]);
			await whileEnding();
		},
		onLate: () => undefined,
		report: (error) => {
			throw error;
		},
		limitMs: 60_000,
	});
});
afterEach(async () => {
	jest.restoreAllMocks();
	held.close();
	connection.release();
	await fresh.end();
});

/** In flight, or claimed by a run on a worker that is alive. */
async function delivery(changeId: string, claimed: boolean): Promise<StoredDelivery> {
	const draft = { workflowId: 'wf', nodeId: 'node', changeId, replay: 0, recordKey: `deal/${changeId}` };
	const [added] = await store().add([draft], soon(0), { owner: 'main|1|a', aliveUntil: soon(60_000), most: 1, together: 1 });
	if (claimed) await claimAs(connection, added!, 'worker|1|b', soon(60_000));
	return (await store().get(added!.id))!;
}

test.each<HeldBecause>(['taken', 'unstarted', 'toldEnded'])(
	'what comes while the ledger is being read is not taken for gone (%s)',
	async (because) => {
		const first = await delivery('1', true);
		const late = await delivery('2', because !== 'unstarted');
		const read = store().getMany.bind(store());
		let reads = 0;
		jest.spyOn(store(), 'getMany').mockImplementation(async (ids) => {
			const rows = await read(ids);
			if (++reads === 1) held.add(late, because);
			return rows;
		});
		held.add(first);
		await until(() => reads === 2, 'the second look');
		await pause(50);
		expect(ends).toEqual(because === 'unstarted' ? [[late.id, 'free']] : []);
		await store().finish([late.id], { state: 'done', at: soon(0), error: null });
		await until(() => reads === 3, 'the third look');
		await pause(50);
		expect(ends.at(-1)).toEqual([late.id, because === 'unstarted' ? 'free' : 'over']);
	},
);

test('what comes back while its end is written down is held on', async () => {
	const flying = await delivery('1', false);
	whileEnding = async () => {
		whileEnding = async () => undefined;
		held.add(flying);
		await claimAs(connection, flying, 'worker|1|b', soon(60_000));
		await store().finish([flying.id], { state: 'done', at: soon(0), error: null });
	};
	held.add(flying, 'unstarted');
	await until(() => ends.length === 2, 'the second end');
	expect(ends).toEqual([
		[flying.id, 'free'],
		[flying.id, 'over'],
	]);
});
