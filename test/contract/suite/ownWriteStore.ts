import type { OwnWrite } from '../../../src/ledger/Ledger';
import type { StoreSubject } from '../support/StoreSubject';
import { openStoreFor } from '../support/StoreWorld';

/** Who wrote what into a CRM that is polled, until a poll finds it. */
export function describeOwnWriteStore(subject: StoreSubject): void {
	describe('own writes', () => {
		const world = openStoreFor(subject);
		const store = () => world.ledger.ownWrites;
		const minutesAgo = (minutes: number) => new Date(world.clock.now().getTime() - minutes * 60_000).toISOString();
		const write = (id: string, more: Partial<OwnWrite> = {}): OwnWrite => ({
			ref: { type: 'deal', id },
			kind: 'deleted',
			at: world.clock.text,
			...more,
		});
		const polled = async (...types: string[]) => {
			const { snapshots } = world.ledger;
			for (const type of types)
				await snapshots.movePosition(type, await snapshots.positionOf(type), { changedUntil: null, complete: true });
		};
		const serve = async (servedAt: string) => {
			const names = { workflowId: 'wf', nodeId: 'n', workflowName: 'W', nodeName: 'T' };
			const cursor = await world.feed.head();
			await world.ledger.subscriptions.save({ ...names, cursor, servedAt, settings: '{}', activatedAt: servedAt });
		};

		it('they are kept for types that are polled, while a trigger is served', async () => {
			await polled('deal');
			await store().add([write('1')], minutesAgo(60));
			expect(await store().ofType('deal', 9)).toEqual([]);
			await serve(minutesAgo(90));
			await store().add([write('1')], minutesAgo(60));
			expect(await store().ofType('deal', 9)).toEqual([]);
			await serve(minutesAgo(10));
			await store().add([write('1'), write('2', { ref: { type: 'never polled', id: '2' } })], minutesAgo(60));
			expect(await store().ofType('deal', 9)).toMatchObject([{ ref: { type: 'deal', id: '1' } }]);
			expect(await store().ofType('never polled', 9)).toEqual([]);
			await store().remove((await store().ofType('deal', 9)).map(({ id }) => id));
			expect(await store().ofType('deal', 9)).toEqual([]);
		});

		it('they come back as they were, by type, the oldest first, and go one by one', async () => {
			await polled('deal', 'visit');
			await serve(minutesAgo(1));
			const whole = write('A-17 / "ö"', {
				kind: 'updated',
				version: 'W/"x"',
				updatedAt: minutesAgo(3),
				values: { title: "o'clock 🚀", tags: ['a'], note: null, count: 1.5 },
				seen: { version: 'W/"w"', updatedAt: minutesAgo(4), values: { title: 'before' } },
				actor: '7',
				origin: { workflow: 'wf', depth: 2 },
				reason: { kind: 'merged', into: "o'7" },
			});
			const many = Array.from({ length: 450 }, (_, index) => write(`many ${index}`, { kind: 'created', values: {} }));
			await store().add([whole, ...many], minutesAgo(5));
			await store().add([write('1', { ref: { type: 'visit', id: '1' } })], minutesAgo(5));
			await world.reopen();
			const [first, second] = await store().ofType('deal', 2);
			expect(first).toEqual({ ...whole, id: expect.any(String) });
			expect(second).toEqual({ ...many[0], id: expect.any(String) });
			await store().remove([first!.id]);
			expect((await store().ofType('deal', 900)).map(({ ref }) => ref.id)).toEqual(many.map(({ ref }) => ref.id));
			expect(await store().ofType('visit', 9)).toHaveLength(1);
			await store().remove([]);
			await store().remove((await store().ofType('deal', 900)).map(({ id }) => id));
			expect(await store().ofType('deal', 9)).toEqual([]);
		});

		it('what is under way: records of the type that were written, and steps whose process is believed to be at it', async () => {
			await polled('deal', 'visit');
			await serve(minutesAgo(1));
			await store().add([write('1'), write('1'), write('9', { ref: { type: 'visit', id: '9' } })], minutesAgo(5));
			const intent = { fingerprint: 'f', owner: 'main' };
			await world.ledger.intents.take({ ...intent, key: 'now', aliveUntil: minutesAgo(-1), writes: '["now"]' }, undefined);
			await world.ledger.intents.take({ ...intent, key: 'over', aliveUntil: minutesAgo(1), writes: '["over"]' }, undefined);
			expect(await store().underWay('deal', world.clock.text)).toEqual({ written: ['1', '1'], intents: ['["now"]'] });
			expect(await store().underWay('other', world.clock.text)).toEqual({ written: [], intents: ['["now"]'] });
		});

		it('those that no poll came for go with the effects of that age', async () => {
			await polled('deal');
			await serve(minutesAgo(1));
			await store().add([write('old', { at: minutesAgo(60) }), write('young')], minutesAgo(5));
			await world.ledger.retention.forgetEffects(minutesAgo(30), 10);
			expect((await store().ofType('deal', 900)).map(({ ref }) => ref.id)).not.toContain('old');
			expect((await store().ofType('deal', 900)).map(({ ref }) => ref.id)).toContain('young');
		});
	});
}
