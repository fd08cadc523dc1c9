import type { StoredTimer } from '../../../src/ledger/LedgerTimers';
import type { StoreSubject } from '../support/StoreSubject';
import { openStoreFor } from '../support/StoreWorld';

/** What is to happen at a moment. */
export function describeTimerStore(subject: StoreSubject): void {
	describe('timers', () => {
		const world = openStoreFor(subject);
		const store = () => world.ledger.timers;
		const timer = (owner: string, name: string, dueAt: string | null, more: Partial<StoredTimer> = {}): StoredTimer => ({
			owner,
			subject: name,
			dueAt,
			occasion: 'first',
			recordKey: null,
			content: '{}',
			at: '2026-01-01T00:00:00.000Z',
			...more,
		});
		const at = (minute: number) => `2026-03-02T09:${String(minute).padStart(2, '0')}:00.000Z`;
		const subjects = (timers: readonly StoredTimer[]) => timers.map(({ subject: name }) => name);
		afterEach(async () => {
			for (const owner of ['a', 'b', 'act:1']) await store().removeOf(owner, { fired: true }, 100_000);
		});

		it('a timer is found by owner and subject, and a later one of the same replaces it', async () => {
			await store().save([timer('a', 'deal/1', at(5)), timer('a', 'deal/2', at(6)), timer('b', 'deal/1', at(7))]);
			await store().save([timer('a', 'deal/1', at(9), { occasion: 'second', content: '{"x":1}' })]);
			const found = await store().find('a', ['deal/1', 'deal/9']);
			expect([...found]).toEqual([['deal/1', timer('a', 'deal/1', at(9), { occasion: 'second', content: '{"x":1}' })]]);
			expect(await store().find('a', [])).toEqual(new Map());
			await world.reopen();
			expect((await store().find('b', ['deal/1'])).get('deal/1')).toEqual(timer('b', 'deal/1', at(7)));
		});

		it('the next due comes first, and what has fired is due no more', async () => {
			expect(await store().nextDue()).toBeNull();
			await store().save([timer('a', 'late', at(30)), timer('b', 'early', at(10)), timer('a', 'middle', at(20)), timer('a', 'over', null)]);
			expect(await store().nextDue()).toBe(at(10));
			expect(subjects(await store().due(at(20), 10))).toEqual(['early', 'middle']);
			expect(subjects(await store().due(at(59), 1))).toEqual(['early']);
			expect(await store().fire('a', ['middle', 'late', 'over', 'nobody'], at(20))).toEqual([timer('a', 'middle', null, { at: at(20) })]);
			expect(await store().fire('a', ['middle'], at(40))).toEqual([]);
			expect(subjects(await store().due(at(59), 10))).toEqual(['early', 'late']);
			expect((await store().find('a', ['middle'])).get('middle')).toEqual(timer('a', 'middle', null, { at: at(20) }));
		});

		it('what a transaction fires that is undone is due again', async () => {
			await store().save([timer('a', 'x', at(1))]);
			const undone = world.ledger.transaction(async () => {
				await store().fire('a', ['x'], at(2));
				throw new Error('undone');
			});
			await expect(undone).rejects.toThrow('undone');
			expect(await store().nextDue()).toBe(at(1));
		});

		it('of two processes that fire the same timers, each is fired by one', async () => {
			const names = Array.from({ length: 200 }, (_, index) => `deal/${index}`);
			await store().save(names.map((name) => timer('a', name, at(1))));
			const other = await world.openAnother();
			const fire = async (ledger: typeof other.ledger) =>
				await ledger.transaction(async () => subjects(await ledger.timers.fire('a', names, at(2))));
			const [mine, theirs] = await Promise.all([fire(world.ledger), fire(other.ledger)]);
			expect([...mine!, ...theirs!].sort()).toEqual([...names].sort());
			await other.close();
		});

		it('those of an owner go, with or without those that have fired, a part at a time', async () => {
			await store().save([timer('a', '1', at(1)), timer('a', '2', at(2)), timer('a', '3', null), timer('b', '1', at(3))]);
			expect(await store().removeOf('a', { fired: false }, 1)).toBe(1);
			expect(await store().removeOf('a', { fired: false }, 10)).toBe(1);
			expect(await store().removeOf('a', { fired: false }, 10)).toBe(0);
			expect([...(await store().find('a', ['1', '2', '3'])).keys()]).toEqual(['3']);
			expect(await store().removeOf('a', { fired: true }, 10)).toBe(1);
			expect(await store().remove('b', ['1', '2'])).toBe(1);
			expect(await store().nextDue()).toBeNull();
		});

		it('what waits is listed and counted by the beginning of its owner, and by record', async () => {
			await store().save([
				timer('act:1', 'x', at(3), { recordKey: 'deal/1' }),
				timer('act:1', 'y', at(2), { recordKey: 'deal/2' }),
				timer('act:1', 'z', null, { recordKey: 'deal/1' }),
				timer('a', 'x', at(1), { recordKey: 'deal/1' }),
			]);
			expect(subjects(await store().waiting({ ownerPrefix: 'act:' }))).toEqual(['y', 'x']);
			expect(subjects(await store().waiting({ ownerPrefix: 'act:', limit: 1 }))).toEqual(['y']);
			expect(subjects(await store().waiting({ ownerPrefix: 'act:', recordKeys: ['deal/1'] }))).toEqual(['x']);
			expect(await store().waiting({ ownerPrefix: 'act:', recordKeys: [] })).toEqual([]);
			expect(await store().countWaiting('act:')).toEqual(new Map([['act:1', 2]]));
		});

		it('thousands are saved, found and fired in a few calls', async () => {
			const names = Array.from({ length: 5000 }, (_, index) => `deal/${index}`);
			await store().save(names.map((name) => timer('a', name, at(1))));
			expect((await store().find('a', names)).size).toBe(5000);
			expect(await world.ledger.transaction(async () => await store().fire('a', names, at(1)))).toHaveLength(5000);
		});
	});
}
