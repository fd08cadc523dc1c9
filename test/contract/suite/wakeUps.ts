import { setTimeout as sleep } from 'node:timers/promises';
import type { ChangeFeed } from '../../../src/feed/ChangeFeed';
import type { FeedSubject, Recording } from '../support/FeedSubject';
import { openStoreFor } from '../support/StoreWorld';
import { only } from '../support/World';

/** Generous: a wake-up in the same process takes about a millisecond, one from another process up to a second. */
/** Sooner than any look by a clock: within half a second. */
const AT_ONCE_MS = 200;
/** Sooner than the slow look that PostgreSQL's notices make needless: every 15 seconds. */
const SOON_MS = 6_000;

/** The call that says "look, there may be changes". */
export function describeWakeUps(subject: FeedSubject): void {
	describe('wake-ups', () => {
		const world = openStoreFor(subject);
		const visit = async () => only(await world.store.records.create('visit', 1));

		it('a reader is woken at once by a write of its own process, and then sees the change', async () => {
			for (let round = 0; round < 5; round++) {
				expect(await delayOfWaking(world.feed, async () => await visit(), SOON_MS)).toBeLessThan(AT_ONCE_MS);
			}
		});

		it('updates, removals and what else the CRM has (tasks, users) wake too', async () => {
			const record = await visit();
			const { records } = world.store;
			const writes = [async () => await records.note([record], 'x'), async () => await records.remove([record]), ...records.others];
			for (const write of writes) expect(await delayOfWaking(world.feed, write, SOON_MS)).toBeLessThan(AT_ONCE_MS);
		});

		it('a transaction wakes when it is over', async () => {
			const work = async () =>
				await world.ledger.transaction(async () => {
					await visit();
					await world.store.records.create('clinic', 1);
				});
			expect(await delayOfWaking(world.feed, work, SOON_MS)).toBeLessThan(AT_ONCE_MS);
		});

		it('a reader is woken soon by a write of another connection, in both directions', async () => {
			const other = await world.openAnother();
			const write = async ({ records }: { records: Recording }) => await records.create('clinic', 1);
			expect(await delayOfWaking(other.feed, async () => await write(world.store), SOON_MS)).toBeLessThan(SOON_MS);
			expect(await delayOfWaking(world.feed, async () => await write(other), SOON_MS)).toBeLessThan(SOON_MS);
			expect(await delayOfWaking(other.feed, async () => await write(world.store), SOON_MS)).toBeLessThan(SOON_MS);
		});

		it('every listener is called, until it ends; ending twice is harmless', async () => {
			let ended = 0;
			const end = world.feed.onChanges(() => ended++);
			await delayOfWaking(world.feed, async () => await visit(), SOON_MS);
			await settled();
			expect(ended).toBeGreaterThan(0);
			end();
			end();
			const calls = ended;
			await delayOfWaking(world.feed, async () => await visit(), SOON_MS);
			await settled();
			expect(ended).toBe(calls);
		});

		it('a listener of another connection is not called after it ended', async () => {
			const other = await world.openAnother();
			let ended = 0;
			const end = other.feed.onChanges(() => ended++);
			await delayOfWaking(other.feed, async () => await visit(), SOON_MS);
			await settled();
			expect(ended).toBeGreaterThan(0);
			end();
			const calls = ended;
			await delayOfWaking(other.feed, async () => await visit(), SOON_MS);
			await settled();
			expect(ended).toBe(calls);
		});

		it('a signal is heard by all processes when its transaction has committed, by no other listener, and not when it is undone', async () => {
			const other = await world.openAnother();
			const heard: string[] = [];
			const ends = [
				world.feed.onSignal('replays', () => heard.push('own')),
				other.feed.onSignal('replays', () => heard.push('other')),
				world.feed.onChanges(() => heard.push('changes')),
			];
			// A connection that begins to listen is told that something may have been missed.
			await sleep(1000);
			heard.length = 0;
			const undone = world.ledger.transaction(async () => {
				await world.feed.signal('replays');
				throw new Error('no');
			});
			await expect(undone).rejects.toThrow('no');
			await sleep(1000);
			expect(heard).toEqual([]);
			await world.ledger.transaction(async () => await world.feed.signal('replays'));
			for (const end = performance.now() + SOON_MS; heard.length < 2 && performance.now() < end;) await sleep(20);
			await other.feed.signal('replays');
			for (const end = performance.now() + SOON_MS; heard.length < 4 && performance.now() < end;) await sleep(20);
			expect(heard.sort()).toEqual(['other', 'other', 'own', 'own']);
			for (const end of ends) end();
			await world.feed.signal('replays');
			await sleep(1000);
			expect(heard).toHaveLength(4);
		});

		it('one that listens again is woken again', async () => {
			const other = await world.openAnother();
			for (let round = 0; round < 2; round++) {
				expect(await delayOfWaking(other.feed, async () => await visit(), SOON_MS)).toBeLessThan(SOON_MS);
			}
		});

		it('closing ends listening', async () => {
			const closed = await world.openAnother();
			const open = await world.openAnother();
			let calls = 0;
			closed.feed.onChanges(() => calls++);
			await closed.close();
			const before = calls;
			await delayOfWaking(open.feed, async () => await visit(), SOON_MS);
			await settled();
			expect(calls).toBe(before);
		});
	});
}

/**
 * Milliseconds from the end of the work to the moment at which a listener, called, has read a change of it. Being
 * called for nothing is allowed; being called too early, or not again, is not.
 */
async function delayOfWaking(feed: ChangeFeed, work: () => Promise<unknown>, limit: number): Promise<number> {
	const cursor = await feed.head();
	let seenAt = 0;
	let seen: () => void;
	const seeing = new Promise<void>((resolve) => (seen = resolve));
	const end = feed.onChanges(() => {
		void feed.read(cursor, 1).then(({ changes }) => {
			if (changes.length === 0 || seenAt > 0) return;
			seenAt = performance.now();
			seen();
		});
	});
	try {
		await work();
		const done = performance.now();
		await Promise.race([seeing, sleep(limit, undefined, { ref: false })]);
		if (seenAt === 0) throw new Error(`Nobody was woken within ${limit} ms.`);
		return Math.max(0, seenAt - done);
	} finally {
		end();
	}
}

/** Other listeners of the same wake-up have been called as well. */
async function settled(): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, 20));
}
