import type { StoredIntent } from '../../../src/ledger/Ledger';
import type { StoreSubject } from '../support/StoreSubject';
import { openStoreFor } from '../support/StoreWorld';

/** Steps under way on a CRM outside of the database: each is one process's. */
export function describeIntentStore(subject: StoreSubject): void {
	describe('intents', () => {
		const world = openStoreFor(subject);
		const store = () => world.ledger.intents;
		const until = (minutes = 1) => new Date(world.clock.now().getTime() + minutes * 60_000).toISOString();
		const intent = (key: string, rest: Partial<StoredIntent> = {}): StoredIntent => ({
			key,
			fingerprint: 'f',
			owner: 'main',
			aliveUntil: until(),
			writes: '[]',
			...rest,
		});

		it('what was begun is found by its key as it was stored, also after a restart', async () => {
			const begun = [
				intent('wf:node:feed.1.0:0.0', { fingerprint: 'Zażółć', writes: JSON.stringify([{ what: 'create "deal"; DROP TABLE effect' }]) }),
				intent('k'.repeat(500)),
			];
			for (const each of begun) expect(await store().take(each, undefined)).toBe(true);
			const expected = new Map(begun.map((each) => [each.key, each]));
			expect(await store().find(['none', ...begun.map(({ key }) => key)])).toEqual(expected);
			await world.reopen();
			expect(await store().find([...begun.map(({ key }) => key), 'KEY'])).toEqual(expected);
			expect((await store().find([])).size).toBe(0);
		});

		it('of many who begin a step at the same moment one gets it, and so when it is taken over', async () => {
			const other = await world.openAnother();
			const stores = [store(), other.ledger.intents, store(), other.ledger.intents];
			for (let round = 0; round < 10; round++) {
				const seen = (await store().find(['race'])).get('race');
				const took = await Promise.all(
					stores.map(
						async (each, index) => await each.take(intent('race', { owner: `process-${round}-${index}`, aliveUntil: until(round) }), seen),
					),
				);
				expect(took.filter(Boolean)).toHaveLength(1);
				expect((await store().find(['race'])).get('race')?.owner).toBe(`process-${round}-${took.indexOf(true)}`);
			}
		});

		it('what was seen too long ago takes nothing', async () => {
			await store().take(intent('old'), undefined);
			const seen = (await store().find(['old'])).get('old')!;
			await store().note(intent('old', { aliveUntil: until(2) }));
			expect(await store().take(intent('old', { owner: 'other' }), seen)).toBe(false);
			expect(await store().take(intent('old', { owner: 'other' }), undefined)).toBe(false);
			expect((await store().find(['old'])).get('old')).toEqual(intent('old', { aliveUntil: until(2) }));
		});

		it('a step that was done since it was looked up is not begun again, and leaves nothing', async () => {
			const { effects } = world.ledger;
			await effects.store([{ key: 'done', fingerprint: 'f', result: '1', at: world.clock.text }]);
			expect(await store().take(intent('done'), undefined)).toBe(false);
			expect((await store().find(['done'])).size).toBe(0);
		});

		it('only its owner notes what it writes', async () => {
			await store().take(intent('noted'), undefined);
			expect(await store().note(intent('noted', { writes: '[1]', aliveUntil: until(3) }))).toBe(true);
			expect(await store().note(intent('noted', { owner: 'other', writes: '[2]' }))).toBe(false);
			expect(await store().note(intent('not there'))).toBe(false);
			expect((await store().find(['noted', 'not there'])).get('noted')).toEqual(intent('noted', { writes: '[1]', aliveUntil: until(3) }));
		});

		it('it is forgotten with the effect that it became, or not at all', async () => {
			const { effects, intents } = world.ledger;
			await intents.take(intent('becomes'), undefined);
			const stored = { key: 'becomes', fingerprint: 'f', result: '1', at: world.clock.text };
			const ending = async (fails: boolean) =>
				await world.ledger.transaction(async () => {
					await effects.store([stored]);
					await intents.forget('becomes');
					if (fails) throw new Error('the database went away');
				});
			await expect(ending(true)).rejects.toThrow('went away');
			expect([(await effects.find(['becomes'])).size, (await intents.find(['becomes'])).size]).toEqual([0, 1]);
			await ending(false);
			expect([(await effects.find(['becomes'])).size, (await intents.find(['becomes'])).size]).toEqual([1, 0]);
			await intents.forget('becomes');
		});

		it('those that nobody came back to go with the effects of that age', async () => {
			await store().take(intent('given up', { aliveUntil: until(-60) }), undefined);
			await store().take(intent('young', { aliveUntil: until(1) }), undefined);
			await world.ledger.retention.forgetEffects(world.clock.text, 10);
			expect([...(await store().find(['given up', 'young'])).keys()]).toEqual(['young']);
		});
	});
}
