import type { Follower } from '../../../src/automation/engine/delivery/FeedReader';
import { scopeOf } from '../../../src/automation/engine/Scope';
import { Reactions } from '../../../src/automation/engine/service/reactions/Reactions';
import { reactions } from '../../../src/automation/reactions';
import type { Backend } from '../../../src/crm/backends';
import type { Clock } from '../../../src/model/clock';

/** Does the work, and then what follows from it by itself, as the background service does. */
export async function following<T>(
	world: Pick<Backend, 'crm' | 'feed' | 'ledger' | 'companions'> & { clock: Clock },
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
	const following = new Reactions(scopeOf(world, world.clock, 'UTC'), reader, async () => reactions);
	const problems: unknown[] = [];
	await following.begin({
		served: () => [],
		stop: new AbortController().signal,
		wake: () => undefined,
		replan: () => undefined,
		report: (error) => problems.push(error),
	});
	await world.ledger.followers.save('reactions', (from = await world.feed.head()), world.clock.now().toISOString());
	const result = await work();
	for (let page = await world.feed.read(from, 500); page.changes.length > 0; page = await world.feed.read(page.cursor, 500)) {
		await follower?.onChanges(page.changes, page.cursor);
		await following.work();
	}
	await following.end();
	if (problems.length > 0) throw problems[0] as Error;
	return result;
}
