import type { StoreSubject } from '../support/StoreSubject';
import { openStoreFor } from '../support/StoreWorld';

/** Which process does a service that only one at a time may do. */
export function describeLeaseStore(subject: StoreSubject): void {
	describe('leases', () => {
		const world = openStoreFor(subject);
		const store = () => world.ledger.leases;
		const until = (minutes = 1) => new Date(world.clock.now().getTime() + minutes * 60_000).toISOString();

		it('one that nobody ever had is not there', async () => {
			expect(await store().get('nothing')).toBeUndefined();
		});

		it('who takes it has it, also after a restart', async () => {
			expect(await store().take('first', undefined, 'main', until())).toBe(true);
			const taken = { owner: 'main', until: until(), doneAt: null };
			expect(await store().get('first')).toEqual(taken);
			await world.reopen();
			expect(await store().get('first')).toEqual(taken);
		});

		it('of many who take it at the same moment one gets it, the first time and later', async () => {
			const other = await world.openAnother();
			const stores = [store(), other.ledger.leases, store(), other.ledger.leases];
			for (let round = 0; round < 10; round++) {
				const seen = await store().get('race');
				const took = await Promise.all(
					stores.map(async (each, index) => await each.take('race', seen, `process-${round}-${index}`, until(round))),
				);
				expect(took.filter(Boolean)).toHaveLength(1);
				expect((await store().get('race'))?.owner).toBe(`process-${round}-${took.indexOf(true)}`);
			}
		});

		it('what was seen too long ago takes nothing', async () => {
			await store().take('old', undefined, 'main', until(1));
			const seen = await store().get('old');
			await store().take('old', seen, 'main', until(2));
			expect(await store().take('old', seen, 'other', until(3))).toBe(false);
			expect(await store().take('old', undefined, 'other', until(3))).toBe(false);
			expect(await store().get('old')).toEqual({ owner: 'main', until: until(2), doneAt: null });
		});

		it('only its owner says that the work is done, and gives it back', async () => {
			await store().take('work', undefined, 'main', until());
			const at = world.clock.advance();
			await store().markDone('work', 'other', world.clock.advance());
			await store().release('work', 'other');
			expect(await store().get('work')).toMatchObject({ owner: 'main', doneAt: null });
			await store().markDone('work', 'main', at);
			await store().release('work', 'main');
			const free = { owner: null, until: null, doneAt: at };
			expect(await store().get('work')).toEqual(free);
			expect(await store().take('work', free, 'other', until())).toBe(true);
			expect(await store().get('work')).toEqual({ owner: 'other', until: until(), doneAt: at });
		});
	});
}
