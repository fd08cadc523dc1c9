import { setTimeout as delay } from 'node:timers/promises';
import type { ChangeDraft } from '../../../src/feed/ChangeFeed';
import { changesSince } from '../support/feed';
import { expectRefusal } from '../support/refusal';
import type { StoreSubject } from '../support/StoreSubject';
import { openStoreFor } from '../support/StoreWorld';
import { only, ORIGIN } from '../support/World';

/** Changes that the CRM does not capture by itself: what polling, webhooks and due timers add. */
export function describeAppending(subject: StoreSubject): void {
	describe('appending changes', () => {
		const world = openStoreFor(subject);
		let made = 500_000;
		const idOf = (text: string) => (subject.textIds ? text : String(++made));
		const draft = (title: string, more: Partial<ChangeDraft> = {}): ChangeDraft => ({
			ref: { type: 'visit', id: idOf(title) },
			kind: 'created',
			at: world.clock.text,
			after: { title },
			...more,
		});
		const titles = async (cursor: string) => (await changesSince(world.feed, cursor)).map(({ after }) => after?.title);

		it('one is read as it was given, with the fields that differ', async () => {
			const cursor = await world.feed.head();
			const given: ChangeDraft = {
				ref: { type: 'visit', id: idOf('A-17 / "ö"') },
				kind: 'updated',
				at: world.clock.advance(),
				before: { title: "o'clock", note: null, tags: ['a'], count: 1, urgent: false },
				after: { title: 'Zażółć 🚀', note: null, tags: ['a', 'b'], count: 1, urgent: true },
				actor: idOf('user-x'),
				origin: ORIGIN,
				reason: { kind: 'imported', file: 'Zażółć.csv' },
			};
			const id = only(await world.feed.append([given]));
			const change = only(await changesSince(world.feed, cursor));
			expect({ ...change, changed: [...change.changed].sort() }).toEqual({ ...given, id, changed: ['tags', 'title', 'urgent'] });
			expect((await world.feed.byIds([id])).get(id)).toEqual(change);
			expect(await world.feed.ofRecord(given.ref, { limit: 5 })).toEqual([change]);
		});

		it('none is nothing; many come in their order, each with its own id', async () => {
			expect(await world.feed.append([])).toEqual([]);
			const cursor = await world.feed.head();
			const ids = await world.feed.append(Array.from({ length: 1_300 }, (_, index) => draft(`many ${index}`)));
			const changes = await changesSince(world.feed, cursor);
			expect(changes.map(({ id }) => id)).toEqual(ids);
			expect(changes.map(({ after }) => after?.title)).toEqual(Array.from({ length: 1_300 }, (_, index) => `many ${index}`));
			expect(new Set(ids).size).toBe(1_300);
		});

		it('it is one with what the ledger writes in the same transaction: both, or neither', async () => {
			const effect = (key: string) => ({ key, fingerprint: 'f', result: '1', at: world.clock.text });
			const cursor = await world.feed.head();
			const failing = world.ledger.transaction(async () => {
				await world.ledger.effects.store([effect('undone')]);
				await world.feed.append([draft('undone')]);
				throw new Error('Changed its mind.');
			});
			await expect(failing).rejects.toThrow('Changed its mind.');
			await world.ledger.transaction(async () => {
				await world.feed.append([draft('done')]);
				await world.ledger.effects.store([effect('done')]);
			});
			expect(await titles(cursor)).toEqual(['done']);
			expect([...(await world.ledger.effects.find(['done', 'undone'])).keys()]).toEqual(['done']);
		});

		it('one that is committed late is not skipped by a reader, and nothing overtakes it', async () => {
			const other = await world.openAnother();
			const cursor = await world.feed.head();
			let commit = (): void => undefined;
			const gate = new Promise<void>((resolve) => (commit = resolve));
			let appended = (): void => undefined;
			const isAppended = new Promise<void>((resolve) => (appended = resolve));
			const first = world.ledger.transaction(async () => {
				await world.feed.append([draft('first, commits last')]);
				appended();
				await gate;
			});
			await isAppended;
			const second = other.feed.append([draft('second')]);
			await delay(150);
			const third = await world.openAnother();
			expect(await changesSince(third.feed, cursor)).toEqual([]);
			commit();
			await Promise.all([first, second]);
			expect(await titles(cursor)).toEqual(['first, commits last', 'second']);
		});

		it('readers of several who append at once see each change once, in an order that never changes', async () => {
			const writers = [world.store, await world.openAnother(), await world.openAnother()];
			const reader = await world.openAnother();
			const start = await world.feed.head();
			let done = false;
			const seen: string[] = [];
			const reading = (async () => {
				let cursor = start;
				for (;;) {
					const last = done;
					const page = await reader.feed.read(cursor, 7);
					cursor = page.cursor;
					seen.push(...page.changes.map(({ id }) => id));
					if (last && page.changes.length === 0) return;
					await delay(1);
				}
			})();
			await Promise.all(
				writers.map(async ({ feed, ledger }, writer) => {
					for (let round = 0; round < 15; round++) {
						await ledger.transaction(async () => {
							await feed.append([draft(`w${writer} ${round} a`), draft(`w${writer} ${round} b`)]);
							if (round % 3 === writer) await delay(4);
						});
					}
				}),
			);
			done = true;
			await reading;
			expect(seen).toHaveLength(90);
			expect(seen).toEqual((await changesSince(world.feed, start)).map(({ id }) => id));
			for (const writer of [0, 1, 2]) {
				const own = (await titles(start)).filter((title) => String(title).startsWith(`w${writer} `));
				expect(own).toEqual(Array.from({ length: 15 }, (_, round) => [`w${writer} ${round} a`, `w${writer} ${round} b`]).flat());
			}
		});

		it('it is known of which feed a change is', async () => {
			const id = only(await world.feed.append([draft('named')]));
			expect(world.feed.feedOf(id)).toBe(world.ledger.feedId);
		});

		if (!subject.textIds) {
			it('what cannot be the id of a record or a user is refused, and nothing is written', async () => {
				const cursor = await world.feed.head();
				const strange = { type: 'visit', id: 'A-17' };
				await expectRefusal(world.feed.append([draft('good'), draft('bad', { ref: strange })]), 'invalidValue', 'A-17');
				await expectRefusal(world.feed.append([draft('bad', { actor: 'somebody' })]), 'invalidValue', 'somebody');
				expect(await changesSince(world.feed, cursor)).toEqual([]);
			});
		}
	});
}
