import type { StoreSubject } from '../support/StoreSubject';
import { openStoreFor } from '../support/StoreWorld';

/** What was said of workflows outside of them. */
export function describeProcessCardStore(subject: StoreSubject): void {
	describe('process cards', () => {
		const world = openStoreFor(subject);
		const cards = () => world.ledger.processCards;

		it('a card replaces the one before, also after a restart; what is not in it is not there', async () => {
			expect(await cards().all()).toEqual(new Map());
			await cards().save('w1', { department: 'Zażółć 🚀', category: 'c', description: "o'clock" }, world.clock.text);
			await cards().save('w2', {}, world.clock.text);
			await cards().save('w1', { department: 'Sales' }, world.clock.text);
			await world.reopen();
			expect(await cards().all()).toEqual(
				new Map([
					['w1', { department: 'Sales' }],
					['w2', {}],
				]),
			);
		});

		it('is taken back with what was written with it', async () => {
			const before = await cards().all();
			const failing = world.ledger.transaction(async () => {
				await cards().save('w3', { department: 'Sales' }, world.clock.text);
				throw new Error('undo');
			});
			await expect(failing).rejects.toThrow('undo');
			expect(await cards().all()).toEqual(before);
		});

		it('goes with the last trigger of its workflow', async () => {
			const trigger = async (workflowId: string, nodeId: string, servedAt: string) =>
				await world.ledger.subscriptions.save({
					workflowId,
					nodeId,
					workflowName: workflowId,
					nodeName: nodeId,
					cursor: await world.feed.head(),
					servedAt,
					activatedAt: servedAt,
					settings: '',
				});
			await trigger('gone', 'n', '2020-01-01T00:00:00.000Z');
			await trigger('half', 'n', '2020-01-01T00:00:00.000Z');
			await trigger('half', 'm', '2030-01-01T00:00:00.000Z');
			for (const id of ['gone', 'half']) await cards().save(id, { department: 'Sales' }, world.clock.text);
			expect(await world.ledger.retention.forgetSubscriptions('2025-01-01T00:00:00.000Z')).toBe(2);
			expect([...(await cards().all()).keys()]).toEqual(['half']);
		});
	});
}
