import type { Change, Cursor } from '../../../model/change';
import { later } from '../../../model/clock';
import type { Scope } from '../Scope';

/** Somebody who wants to see every change from a place in the feed on. */
export interface Follower {
	/** Called with each page, in order; the next page comes when it has resolved. */
	onChanges(changes: readonly Change[], cursor: Cursor): Promise<void>;
	/** Called when reading failed; reading goes on by itself. */
	onError(error: unknown): void;
}

/** How many changes are read at once. */
const PAGE = 500;
/** Waits between attempts while reading fails, in milliseconds; the last one repeats. */
const RETRY_MS = [200, 1000, 3000, 10_000, 30_000];

/**
 * Reads the change feed of one connection for all its followers.
 *
 * Followers that stand at the same place are read for together: in quiet times that is one read for all of them. One
 * that joins further back (after a restart) is read for alone until it has caught up. Nothing is polled: the port
 * wakes us. States: asleep → reading (on a wake, or a follower joins) → asleep when every place is at the end;
 * reading → waiting (an error) → reading.
 */
export class FeedReader {
	private readonly scope: Scope;
	/** Followers by the place where they stand. */
	private readonly places = new Map<Cursor, Set<Follower>>();
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
		for (const [place, followers] of this.places) {
			followers.delete(follower);
			if (followers.size === 0) this.places.delete(place);
		}
		if (this.places.size === 0) this.sleep();
	}

	/** Where a follower stands. */
	placeOf(follower: Follower): Cursor | undefined {
		for (const [place, followers] of this.places) if (followers.has(follower)) return place;
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
			for (const place of [...this.places.keys()]) await this.readFrom(place);
			this.failures = 0;
		} catch (error) {
			this.waitAndRetry(error);
		}
	}

	/** Reads on from one place to the end, or to a place where others already stand. */
	private async readFrom(start: Cursor): Promise<void> {
		let place = start;
		for (;;) {
			const standing = this.places.get(place);
			if (!standing) return;
			const page = await this.scope.feed.read(place, PAGE);
			if (page.changes.length === 0) return;
			const followers = [...standing];
			await Promise.all(followers.map(async (follower) => await follower.onChanges(page.changes, page.cursor)));
			// Only now do they stand further on: a page that could not be handled is read again.
			const here = this.places.get(place);
			const stayed = followers.filter((follower) => here?.delete(follower));
			if (here?.size === 0) this.places.delete(place);
			const joined = this.places.has(page.cursor);
			if (stayed.length > 0) this.stand(page.cursor, stayed);
			if (joined) {
				// Others stand there; their own reading, or the next wake, goes on for all.
				this.woken = true;
				return;
			}
			// That was the end of the feed: whatever comes later wakes us.
			if (page.changes.length < PAGE) return;
			place = page.cursor;
		}
	}

	private stand(place: Cursor, followers: readonly Follower[]): void {
		const standing = this.places.get(place) ?? new Set<Follower>();
		for (const follower of followers) standing.add(follower);
		this.places.set(place, standing);
	}

	private waitAndRetry(error: unknown): void {
		for (const followers of this.places.values()) for (const follower of followers) follower.onError(error);
		const delay = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)]!;
		this.failures++;
		if (this.places.size === 0) return;
		this.retry = later(this.scope.clock, delay, () => {
			this.retry = undefined;
			this.wake();
		});
	}
}
