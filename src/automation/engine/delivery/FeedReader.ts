import type { Change, Cursor } from '../../../model/change';
import { later } from '../../../model/clock';
import type { Scope } from '../Scope';

/** Sees every change after a cursor. */
export interface Follower {
	/** Called with each page, in order; the next page comes when it has resolved. */
	onChanges(changes: readonly Change[], cursor: Cursor): Promise<void>;
	/** Called when reading failed; reading continues by itself. */
	onError(error: unknown): void;
}

/** How many changes are read at once. */
const PAGE = 500;
/** Waits between attempts while reading fails, in milliseconds; the last one repeats. */
const RETRY_MS = [200, 1000, 3000, 10_000, 30_000];

/**
 * Reads the change feed of one connection for all its followers.
 *
 * Followers with the same cursor share a read: in quiet times that is one read for all of them. One that joins further back
 * (after a restart) has reads of its own until it has caught up. Nothing is polled: the feed wakes us.
 *
 * ## asleep
 * Every follower has seen everything. A wake of the feed, or a follower that joins, leads to *reading*.
 *
 * ## reading
 * Page by page, for one cursor after the other. When every follower is at the end: *asleep*. When a read or a follower fails:
 * *waiting*.
 *
 * ## waiting
 * The wait grows with each failure in a row (`RETRY_MS`). When it is over: *reading*, from the last page that all could handle.
 */
export class FeedReader {
	private readonly scope: Scope;
	/** Followers by their cursor: what each has seen. */
	private readonly followersAt = new Map<Cursor, Set<Follower>>();
	private stopListening: (() => void) | undefined;
	private reading: Promise<void> | undefined;
	private woken = false;
	private failures = 0;
	private retry: (() => void) | undefined;

	constructor(scope: Scope) {
		this.scope = scope;
	}

	follow(follower: Follower, from: Cursor): void {
		this.stand(from, [follower]);
		this.stopListening ??= this.scope.feed.onChanges(() => this.wake());
		this.wake();
	}

	/** After this no page reaches the follower any more, except one that is on its way. */
	unfollow(follower: Follower): void {
		for (const [cursor, followers] of this.followersAt) {
			followers.delete(follower);
			if (followers.size === 0) this.followersAt.delete(cursor);
		}
		if (this.followersAt.size === 0) this.sleep();
	}

	/** Up to where a follower has seen the feed. */
	cursorOf(follower: Follower): Cursor | undefined {
		for (const [cursor, followers] of this.followersAt) if (followers.has(follower)) return cursor;
		return undefined;
	}

	/** Resolves when what was there at the call has been handed out. */
	async settled(): Promise<void> {
		while (this.reading) await this.reading;
	}

	private wake(): void {
		this.woken = true;
		if (this.reading || this.retry) return;
		this.reading = this.readAll().finally(() => {
			this.reading = undefined;
			if (this.woken) this.wake();
		});
	}

	private sleep(): void {
		this.stopListening?.();
		this.stopListening = undefined;
		this.retry?.();
		this.retry = undefined;
		this.woken = false;
	}

	private async readAll(): Promise<void> {
		this.woken = false;
		try {
			for (const cursor of [...this.followersAt.keys()]) await this.readFrom(cursor);
			this.failures = 0;
		} catch (error) {
			this.waitAndRetry(error);
		}
	}

	/** Reads on from one cursor to the end, or to a cursor that other followers already have. */
	private async readFrom(start: Cursor): Promise<void> {
		let cursor = start;
		for (;;) {
			const standing = this.followersAt.get(cursor);
			if (!standing) return;
			const page = await this.scope.feed.read(cursor, PAGE);
			if (page.changes.length === 0) return;
			const followers = [...standing];
			await Promise.all(followers.map(async (follower) => await follower.onChanges(page.changes, page.cursor)));
			// Only now do they stand further on: a page that could not be handled is read again.
			const here = this.followersAt.get(cursor);
			const stayed = followers.filter((follower) => here?.delete(follower));
			if (here?.size === 0) this.followersAt.delete(cursor);
			const joined = this.followersAt.has(page.cursor);
			if (stayed.length > 0) this.stand(page.cursor, stayed);
			if (joined) {
				// Other followers have that cursor already: their reading, or the next wake, continues for all.
				this.woken = true;
				return;
			}
			// That was the end of the feed: whatever comes later wakes us.
			if (page.changes.length < PAGE) return;
			cursor = page.cursor;
		}
	}

	private stand(cursor: Cursor, followers: readonly Follower[]): void {
		const standing = this.followersAt.get(cursor) ?? new Set<Follower>();
		for (const follower of followers) standing.add(follower);
		this.followersAt.set(cursor, standing);
	}

	private waitAndRetry(error: unknown): void {
		for (const followers of this.followersAt.values()) for (const follower of followers) follower.onError(error);
		const delay = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)]!;
		this.failures++;
		if (this.followersAt.size === 0) return;
		this.retry = later(this.scope.clock, delay, () => {
			this.retry = undefined;
			this.wake();
		});
	}
}
