import type { DeliveryStore, StoredDelivery } from '../../../src/ledger/Ledger';
import type { ContractSubject } from '../support/ContractSubject';
import { SeededRandom } from '../support/SeededRandom';
import { openFor } from '../support/World';

const OWNERS = ['main', 'worker-1', 'worker-2'];

/** Random moves of deliveries end where the state machine, written down plainly, says they end. */
export function describeDeliveryHistories(subject: ContractSubject): void {
	describe('random moves of deliveries', () => {
		const world = openFor(subject);

		it.each([1, 2, 3, 4, 5])('end where the state machine says (seed %i)', async (seed) => {
			const random = new SeededRandom(seed);
			const other = await world.openAnother();
			const stores = [world.ledger.deliveries, other.ledger.deliveries];
			const workflowId = `random ${seed}`;
			const drafts = Array.from({ length: 8 }, (_, index) => ({
				workflowId,
				nodeId: 'n',
				changeId: String(index),
				replay: 0,
				recordKey: 'visit/1',
			}));
			const model = new Map((await stores[0]!.add(drafts, world.clock.text)).map((delivery) => [delivery.id, delivery]));
			for (let step = 0; step < 250; step++) await move(random.pick(stores), model, random, world.clock.advance());
			const open = [...model.values()].filter(({ state }) => state !== 'done' && state !== 'failed');
			expect(await stores[1]!.open(workflowId, 'n')).toEqual(open);
			for (const [id, expected] of model) expect(await stores[0]!.get(id)).toMatchObject(withoutLeaseOfEnded(expected));
		});
	});
}

/** One random move, in the store and in the model. */
async function move(store: DeliveryStore, model: Map<string, StoredDelivery>, random: SeededRandom, at: string): Promise<void> {
	const ids = random.some([...model.keys()]);
	const owner = random.pick(OWNERS);
	const change = (id: string, from: readonly string[], to: Partial<StoredDelivery>) => {
		const delivery = model.get(id)!;
		const allowed = from.includes(delivery.state);
		if (allowed) model.set(id, { ...delivery, ...to });
		return allowed;
	};
	const held = ['inFlight', 'claimed'];
	const failuresOf = (id: string) => model.get(id)!.failures;
	switch (random.below(9)) {
		case 0:
		case 1:
			await store.markInFlight(ids, owner, at);
			for (const id of ids)
				change(id, ['waiting', 'inFlight'], {
					state: 'inFlight',
					owner,
					leaseUntil: at,
					dueAt: null,
					attempts: model.get(id)!.attempts + 1,
				});
			return;
		case 2:
		case 3:
			for (const id of ids) {
				const { attempts } = model.get(id)!;
				const claimed = await store.claim([{ id, attempts }], { owner, leaseUntil: at, at, executionId: at, workflowVersion: null });
				expect(claimed.length === 1).toBe(
					change(id, ['inFlight'], { state: 'claimed', owner, leaseUntil: at, claimedAt: at, endedAt: null, executionId: at }),
				);
			}
			return;
		case 4:
			await store.renew(ids, owner, at);
			for (const id of ids) if (model.get(id)!.owner === owner) change(id, held, { leaseUntil: at });
			return;
		case 5:
			await store.giveBack(ids);
			for (const id of ids) change(id, ['waiting', ...held], { state: 'waiting', owner: null, leaseUntil: null, endedAt: null });
			return;
		case 6:
			for (const id of ids.filter(() => random.chance(0.15))) {
				const state = random.pick(['done', 'failed'] as const);
				const error = state === 'failed' ? 'No.' : null;
				await store.finish([id], { state, at, error });
				change(id, ['waiting', ...held], {
					state,
					finishedAt: at,
					error,
					dueAt: null,
					failures: failuresOf(id) + (state === 'failed' ? 1 : 0),
				});
			}
			return;
		case 7:
			await store.markEnded(
				ids.map((id) => ({ id, attempts: model.get(id)!.attempts })),
				owner,
				at,
			);
			for (const id of ids) if (model.get(id)!.owner === owner) change(id, ['claimed'], { endedAt: at });
			return;
		case 8:
			await store.retryAt(ids, at, at);
			for (const id of ids)
				change(id, ['waiting', ...held], {
					state: 'waiting',
					owner: null,
					leaseUntil: null,
					endedAt: null,
					dueAt: at,
					error: at,
					failures: failuresOf(id) + 1,
				});
	}
}

/** Whether an ended delivery keeps its last owner and lease is left to the store. */
function withoutLeaseOfEnded(delivery: StoredDelivery): Partial<StoredDelivery> {
	if (delivery.finishedAt === null) return delivery;
	const { owner: _owner, leaseUntil: _leaseUntil, ...rest } = delivery;
	return rest;
}
