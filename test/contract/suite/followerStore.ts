import type { StoreSubject } from '../support/StoreSubject';
import { openStoreFor } from '../support/StoreWorld';

/** How far those have read that follow the feed under a name. */
export function describeFollowerStore(subject: StoreSubject): void {
	describe('followers', () => {
		const world = openStoreFor(subject);
		const store = () => world.ledger.followers;

		it('nobody has read under a name that was never used', async () => {
			expect(await store().cursorOf('nobody')).toBeUndefined();
		});

		it('the last cursor is kept, of each name its own, for other processes and over a restart', async () => {
			await store().save('one', 'feed:1', world.clock.advance());
			await store().save('two', 'feed:5', world.clock.advance());
			await store().save('one', 'feed:7', world.clock.advance());
			const other = await world.openAnother();
			expect([await other.ledger.followers.cursorOf('one'), await store().cursorOf('two')]).toEqual(['feed:7', 'feed:5']);
			await world.reopen();
			expect(await store().cursors()).toEqual(['feed:7', 'feed:5']);
		});

		it('what a transaction that is undone saved does not count', async () => {
			const undone = world.ledger.transaction(async () => {
				await store().save('one', 'feed:9', world.clock.text);
				throw new Error('no');
			});
			await expect(undone).rejects.toThrow('no');
			expect(await store().cursorOf('one')).toBe('feed:7');
		});
	});
}
