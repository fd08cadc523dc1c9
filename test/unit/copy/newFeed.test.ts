import { backUp, restore } from '../../../src/automation/families/upkeep/backup';
import { effectKey } from '../../../src/automation/engine/effects/effectKey';
import { deliveryKey } from '../../../src/automation/engine/delivery/deliveryKey';
import { triggerItems } from '../../../src/automation/words/triggers/triggerItem';
import { scopeOf, type Scope } from '../../../src/automation/engine/Scope';
import type { Backend, ConnectionOptions } from '../../../src/crm/backends';
import { systemClock } from '../../../src/model/clock';
import { opened, PAIRS, TestDatabases } from './support';

/** A restored database goes its own way from the backup on, and still knows what was done before it. */
const databases = new TestDatabases();
const AT = '2026-03-02T09:00:00.000Z';
const trigger = { workflowId: 'wf', nodeId: 'node' };

async function copied(from: ConnectionOptions, to: ConnectionOptions): Promise<void> {
	const file = databases.file();
	await backUp(from, { file, overwrite: false }, () => undefined);
	await restore({ file }, to, { replace: false }, () => undefined);
}

const scopeIn = (backend: Backend): Scope => scopeOf(backend, systemClock, 'UTC');

/** As the CRM node names the first effect of a run that this delivery started. */
async function effectOf(backend: Backend, deliveryId: string): Promise<string> {
	const delivery = (await backend.ledger.deliveries.get(deliveryId))!;
	const change = (await backend.feed.byIds([delivery.changeId])).get(delivery.changeId)!;
	const [item] = await triggerItems(scopeIn(backend), [{ change, delivery }]);
	const identity = item!.change;
	return effectKey(
		{ workflowId: 'wf', nodeId: 'step', start: { kind: 'change', feed: identity.feed, change: identity.id, replay: identity.replay } },
		'0.0',
	);
}

async function createDeal({ crm, feed, ledger }: Backend, title: string): Promise<string> {
	const before = await feed.head();
	await crm.create('deal', [{ values: { title } }], {});
	const [change] = (await feed.read(before, 1)).changes;
	const [delivery] = await ledger.deliveries.add([{ ...trigger, changeId: change!.id, replay: 0, recordKey: 'deal/1' }], AT);
	return delivery!.id;
}

describe.each(PAIRS)('%s restored into %s', (from, to) => {
	let source: ConnectionOptions;
	let target: ConnectionOptions;
	let open: string;
	let before: { effect: string; key: string; feed: string };

	beforeAll(async () => {
		[source, target] = [databases.new(from), databases.new(to)];
		before = await opened(source, async (backend) => {
			const { feed, ledger } = backend;
			open = await createDeal(backend, 'Before');
			await ledger.deliveries.handOver([[open]], { owner: 'n8n|1|x', aliveUntil: '2999-01-01T00:00:00.000Z' }, AT);
			const delivery = (await ledger.deliveries.get(open))!;
			const effect = await effectOf(backend, open);
			await ledger.effects.store([{ key: effect, fingerprint: 'task.create', result: '{"id":"1"}', at: AT }]);
			await ledger.subscriptions.save({
				...trigger,
				workflowName: 'W',
				nodeName: 'N',
				cursor: await feed.head(),
				servedAt: AT,
				settings: '{}',
				activatedAt: AT,
			});
			await ledger.followers.save('reactions', await feed.head(), AT);
			await ledger.leases.take('service', undefined, 'n8n|1|x', '2999-01-01T00:00:00.000Z');
			return { effect, key: deliveryKey(ledger.feedId, [delivery]), feed: ledger.feedId };
		});
		await copied(source, target);
	});

	test('has a feed id of its own, also the next time it is restored', async () => {
		const ids = [source, target].map(async (each) => await opened(each, async ({ ledger }) => ledger.feedId));
		expect(new Set(await Promise.all(ids)).size).toBe(2);
	});

	test('an open delivery waits again, and n8n will not take it for the one it knows', async () => {
		await opened(target, async ({ ledger }) => {
			const [delivery] = await ledger.deliveries.open('wf', 'node');
			expect(delivery).toMatchObject({ id: open, state: 'waiting', owner: null, aliveUntil: null, attempts: 1 });
			expect(deliveryKey(ledger.feedId, [delivery!])).not.toBe(before.key);
			expect((await ledger.leases.get('service'))?.owner).toBeNull();
			const { cursor } = (await ledger.subscriptions.get('wf', 'node'))!;
			expect([await ledger.followers.cursorOf('reactions'), cursor.startsWith(`${ledger.feedId}:`)]).toEqual([cursor, true]);
		});
	});

	test('what the delivery had done before the backup is found, and not done again', async () => {
		await opened(target, async (backend) => {
			const key = await effectOf(backend, open);
			expect(key).toBe(before.effect);
			expect((await backend.ledger.effects.find([key])).get(key)?.result).toBe('{"id":"1"}');
		});
	});

	test('a change after the restore is another one than that of the same number in the database it was taken from', async () => {
		const keys = [];
		for (const options of [source, target])
			keys.push(await opened(options, async (backend) => await effectOf(backend, await createDeal(backend, 'After'))));
		expect(keys[0]).toContain(`:${before.feed}.2.0:`);
		expect(keys[1]).toMatch(/\.2\.0:/);
		expect(keys[1]).not.toBe(keys[0]);
	});

	test('restored once more, each change keeps the feed it was made in', async () => {
		const third = databases.new(to);
		const second = await opened(target, async ({ ledger }) => ledger.feedId);
		await copied(target, third);
		await opened(third, async ({ ledger, feed }) => {
			expect([feed.feedOf('1'), feed.feedOf('2'), feed.feedOf('3')]).toEqual([before.feed, second, ledger.feedId]);
			expect(new Set([before.feed, second, ledger.feedId]).size).toBe(3);
		});
	});
});
