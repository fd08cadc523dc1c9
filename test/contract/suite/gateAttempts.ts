import type { Change } from '../../../src/model/change';
import type { Values } from '../../../src/model/record';
import type { ContractSubject } from '../support/ContractSubject';
import { changesSince } from '../support/feed';
import { GateAttempts } from '../support/GateAttempts';
import { openFor } from '../support/World';

/** As many as take less than half a minute: a CRM over HTTP is asked many times for each of them. */
const ATTEMPTS = { SQLite: 10_000, PostgreSQL: 3_000, http: 300 };
const SEED = 20_261_128;

/** Whatever writes, by whatever way: what a stage asks for is there, or nothing passes. */
export function describeGateAttempts(subject: ContractSubject): void {
	describe('attempts to pass gates', () => {
		const world = openFor(subject);

		it(`of thousands by every way none passes that may not, and all do that may (seed ${SEED})`, async () => {
			const outside = await world.connectOutside();
			const attempts = new GateAttempts(world, SEED, outside);
			await attempts.prepare();
			const cursor = await world.feed.head();
			const count = ATTEMPTS[outside?.database ?? 'http'];
			for (let attempt = 0; attempt < count && attempts.wrong.length === 0; attempt++) await attempts.attempt();
			await outside?.close();
			expect(attempts.wrong).toEqual([]);
			for (const [way, { refused, passed }] of attempts.counts) {
				expect({ way, tried: passed > 0 && (refused > 0 || way === 'restore') }).toEqual({ way, tried: true });
			}
			if (subject.polled) return;
			const changes = (await changesSince(world.feed, cursor)).filter(({ ref }) => ref.type === 'visit');
			expect(changes.length).toBeGreaterThan(count / 10);
			expect(wrongOnes(attempts, changes)).toEqual([]);
		}, 120_000);
	});
}

/**
 * By what the database itself has captured. What was brought back was judged when it was there. SQLite's `insert or replace` is
 * captured as an insert of what is there already.
 */
function wrongOnes(attempts: GateAttempts, changes: readonly Change[]): Change[] {
	const known = new Map<string, Values>(attempts.atStart);
	return changes.filter((change) => {
		const { ref, kind, after, actor, reason } = change;
		const before = known.get(ref.id);
		if (after === undefined) known.delete(ref.id);
		else known.set(ref.id, after);
		if (kind === 'deleted' || reason?.kind === 'restored') return false;
		return !attempts.mayBecome(before, after!, attempts.belongingsOf(ref.id), attempts.actorOf(actor));
	});
}
