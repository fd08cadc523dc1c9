import { FeedReader, type Follower } from '../../../../../src/automation/engine/delivery/FeedReader';
import type { OpenConnection } from '../../../../../src/automation/engine/hub/hub';
import type { Scope } from '../../../../../src/automation/engine/Scope';
import type { Change } from '../../../../../src/model/change';
import { createContact, freshConnection, pause, until } from './connection';

let fresh: Awaited<ReturnType<typeof freshConnection>>;
let connection: OpenConnection;
let reads: number;
let failing: boolean;
/** The real feed, with its reads counted and, on demand, failing as a database that is gone does. */
let scope: Scope;

beforeEach(async () => {
	fresh = await freshConnection();
	connection = await fresh.open();
	reads = 0;
	failing = false;
	const { feed } = connection.scope;
	const read: typeof feed.read = async (cursor, limit) => {
		reads++;
		if (failing) throw new Error('The database is gone.');
		return await feed.read(cursor, limit);
	};
	scope = {
		...connection.scope,
		feed: new Proxy(feed, { get: (target, name) => (name === 'read' ? read : Reflect.get(target, name, target)) }),
	};
});
afterEach(async () => {
	connection.release();
	await fresh.end();
});

class Watcher implements Follower {
	readonly seen: Change[] = [];
	readonly errors: unknown[] = [];

	onChanges(changes: readonly Change[]): Promise<void> {
		this.seen.push(...changes);
		return Promise.resolve();
	}

	onError(error: unknown): void {
		this.errors.push(error);
	}

	get titles(): unknown[] {
		return this.seen.map((change) => change.after?.title);
	}
}

test('a follower sees every change after its cursor, once and in order', async () => {
	const reader = new FeedReader(scope);
	const watcher = new Watcher();
	reader.follow(watcher, await scope.feed.head());
	const titles = Array.from({ length: 1200 }, (_, index) => `c${index}`);
	await scope.crm.create(
		'contact',
		titles.map((title) => ({ values: { title } })),
		{},
	);
	await until(() => watcher.seen.length >= 1200, 'all changes');
	expect(watcher.titles).toEqual(titles);
	reader.unfollow(watcher);
});

test('followers with one cursor cost one read for all of them', async () => {
	const reader = new FeedReader(scope);
	const watchers = Array.from({ length: 50 }, () => new Watcher());
	const head = await scope.feed.head();
	for (const watcher of watchers) reader.follow(watcher, head);
	await reader.settled();
	const before = reads;
	await createContact(connection, 'one');
	await until(() => watchers.every((watcher) => watcher.seen.length === 1), 'all have seen it');
	await reader.settled();
	expect(reads - before).toBeLessThanOrEqual(3);
	for (const watcher of watchers) reader.unfollow(watcher);
});

test('one that joins further back catches up, then stands with the others', async () => {
	const reader = new FeedReader(scope);
	const start = await scope.feed.head();
	for (let index = 0; index < 3; index++) await createContact(connection, `old${index}`);
	const early = new Watcher();
	const late = new Watcher();
	reader.follow(early, await scope.feed.head());
	reader.follow(late, start);
	await until(() => late.seen.length === 3, 'it has caught up');
	await createContact(connection, 'new');
	await until(() => early.seen.length === 1 && late.seen.length === 4, 'both see the new one');
	expect(late.titles).toEqual(['old0', 'old1', 'old2', 'new']);
	expect(reader.cursorOf(late)).toBe(reader.cursorOf(early));
	reader.unfollow(early);
	reader.unfollow(late);
});

test('without followers and without changes nothing is read', async () => {
	const reader = new FeedReader(scope);
	const watcher = new Watcher();
	reader.follow(watcher, await scope.feed.head());
	await reader.settled();
	const before = reads;
	await pause(1300);
	expect(reads).toBe(before);
	reader.unfollow(watcher);
	await createContact(connection, 'unseen');
	await pause(50);
	expect(reads).toBe(before);
});

test('while the database is gone the followers are told, and nothing is lost when it is back', async () => {
	const reader = new FeedReader(scope);
	const watcher = new Watcher();
	reader.follow(watcher, await scope.feed.head());
	await reader.settled();
	failing = true;
	await createContact(connection, 'meanwhile');
	await until(() => watcher.errors.length > 0, 'the follower is told');
	failing = false;
	await until(() => watcher.seen.length === 1, 'the change arrives');
	expect(watcher.titles).toEqual(['meanwhile']);
	reader.unfollow(watcher);
});

test('a page that a follower could not keep is read again', async () => {
	const reader = new FeedReader(scope);
	const watcher = new Watcher();
	let refusals = 1;
	const stubborn: Follower = {
		onChanges: async (changes) => {
			if (refusals-- > 0) throw new Error('The ledger is locked.');
			await watcher.onChanges(changes);
		},
		onError: (error) => watcher.onError(error),
	};
	reader.follow(stubborn, await scope.feed.head());
	await reader.settled();
	await createContact(connection, 'one');
	await until(() => watcher.seen.length === 1, 'the second reading');
	expect(watcher.errors).toHaveLength(1);
	reader.unfollow(stubborn);
});
