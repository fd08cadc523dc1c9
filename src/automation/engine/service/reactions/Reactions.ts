import type { Change } from '../../../../model/change';
import type { WriteContext } from '../../../../model/write';
import type { FeedReader } from '../../delivery/FeedReader';
import type { EffectCall } from '../../effects/Operation';
import { concernsAll } from '../../effects/outage';
import { runEffects } from '../../effects/runEffects';
import type { Scope } from '../../Scope';
import type { Chore, ChoreContext } from '../Chore';
import { FollowedFeed } from '../FollowedFeed';
import type { LoadReactions, Reaction } from './Reaction';

/**
 * Follows the feed for all reactions, in the process that leads. Each thing that follows is done once: it is an effect under the
 * name of the reaction and the change, so that after a crash, or while two processes take each other for the leader, the second
 * attempt finds it.
 */
export class Reactions implements Chore {
	readonly name = 'reactions';
	readonly doneBy = 'leader';
	private readonly scope: Scope;
	private readonly load: LoadReactions;
	private readonly followed: FollowedFeed;
	private reactions: readonly Reaction[] = [];
	private context: ChoreContext | undefined;

	constructor(scope: Scope, reader: Pick<FeedReader, 'follow' | 'unfollow'>, load: LoadReactions) {
		this.scope = scope;
		this.load = load;
		this.followed = new FollowedFeed('reactions', scope, reader, (change) => this.reactions.some((reaction) => reaction.concerns(change)));
	}

	async begin(context: ChoreContext): Promise<void> {
		this.reactions = await this.load();
		if (this.reactions.length === 0) return;
		this.context = context;
		await this.followed.begin(context);
	}

	due(): Date | null {
		return this.followed.due();
	}

	async work(): Promise<void> {
		await this.followed.work(async (changes) => {
			for (const reaction of this.reactions) await this.react(reaction, changes.filter(reaction.concerns));
		});
	}

	async end(): Promise<void> {
		this.context = undefined;
		await this.followed.end();
	}

	private async react(reaction: Reaction, changes: readonly Change[]): Promise<void> {
		const due = changes.length === 0 ? [] : await reaction.due(this.scope, changes);
		if (due.length === 0) return;
		const calls: Array<EffectCall<Change>> = [];
		for (const change of due) calls.push({ key: this.keyOf(reaction, change), input: change, write: await this.writeOf(change) });
		for (const outcome of await runEffects(this.scope, reaction.operation, calls, 'each')) {
			if (outcome.ok) continue;
			if (concernsAll(outcome.error)) throw outcome.error;
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
}
