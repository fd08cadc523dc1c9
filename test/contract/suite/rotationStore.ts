import type { StoreSubject } from '../support/StoreSubject';
import { openStoreFor } from '../support/StoreWorld';

/** Whose turn it was last, where people get work in turn. */
export function describeRotationStore(subject: StoreSubject): void {
	describe('rotations', () => {
		const world = openStoreFor(subject);
		const last = async (name: string) => await world.ledger.transaction(async () => await world.ledger.rotations.last(name));
		const save = async (name: string, userId: string) =>
			await world.ledger.transaction(async () => await world.ledger.rotations.save(name, userId, world.clock.text));

		it('the last turn is remembered, by name, also after a restart', async () => {
			expect(await last('a')).toBeUndefined();
			await save('a', '7');
			await save('a', '8');
			await save('b', 'Ł 🚀');
			await world.reopen();
			expect([await last('a'), await last('b'), await last('c')]).toEqual(['8', 'Ł 🚀', undefined]);
		});

		it('a turn is taken back with what was written with it', async () => {
			await save('undone', '1');
			const failing = world.ledger.transaction(async () => {
				await world.ledger.rotations.save('undone', '2', world.clock.text);
				throw new Error('undo');
			});
			await expect(failing).rejects.toThrow('undo');
			expect(await last('undone')).toBe('1');
		});

		it('of many who take a turn at once, each sees the turn before, in two processes too', async () => {
			const other = await world.openAnother();
			const taken: string[] = [];
			const take = async (ledger: typeof world.ledger) =>
				await ledger.transaction(async () => {
					const next = String(Number((await ledger.rotations.last('counted')) ?? 0) + 1);
					await ledger.rotations.save('counted', next, world.clock.text);
					return next;
				});
			await Promise.all(
				Array.from({ length: 20 }, async (_, index) => taken.push(await take(index % 2 === 0 ? world.ledger : other.ledger))),
			);
			expect(taken.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
			expect(await last('counted')).toBe('20');
		});
	});
}
