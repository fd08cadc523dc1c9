import { Campaign } from '../fuzz/Campaign';
import { complaintsAbout } from '../fuzz/complaints';
import { CrmStepRunner } from '../fuzz/CrmStepRunner';
import { fillCompany } from '../fuzz/fillCompany';
import { nameOf, nodeOperations } from '../fuzz/nodeOperations';
import type { NodeStep } from '../fuzz/NodeStep';
import type { World } from '../fuzz/worlds/World';
import { openSqliteWorld } from '../fuzz/worlds/SqliteWorld';

/** Always the same inputs, so that a failure comes again; `npm run fuzz` tries others, and many more. */
const SEED = 20_260_105;
const INPUTS = 2500;

let world: World;
beforeAll(async () => {
	world = await openSqliteWorld(async (scope, connection) => await fillCompany(new CrmStepRunner(connection, nodeOperations()), scope));
});
afterAll(async () => await world.close());

test('random inputs give no crash, no half-written state and no error without a remedy', async () => {
	const { tally, inputs, failures } = await new Campaign(world).run({ inputs: INPUTS, seed: SEED });
	expect(failures).toEqual([]);
	expect(inputs).toBe(INPUTS);
	// Every operation was reached, and most inputs are good enough to be done.
	expect([...tally].filter(([, { done, refused }]) => done + refused === 0)).toEqual([]);
	const done = [...tally.values()].reduce((sum, count) => sum + count.done, 0);
	expect(done / INPUTS).toBeGreaterThan(0.4);
	const writing = nodeOperations()
		.filter(({ writes }) => writes)
		.map((operation) => tally.get(nameOf(operation))!);
	expect(writing.filter((count) => count.done > 0).length / writing.length).toBeGreaterThan(0.9);
}, 600_000);

describe('a fault is noticed', () => {
	const step: NodeStep = {
		resource: 'record',
		operation: 'get',
		parameters: {},
		items: [{ json: {} }],
		onError: 'stopWorkflow',
		mode: 'manual',
		repeated: false,
	};

	test('an error without a remedy, with the words of a driver, or that is not of the node', async () => {
		const { NodeOperationError } = await import('n8n-workflow');
		const error = (message: string, description?: string) => ({
			error: new NodeOperationError({ name: 'CRM' } as never, message, { description }),
		});
		expect(complaintsAbout(step, false, error('It failed.', 'Do this.'), [])).toEqual([]);
		expect(complaintsAbout(step, false, error('It failed.'), []).join()).toContain('No remedy');
		expect(complaintsAbout(step, false, error('it failed', 'Do this.'), []).join()).toContain('No sentence');
		expect(complaintsAbout(step, false, error('Name "undefined" is taken.', 'Do this.'), []).join()).toContain('Not for people');
		expect(complaintsAbout(step, false, error('The file /tmp/x is gone.', 'Do this.'), ['/tmp/x']).join()).toContain('secret');
		expect(complaintsAbout(step, false, { error: new TypeError('x') }, []).join()).toContain('no error of a node');
	});

	test('an item that is missing, or that comes from nowhere', () => {
		expect(complaintsAbout(step, true, { items: [] }, []).join()).toContain('Not an item for each');
		expect(complaintsAbout(step, false, { items: [{ json: {}, pairedItem: { item: 7 } }] }, []).join()).toContain('not there');
	});

	test('a change of the data that nobody reported', async () => {
		await world.reset();
		const before = await world.mark();
		await world.scope().crm.create('deal', [{ values: { title: 'X' } }], {});
		expect(await world.mark()).not.toBe(before);
		expect(await world.complaints()).toEqual([]);
	});
});
