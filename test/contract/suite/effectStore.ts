import type { StoredEffect } from '../../../src/ledger/Ledger';
import type { StoreSubject } from '../support/StoreSubject';
import { expectRefusal } from '../support/refusal';
import { openStoreFor } from '../support/StoreWorld';

/** Steps that were done, each under a key that is taken once. */
export function describeEffectStore(subject: StoreSubject): void {
	describe('effects', () => {
		const world = openStoreFor(subject);
		const effect = (key: string, rest: Partial<StoredEffect> = {}): StoredEffect => ({
			key,
			fingerprint: 'f',
			result: '{"id":"1"}',
			at: world.clock.text,
			...rest,
		});

		it('a stored effect is found by its key as it was stored, also after a restart', async () => {
			const stored = [
				effect('wf:node:feed.1.0:0.0', { fingerprint: 'Zażółć', result: JSON.stringify({ text: '🙂 "quoted"; DROP TABLE effect' }) }),
				effect('k'.repeat(500), { result: JSON.stringify('x'.repeat(100_000)) }),
			];
			await world.ledger.effects.store(stored);
			const find = async () => await world.ledger.effects.find(['none', ...stored.map(({ key }) => key)]);
			const expected = new Map(stored.map((each) => [each.key, each]));
			expect(await find()).toEqual(expected);
			await world.reopen();
			expect(await find()).toEqual(expected);
		});

		it('a key that is not taken gives nothing; keys that look alike are different', async () => {
			await world.ledger.effects.store([effect('Key'), effect('key')]);
			expect([...(await world.ledger.effects.find(['KEY', 'key ', 'ke', 'k%', '__proto__', 'constructor'])).keys()]).toEqual([]);
			expect([...(await world.ledger.effects.find([])).keys()]).toEqual([]);
		});

		it('a taken key is a conflict, and then nothing of the call is stored', async () => {
			const first = effect('taken');
			await world.ledger.effects.store([first]);
			await expectRefusal(
				world.ledger.effects.store([effect('taken-a'), effect('taken', { result: '"other"' }), effect('taken-b')]),
				'conflict',
			);
			expect([...(await world.ledger.effects.find(['taken', 'taken-a', 'taken-b'])).values()]).toEqual([first]);
		});

		it('one key twice in a call is a conflict too', async () => {
			await expectRefusal(world.ledger.effects.store([effect('twice'), effect('twice')]), 'conflict');
			expect((await world.ledger.effects.find(['twice'])).size).toBe(0);
		});

		it('of many who take one key at once exactly one gets it', async () => {
			const other = await world.openAnother();
			for (const key of ['race 1', 'race 2', 'race 3']) {
				const ledgers = [world.ledger, other.ledger, world.ledger, other.ledger];
				const outcomes = await Promise.allSettled(
					ledgers.map(async (ledger, index) => await ledger.effects.store([effect(key, { result: String(index) })])),
				);
				const winners = outcomes.flatMap((outcome, index) => (outcome.status === 'fulfilled' ? [String(index)] : []));
				expect(winners).toHaveLength(1);
				expect((await world.ledger.effects.find([key])).get(key)?.result).toBe(winners[0]);
				for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'conflict' });
			}
		});

		it('thousands are stored and found in one call', async () => {
			const many = Array.from({ length: 8_800 }, (_, index) => effect(`bulk ${index}`, { result: String(index) }));
			await world.ledger.effects.store(many);
			const found = await world.ledger.effects.find(many.map(({ key }) => key));
			expect(found.size).toBe(8_800);
			expect(many.filter(({ key, result }) => found.get(key)?.result !== result)).toEqual([]);
		});
	});
}
