import type { FeedReader, Follower } from '../../../src/automation/engine/delivery/FeedReader';
import { scopeOf, type Scope } from '../../../src/automation/engine/Scope';
import type { Chore } from '../../../src/automation/engine/service/Chore';
import { StageVisits } from '../../../src/automation/engine/service/chores/StageVisits';
import { Reactions } from '../../../src/automation/engine/service/reactions/Reactions';
import { reactions } from '../../../src/automation/reactions';
import type { Backend } from '../../../src/crm/backends';
import type { Clock } from '../../../src/model/clock';

type Followed = Pick<Backend, 'crm' | 'feed' | 'ledger' | 'companions'> & { clock: Clock };
type Reader = Pick<FeedReader, 'follow' | 'unfollow'>;

/** Does the work, and then what follows from it by itself, as the background service does. */
export async function following<T>(world: Followed, work: () => Promise<T>): Promise<T> {
	return await followedBy(world, 'reactions', (scope, reader) => new Reactions(scope, reader, async () => reactions), work);
}

/** Does the work, and then writes down which record was at which stage. */
export async function withStageVisits<T>(world: Followed, work: () => Promise<T>): Promise<T> {
	return await followedBy(world, 'stageVisits', (scope, reader) => new StageVisits(scope, reader), work);
}

/** `name`: that of its cursor. */
async function followedBy<T>(
	world: Followed,
	name: string,
	make: (scope: Scope, reader: Reader) => Chore,
	work: () => Promise<T>,
): Promise<T> {
	let from = '';
	let follower: Follower | undefined;
	const reader = {
		follow(given: Follower, cursor: string) {
			follower = given;
			from = cursor;
		},
		unfollow: () => undefined,
	};
	const chore = make(scopeOf(world, world.clock, 'UTC'), reader);
	const problems: unknown[] = [];
	await chore.begin({
		served: () => [],
		stop: new AbortController().signal,
		wake: () => undefined,
		replan: () => undefined,
		report: (error) => problems.push(error),
	});
	await world.ledger.followers.save(name, (from = await world.feed.head()), world.clock.now().toISOString());
	const result = await work();
	for (let page = await world.feed.read(from, 500); page.changes.length > 0; page = await world.feed.read(page.cursor, 500)) {
		await follower?.onChanges(page.changes, page.cursor);
		await chore.work();
	}
	await chore.end();
	if (problems.length > 0) throw problems[0] as Error;
	return result;
}
