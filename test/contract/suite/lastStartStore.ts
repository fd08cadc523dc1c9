import type { StoreSubject } from '../support/StoreSubject';
import { openStoreFor } from '../support/StoreWorld';

/** Which records have started a trigger. */
export function describeLastStartStore(subject: StoreSubject): void {
	describe('last starts', () => {
		const world = openStoreFor(subject);
		const store = () => world.ledger.lastStarts;
		const start = (recordKey: string, changeId = '1') => ({ recordKey, changeId, at: world.clock.text });

		it('a last start is found by trigger and record, also after a restart', async () => {
			const trigger = { workflowId: 'w1', nodeId: 'n' };
			await store().save(trigger, [start('deal/1'), start('deal/2')]);
			const found = async () => await store().find(trigger, ['deal/2', 'deal/3']);
			expect(await found()).toEqual(new Map([['deal/2', start('deal/2')]]));
			expect(await store().find({ ...trigger, nodeId: 'm' }, ['deal/2'])).toEqual(new Map());
			expect(await store().find(trigger, [])).toEqual(new Map());
			await world.reopen();
			expect((await found()).size).toBe(1);
		});

		it('a later start of a record replaces the earlier one, also in one call', async () => {
			const trigger = { workflowId: 'w2', nodeId: 'n' };
			await store().save(trigger, [start('deal/1')]);
			await store().save(trigger, [start('deal/1', '2'), start('deal/1', '3')]);
			expect((await store().find(trigger, ['deal/1'])).get('deal/1')).toEqual(start('deal/1', '3'));
			await store().save(trigger, []);
		});

		it('forgetting takes the named records of this trigger only', async () => {
			const [trigger, other] = [
				{ workflowId: 'w3', nodeId: 'n' },
				{ workflowId: 'w3', nodeId: 'm' },
			];
			for (const each of [trigger, other]) await store().save(each, [start('deal/1'), start('deal/2')]);
			await store().forget(trigger, ['deal/1', 'deal/9']);
			await store().forget(trigger, []);
			expect([...(await store().find(trigger, ['deal/1', 'deal/2'])).keys()]).toEqual(['deal/2']);
			expect((await store().find(other, ['deal/1', 'deal/2'])).size).toBe(2);
		});

		it('thousands are saved and found in one call', async () => {
			const trigger = { workflowId: 'w4', nodeId: 'n' };
			const keys = Array.from({ length: 5000 }, (_, index) => `deal/${index}`);
			await store().save(
				trigger,
				keys.map((key) => start(key)),
			);
			expect((await store().find(trigger, keys)).size).toBe(5000);
		});
	});
}
