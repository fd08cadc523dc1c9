import type { Change, Cursor } from '../../../../model/change';
import { visitsAfter, type StageStep } from '../../../../model/stageVisit';
import type { FeedReader } from '../../delivery/FeedReader';
import type { Scope } from '../../Scope';
import type { Chore, ChoreContext } from '../Chore';
import { FollowedFeed } from '../FollowedFeed';

const FOLLOWER = 'stageVisits';
/** As many changes are taken together: one short transaction. */
const TOGETHER = 1000;

/**
 * Writes down how long records are at each stage, for every writer and every CRM: the changes themselves are not kept long
 * enough. It follows the feed in the process that leads; what it writes and the place up to which it read are one transaction, and
 * a change that is taken twice changes nothing. A stay that had begun before the first change of its record is not known.
 */
export class StageVisits implements Chore {
	readonly name = 'time per stage';
	readonly doneBy = 'leader';
	private readonly scope: Pick<Scope, 'feed' | 'ledger' | 'clock'>;
	private readonly followed: FollowedFeed;

	constructor(scope: Scope, reader: Pick<FeedReader, 'follow' | 'unfollow'>) {
		this.scope = scope;
		this.followed = new FollowedFeed(FOLLOWER, scope, reader, (change) => destinationOf(change) !== undefined);
	}

	async begin(context: ChoreContext): Promise<void> {
		await this.followed.begin(context);
	}

	due(): Date | null {
		return this.followed.due();
	}

	async work(): Promise<void> {
		await this.followed.work(async (changes, cursor) => {
			for (let start = 0; start < changes.length; start += TOGETHER) {
				const last = start + TOGETHER >= changes.length;
				await this.write(changes.slice(start, start + TOGETHER), last ? cursor : undefined);
			}
		});
	}

	async end(): Promise<void> {
		await this.followed.end();
	}

	private async write(changes: readonly Change[], cursor: Cursor | undefined): Promise<void> {
		const { ledger, clock } = this.scope;
		const steps = changes.map((change) => this.stepOf(change));
		await ledger.transaction(async () => {
			const known = await ledger.stageVisits.ofRecords(steps.map(({ ref }) => ref));
			await ledger.stageVisits.save(visitsAfter(known, steps));
			if (cursor !== undefined) await ledger.followers.save(FOLLOWER, cursor, clock.now().toISOString());
		});
	}

	/** Changes are named for ever: also after a restore, when the feed has another id. */
	private stepOf(change: Change): StageStep {
		const { ref, id, at, actor } = change;
		return { ref, change: `${this.scope.feed.feedOf(id)}/${id}`, at, actor: actor ?? null, to: destinationOf(change)! };
	}
}

/** Where the record comes to by the change; undefined: it stays where it is. */
function destinationOf({ kind, changed, before, after }: Change): StageStep['to'] | undefined {
	if (kind === 'due') return undefined;
	// A CRM that does not tell what it deleted may have deleted something with a stage.
	if (kind === 'deleted') return before === undefined || typeof before['stage'] === 'string' ? 'deleted' : undefined;
	if (kind === 'updated' && !changed.includes('stage') && !changed.includes('pipeline')) return undefined;
	const { stage, pipeline } = after ?? {};
	if (typeof stage === 'string') return { pipeline: typeof pipeline === 'string' ? pipeline : '', stage };
	return kind === 'updated' && after !== undefined ? 'none' : undefined;
}
