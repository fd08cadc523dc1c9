import type { Change, Cursor } from '../../../../model/change';
import { CrmError } from '../../../../model/CrmError';
import type { WriteContext } from '../../../../model/write';
import type { FeedReader, Follower } from '../../delivery/FeedReader';
import type { EffectCall } from '../../effects/Operation';
import { runEffects } from '../../effects/runEffects';
import type { Scope } from '../../Scope';
import type { Chore, ChoreContext } from '../Chore';
import type { LoadReactions, Reaction } from './Reaction';

/** The name of their cursor in the ledger. */
const REACTIONS = 'reactions';

/** How often the cursor is written down while changes pass, in milliseconds. What is seen a second time does nothing again. */
const SAVE_MS = 5000;
/** More changes than that do not wait here: reading waits for them. */
const MOST_WAITING = 2000;

/**
 * Follows the feed for all reactions, in the process that leads, from where the last one stood. The first time it starts from
 * now on. It never holds up the delivery of changes: those that concern a reaction wait here, and all that wait are taken
 * together. Idle costs nothing.
 *
 * Each thing that follows is done once: it is an effect under the name of the reaction and the change, so that after a crash,
 * or while two processes take each other for the leader, the second attempt finds it.
 */
export class Reactions implements Chore, Follower {
	readonly name = 'reactions';
	readonly doneBy = 'leader';
	private readonly scope: Scope;
	private readonly reader: Pick<FeedReader, 'follow' | 'unfollow'>;
	private readonly load: LoadReactions;
	private reactions: readonly Reaction[] = [];
	private context: ChoreContext | undefined;
	/** What concerns a reaction, oldest first, and where the feed stood behind it. */
	private waiting: Change[] = [];
	private read: Cursor | undefined;
	private done: Cursor | undefined;
	private saved: Cursor | undefined;
	private saveAt: Date | null = null;
	private wantsTurn = false;
	private room = Promise.withResolvers<undefined>();

	constructor(scope: Scope, reader: Pick<FeedReader, 'follow' | 'unfollow'>, load: LoadReactions) {
		this.scope = scope;
		this.reader = reader;
		this.load = load;
	}

	async begin(context: ChoreContext): Promise<void> {
		this.reactions = await this.load();
		if (this.reactions.length === 0) return;
		const { followers } = this.scope.ledger;
		let cursor = await followers.cursorOf(REACTIONS);
		if (cursor === undefined) {
			cursor = await this.scope.feed.head();
			await followers.save(REACTIONS, cursor, this.scope.clock.now().toISOString());
		}
		this.context = context;
		this.read = this.done = this.saved = cursor;
		this.reader.follow(this, cursor);
	}

	/** A page of the feed. What concerns nobody costs no statement. */
	async onChanges(changes: readonly Change[], cursor: Cursor): Promise<void> {
		this.waiting.push(...changes.filter((change) => this.reactions.some((reaction) => reaction.concerns(change))));
		this.read = cursor;
		if (this.waiting.length > 0) this.askForTurn();
		else this.passedBy();
		if (this.waiting.length > MOST_WAITING) await this.room.promise;
	}

	onError(): void {
		// The triggers of this process hear of it too, and report it.
	}

	due(): Date | null {
		return this.wantsTurn ? this.scope.clock.now() : this.saveAt;
	}

	async work(): Promise<void> {
		this.wantsTurn = false;
		while (this.waiting.length > 0 && this.context?.stop.aborted === false) {
			const changes = [...this.waiting];
			const { read } = this;
			try {
				for (const reaction of this.reactions) await this.react(reaction, changes.filter(reaction.concerns));
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

	private async react(reaction: Reaction, changes: readonly Change[]): Promise<void> {
		const due = changes.length === 0 ? [] : await reaction.due(this.scope, changes);
		if (due.length === 0) return;
		const calls: Array<EffectCall<Change>> = [];
		for (const change of due) calls.push({ key: this.keyOf(reaction, change), input: change, write: await this.writeOf(change) });
		for (const outcome of await runEffects(this.scope, reaction.operation, calls, 'each')) {
			if (outcome.ok) continue;
			if (isOutage(outcome.error)) throw outcome.error;
			// One that can never be done must not hold up the others.
			this.context?.report(outcome.error);
		}
	}

	/** Named for ever: also after a restore, when the feed has another id. */
	private keyOf({ name }: Reaction, { id }: Change): string {
		return JSON.stringify(['reaction', name, this.scope.feed.feedOf(id), id]);
	}

	/** In the name of the user who made the change, if that user is still known. */
	private async writeOf({ actor, origin }: Change): Promise<WriteContext> {
		const known = actor !== undefined && (await this.scope.crm.users.get(actor)) !== undefined;
		return { ...(known ? { actor } : {}), ...(origin === undefined ? {} : { origin }) };
	}

	private planSaving(): void {
		this.saveAt ??= new Date(this.scope.clock.now().getTime() + SAVE_MS);
	}

	private async save(): Promise<void> {
		this.saveAt = null;
		if (this.done === undefined || this.done === this.saved) return;
		const { done } = this;
		await this.scope.ledger.followers.save(REACTIONS, done, this.scope.clock.now().toISOString());
		this.saved = done;
	}

	private makeRoom(): void {
		this.room.resolve(undefined);
		this.room = Promise.withResolvers<undefined>();
	}
}

function isOutage(error: unknown): boolean {
	return error instanceof CrmError && (error.code === 'unavailable' || error.code === 'storage');
}
