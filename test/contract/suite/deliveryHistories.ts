import type { Ledger } from '../../../src/ledger/Ledger';
import { DeliveryModel } from '../support/DeliveryModel';
import { SeededRandom } from '../support/SeededRandom';
import type { StoreSubject } from '../support/StoreSubject';
import { openStoreFor } from '../support/StoreWorld';

const OWNERS = ['main', 'worker-1', 'worker-2'];

/** Random moves of deliveries end where the state machine, written down plainly, says they end. */
export function describeDeliveryHistories(subject: StoreSubject): void {
	describe('random moves of deliveries', () => {
		const world = openStoreFor(subject);

		it.each([1, 2, 3, 4, 5])('end where the state machine says (seed %i)', async (seed) => {
			const random = new SeededRandom(seed);
			const other = await world.openAnother();
			const ledgers = [world.ledger, other.ledger];
			const workflowId = `random ${seed}`;
			const drafts = Array.from({ length: 8 }, (_, index) => ({
				workflowId,
				nodeId: 'n',
				changeId: String(index),
				replay: 0,
				recordKey: 'visit/1',
			}));
			const model = new DeliveryModel((await ledgers[0]!.deliveries.add(drafts, world.clock.text)).map(({ id }) => id));
			for (let step = 0; step < 250; step++) {
				await move(random.pick(ledgers), model, random, world.clock.advance());
				for (const id of model.ids) expect(await ledgers[0]!.deliveries.get(id)).toMatchObject(model.expected(id));
			}
			const open = await ledgers[1]!.deliveries.open(workflowId, 'n');
			expect(open.map(({ id }) => id)).toEqual(model.ids.filter((id) => model.isOpen(id)));
			for (const delivery of open) expect(delivery).toMatchObject(model.expected(delivery.id));
		});
	});
}

/** One random move, in the store and in the model. */
async function move({ deliveries, runs }: Ledger, model: DeliveryModel, random: SeededRandom, at: string): Promise<void> {
	const ids = random.some([...model.ids]);
	const owner = random.pick(OWNERS);
	const hand = { owner, aliveUntil: at };
	const run = random.pick([...model.runIds, '']);
	switch (random.below(9)) {
		case 0:
		case 1: {
			const groups = random.chance(0.5) ? [ids] : ids.map((id) => [id]);
			const moved = await deliveries.handOver(groups, hand, at);
			expect(moved.map(({ id }) => id).sort()).toEqual(ids.filter((id) => model.mayBeHandedOver(id)).sort());
			model.handOver(
				groups.map((group) => moved.filter(({ id }) => group.includes(id))),
				hand,
			);
			return;
		}
		case 2:
		case 3:
			for (const id of model.runIds.filter(() => random.chance(0.5))) {
				const claimed = await runs.claim({ id }, { ...hand, at, executionId: at, workflowVersion: null });
				expect(claimed).toBe(model.claim(id, { ...hand, claimedAt: at, executionId: at }));
			}
			return;
		case 4:
			await runs.renew([...model.runIds], owner, at);
			model.renew(owner, at);
			return;
		case 5:
			await deliveries.giveBack(ids, at);
			model.leave(ids, () => ({ state: 'waiting' }));
			return;
		case 6:
			for (const id of ids.filter(() => random.chance(0.15))) {
				const state = random.pick(['done', 'failed'] as const);
				const error = state === 'failed' ? 'No.' : null;
				await deliveries.finish([id], { state, at, error });
				const more = state === 'failed' ? 1 : 0;
				model.leave([id], ({ failures }) => ({ state, finishedAt: at, error, dueAt: null, failures: failures + more }));
			}
			return;
		case 7:
			if (random.chance(0.2)) {
				expect(await runs.finish(run, at, { owner, ofAnyOwner: false })).toBe(model.finishRun(run, owner, at));
				return;
			}
			await runs.markEnded(run, owner, at);
			model.markEnded(run, owner, at);
			return;
		case 8:
			await deliveries.retryAt(ids, at, at, at);
			model.leave(ids, ({ failures }) => ({ state: 'waiting', dueAt: at, error: at, failures: failures + 1 }));
	}
}
