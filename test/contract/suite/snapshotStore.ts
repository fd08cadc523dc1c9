import type { StoreSubject } from '../support/StoreSubject';
import { openStoreFor } from '../support/StoreWorld';
import type { StoredSnapshot } from '../../../src/ledger/Ledger';

const AT = '2026-03-02T09:00:00.000Z';

/** What is known of the records of a CRM that is polled. */
export function describeSnapshotStore(subject: StoreSubject): void {
	describe('snapshots', () => {
		const world = openStoreFor(subject);
		const store = () => world.ledger.snapshots;
		const snapshot = (id: string, more: Partial<StoredSnapshot> = {}): StoredSnapshot => ({
			id,
			version: '1',
			updatedAt: AT,
			values: { title: id },
			seenAt: AT,
			...more,
		});
		const save = async (type: string, snapshots: StoredSnapshot[]) =>
			await world.ledger.transaction(async () => await store().save(type, snapshots));

		it('one is read as it was saved, by type and id, and the last one counts', async () => {
			const strange = snapshot('A-17 / "ö"', {
				version: 'W/"x"',
				values: { title: "o'clock 🚀", tags: ['a', 'b'], note: null, count: 1.5 },
			});
			await save('deal', [snapshot('1'), strange]);
			await save('visit', [snapshot('1', { version: 'other' })]);
			await save('deal', [snapshot('1', { version: '2', values: { title: 'new' } })]);
			await world.reopen();
			const found = await store().find('deal', ['1', strange.id, 'never seen']);
			expect(found).toEqual(
				new Map([
					['1', snapshot('1', { version: '2', values: { title: 'new' } })],
					[strange.id, strange],
				]),
			);
			expect((await store().find('visit', ['1'])).get('1')?.version).toBe('other');
			expect(await store().find('deal', [])).toEqual(new Map());
		});

		it('many come page by page, each once, and those that are removed do not', async () => {
			const ids = Array.from({ length: 1_203 }, (_, index) => `many ${index}`);
			await save(
				'many',
				ids.map((id) => snapshot(id)),
			);
			await save('other', [snapshot('many 1')]);
			await store().remove('many', ids.slice(0, 700));
			await store().remove('many', []);
			const read: string[] = [];
			for (;;) {
				const page = await store().ids('many', read.at(-1), 100);
				read.push(...page);
				if (page.length < 100) break;
			}
			expect([...read].sort()).toEqual(ids.slice(700).sort());
			expect(await store().ids('other', undefined, 5)).toEqual(['many 1']);
		});

		it('a position is moved by who saw the last one, and by nobody else', async () => {
			expect(await store().positionOf('task')).toBeUndefined();
			const first = await store().movePosition('task', undefined, { changedUntil: null, complete: false });
			expect(await store().movePosition('task', undefined, { changedUntil: AT, complete: true })).toBeUndefined();
			const second = await store().movePosition('task', first, { changedUntil: AT, complete: true });
			expect(second).toMatchObject({ changedUntil: AT, complete: true });
			expect(await store().movePosition('task', first, { changedUntil: null, complete: false })).toBeUndefined();
			await world.reopen();
			expect(await store().positionOf('task')).toEqual(second);
		});

		it('of several who move it at once one succeeds', async () => {
			const stores = [world.store, await world.openAnother(), await world.openAnother()];
			for (const seen of [undefined, { changedUntil: null, complete: false, revision: 1 }]) {
				const moved = await Promise.all(
					stores.map(
						async ({ ledger }) =>
							await ledger.transaction(
								async () => await ledger.snapshots.movePosition('race', seen, { changedUntil: null, complete: false }),
							),
					),
				);
				expect(moved.filter((position) => position !== undefined)).toHaveLength(1);
			}
		});

		it('what a transaction that is undone wrote does not count', async () => {
			const undone = world.ledger.transaction(async () => {
				await store().movePosition('undone', undefined, { changedUntil: AT, complete: true });
				await store().save('undone', [snapshot('1')]);
				throw new Error('no');
			});
			await expect(undone).rejects.toThrow('no');
			expect([await store().positionOf('undone'), await store().ids('undone', undefined, 5)]).toEqual([undefined, []]);
		});
	});
}
