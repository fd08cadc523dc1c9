import type { Change, Cursor } from '../../../model/change';
import type { FeedReader, Follower } from '../delivery/FeedReader';
import type { Scope } from '../Scope';
import type { ChoreContext } from './Chore';

/** How often the cursor is written down while changes pass, in milliseconds. What is seen a second time must do nothing again. */
const SAVE_MS = 5000;
/** More changes than that do not wait here: reading waits for them. */
const MOST_WAITING = 2000;

/**
 * The feed as a chore of the leader follows it: from where the last one stood, the first time from now on. It never holds up the
 * delivery of changes: those that concern the chore wait here for its next turn, and all that wait are taken together. Idle costs nothing.
 */
export class FollowedFeed implements Follower {
	/** Of its cursor in the ledger: it must stay what it is. */
	private readonly name: string;
	private readonly scope: Scope;
	private readonly reader: Pick<FeedReader, 'follow' | 'unfollow'>;
	private readonly concerns: (change: Change) => boolean;
	private context: ChoreContext | undefined;
	/** Oldest first; and where the feed stood behind them. */
	private waiting: Change[] = [];
	private read: Cursor | undefined;
	private done: Cursor | undefined;
	private saved: Cursor | undefined;
	private saveAt: Date | null = null;
	private wantsTurn = false;
	private room = Promise.withResolvers<undefined>();

	/** `concerns`: asked of every change, so by what is in the change alone. */
	constructor(name: string, scope: Scope, reader: Pick<FeedReader, 'follow' | 'unfollow'>, concerns: (change: Change) => boolean) {
		this.name = name;
		this.scope = scope;
		this.reader = reader;
		this.concerns = concerns;
	}

	async begin(context: ChoreContext): Promise<void> {
		const { followers } = this.scope.ledger;
		let cursor = await followers.cursorOf(this.name);
		if (cursor === undefined) {
			cursor = await this.scope.feed.head();
			await followers.save(this.name, cursor, this.scope.clock.now().toISOString());
		}
		this.context = context;
		this.read = this.done = this.saved = cursor;
		this.reader.follow(this, cursor);
	}

	/** A page of the feed. What concerns nobody costs no statement. */
	async onChanges(changes: readonly Change[], cursor: Cursor): Promise<void> {
		this.waiting.push(...changes.filter((change) => this.concerns(change)));
		this.read = cursor;
		if (this.waiting.length > 0) this.askForTurn();
		else this.passedBy();
		if (this.waiting.length > MOST_WAITING) await this.room.promise;
	}

	onError(): void {
		// The triggers of this process hear of it too, and report it.
	}

	/** When its chore is to have a turn because of it; null: not yet. */
	due(): Date | null {
		return this.wantsTurn ? this.scope.clock.now() : this.saveAt;
	}

	/**
	 * Takes all that waits, and what comes meanwhile. What `take` throws leaves it waiting. `cursor`: where the feed stands behind the
	 * changes, for a `take` that writes it down itself together with what it does.
	 */
	async work(take: (changes: readonly Change[], cursor: Cursor) => Promise<void>): Promise<void> {
		this.wantsTurn = false;
		while (this.waiting.length > 0 && this.context?.stop.aborted === false) {
			const changes = [...this.waiting];
			const { read } = this;
			try {
				await take(changes, read!);
			} catch (error) {
				this.wantsTurn = true;
				throw error;
			}
			this.waiting = this.waiting.slice(changes.length);
			this.done = read;
			this.planSaving();
			this.makeRoom();
		}
		if (this.saveAt !== null && this.saveAt <= this.scope.clock.now()) await this.save();
	}

	async end(): Promise<void> {
		this.reader.unfollow(this);
		this.makeRoom();
		this.waiting = [];
		this.context = undefined;
		await this.save();
	}

	private askForTurn(): void {
		if (this.wantsTurn) return;
		this.wantsTurn = true;
		this.context?.wake();
	}

	private passedBy(): void {
		this.done = this.read;
		const planned = this.saveAt !== null;
		this.planSaving();
		// The service sets its timer for it.
		if (!planned) this.context?.replan();
	}

	private planSaving(): void {
		this.saveAt ??= new Date(this.scope.clock.now().getTime() + SAVE_MS);
	}

	private async save(): Promise<void> {
		this.saveAt = null;
		if (this.done === undefined || this.done === this.saved) return;
		const { done } = this;
		await this.scope.ledger.followers.save(this.name, done, this.scope.clock.now().toISOString());
		this.saved = done;
	}

	private makeRoom(): void {
		this.room.resolve(undefined);
		this.room = Promise.withResolvers<undefined>();
	}
}
