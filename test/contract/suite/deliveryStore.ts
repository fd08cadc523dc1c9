import type { DeliveryDraft, StoredDelivery } from '../../../src/ledger/Ledger';
import type { ContractSubject } from '../support/ContractSubject';
import { only, openFor } from '../support/World';

/** Deliveries and their moves: waiting → inFlight → claimed → done | failed. At random: see deliveryHistories. */
export function describeDeliveryStore(subject: ContractSubject): void {
	describe('deliveries', () => {
		const world = openFor(subject);
		const store = () => world.ledger.deliveries;
		let workflows = 0;
		const draftsOf = (...changeIds: string[]): DeliveryDraft[] => {
			const workflowId = `w${++workflows}`;
			return changeIds.map((changeId) => ({ workflowId, nodeId: 'n', changeId, replay: 0, recordKey: `visit/${changeId}` }));
		};
		const added = async () => only(await store().add(draftsOf('1'), world.clock.text));
		const lease = (minutes = 1) => new Date(world.clock.now().getTime() + minutes * 60_000).toISOString();
		const now = async (delivery: StoredDelivery) => (await store().get(delivery.id))!;
		const claim = (owner: string, minutes = 1) => ({
			owner,
			leaseUntil: lease(minutes),
			at: world.clock.text,
			executionId: '77',
			workflowVersion: 'v1',
		});
		/** A run of the delivery's first attempt, unless it says another, tries to claim it. */
		async function claims({ id }: Pick<StoredDelivery, 'id'>, owner: string, attempts = 1, from?: string): Promise<boolean> {
			return (await store().claim([{ id, attempts, from }], claim(owner))).length === 1;
		}
		async function inFlight(owner = 'main'): Promise<StoredDelivery> {
			const delivery = await added();
			await store().markInFlight([delivery.id], owner, lease());
			return await now(delivery);
		}
		async function claimed(owner = 'worker'): Promise<StoredDelivery> {
			const delivery = await inFlight();
			expect(await claims(delivery, owner)).toBe(true);
			return await now(delivery);
		}

		it('a new delivery waits, unowned and unattempted', async () => {
			const drafts = draftsOf('7');
			const createdAt = world.clock.advance();
			const delivery = only(await store().add(drafts, createdAt));
			expect(delivery).toEqual({
				...drafts[0],
				id: expect.any(String),
				state: 'waiting',
				owner: null,
				leaseUntil: null,
				attempts: 0,
				failures: 0,
				dueAt: null,
				createdAt,
				claimedAt: null,
				endedAt: null,
				finishedAt: null,
				error: null,
				executionId: null,
				workflowVersion: null,
			});
			expect(await store().get(delivery.id)).toEqual(delivery);
		});

		it('of new ones the first are in the hands of whoever takes them, at their first attempt; the others wait', async () => {
			const drafts = draftsOf('4', '3', '2', '1');
			await store().add([drafts[1]!], world.clock.text);
			const leaseUntil = lease();
			const addedNow = await store().add(drafts, world.clock.text, { owner: 'main', leaseUntil, most: 3 });
			expect(addedNow.map(({ changeId }) => changeId)).toEqual(['4', '2', '1']);
			const inHand = { state: 'inFlight', owner: 'main', leaseUntil, attempts: 1 };
			expect(addedNow).toMatchObject([inHand, inHand, { state: 'waiting', owner: null, leaseUntil: null, attempts: 0 }]);
			for (const delivery of addedNow) expect(await now(delivery)).toEqual(delivery);
			expect(await claims(addedNow[0]!, 'worker')).toBe(true);
			expect(await store().add(drafts, world.clock.text, { owner: 'main', leaseUntil, most: 9 })).toEqual([]);
		});

		it('one in hand is claimed by a run of that owner alone, when the run says so', async () => {
			const delivery = await inFlight('main');
			expect(await store().claim([{ id: delivery.id, attempts: 1, handedBy: 'other' }], claim('other'))).toEqual([]);
			expect(await now(delivery)).toEqual(delivery);
			expect(await store().claim([{ id: delivery.id, attempts: 1, handedBy: 'main' }], claim('main'))).toEqual([delivery.id]);
			expect(await store().claim([{ id: delivery.id, attempts: 1, handedBy: 'main' }], claim('main'))).toEqual([]);
		});

		it('a run that ended finishes what it had, and nothing else', async () => {
			const [mine, told, others, flying, over] = [
				await claimed('main'),
				await claimed('worker'),
				await claimed('worker'),
				await inFlight('main'),
				await claimed('main'),
			];
			await store().markEnded([told], 'worker', world.clock.text);
			await store().finish([over.id], { state: 'failed', at: world.clock.text, error: 'No.' });
			const before = [await now(others), await now(flying), await now(over)];
			const ids = [mine, told, others, flying, over].map(({ id }) => id);
			const end = { state: 'done' as const, at: world.clock.advance(), error: null };
			expect((await store().finishRun(ids, end, { owner: 'main', whoeverClaimed: false })).sort()).toEqual([mine.id, told.id].sort());
			for (const ended of [mine, told])
				expect(await now(ended)).toMatchObject({ state: 'done', finishedAt: end.at, leaseUntil: null, failures: 0 });
			expect([await now(others), await now(flying), await now(over)]).toEqual(before);
			expect(await store().finishRun(ids, end, { owner: 'main', whoeverClaimed: true })).toEqual([others.id]);
			expect(await store().finishRun([], end, { owner: 'main', whoeverClaimed: true })).toEqual([]);
		});

		it('an unknown id gives nothing', async () => {
			for (const unknown of ['', '0', '987654321', 'abc']) expect(await store().get(unknown)).toBeUndefined();
		});

		it('matching a change twice is harmless: only what is new is added and returned', async () => {
			const drafts = draftsOf('1', '2', '3');
			const first = await store().add(drafts.slice(0, 2), world.clock.text);
			const second = await store().add(drafts, world.clock.advance());
			expect(second.map((delivery) => delivery.changeId)).toEqual(['3']);
			expect(await store().add(drafts, world.clock.text)).toEqual([]);
			expect(await store().open(drafts[0]!.workflowId, 'n')).toEqual([...first, ...second]);
		});

		it('one change twice in a call is one delivery', async () => {
			const [draft] = draftsOf('1');
			expect(await store().add([draft!, draft!], world.clock.text)).toHaveLength(1);
		});

		it('another replay, node or workflow is another delivery', async () => {
			const [draft] = draftsOf('1');
			const others = [draft!, { ...draft!, replay: 1 }, { ...draft!, nodeId: 'm' }, { ...draft!, workflowId: `${draft!.workflowId}x` }];
			expect(await store().add(others, world.clock.text)).toHaveLength(4);
		});

		it('a finished delivery is not added again', async () => {
			const delivery = await claimed();
			await store().finish([delivery.id], { state: 'done', at: world.clock.text, error: null });
			expect(await store().add([delivery], world.clock.text)).toEqual([]);
		});

		it('of many who add the same at once each row is new to exactly one', async () => {
			const other = await world.openAnother();
			const drafts = draftsOf(...Array.from({ length: 20 }, (_, index) => String(index)));
			const all = await Promise.all(
				[store(), other.ledger.deliveries, store(), other.ledger.deliveries].map(async (each) => await each.add(drafts, world.clock.text)),
			);
			expect(
				all
					.flat()
					.map(({ changeId }) => changeId)
					.sort(),
			).toEqual(drafts.map(({ changeId }) => changeId).sort());
			expect(await store().open(drafts[0]!.workflowId, 'n')).toHaveLength(20);
		});

		it('open ones come oldest first, those of one call in its order, without the finished', async () => {
			const drafts = draftsOf('9', '10', '1', '5', '4', '8');
			const first = await store().add(drafts.slice(0, 3), world.clock.text);
			const second = await store().add(drafts.slice(3), world.clock.advance());
			const every = [...first, ...second];
			await store().markInFlight([every[0]!.id, every[3]!.id, every[4]!.id, every[5]!.id], 'main', lease());
			await claims(every[3]!, 'worker');
			await store().finish([every[4]!.id], { state: 'done', at: world.clock.text, error: null });
			await store().finish([every[5]!.id], { state: 'failed', at: world.clock.text, error: 'No.' });
			const open = await store().open(drafts[0]!.workflowId, 'n');
			expect(open.map(({ changeId, state }) => [changeId, state])).toEqual([
				['9', 'inFlight'],
				['10', 'waiting'],
				['1', 'waiting'],
				['5', 'claimed'],
			]);
			expect(await store().open(drafts[0]!.workflowId, 'other')).toEqual([]);
		});

		it('handing it to n8n puts it in flight and counts the attempt, each time', async () => {
			const delivery = await added();
			const first = lease(1);
			await store().markInFlight([delivery.id], 'main', first);
			expect(await now(delivery)).toEqual({ ...delivery, state: 'inFlight', owner: 'main', leaseUntil: first, attempts: 1 });
			const second = lease(2);
			await store().markInFlight([delivery.id], 'main-2', second);
			expect(await now(delivery)).toEqual({ ...delivery, state: 'inFlight', owner: 'main-2', leaseUntil: second, attempts: 2 });
		});

		it('what is claimed or finished is not put in flight', async () => {
			const running = await claimed();
			const ended = await claimed();
			await store().finish([ended.id], { state: 'failed', at: world.clock.text, error: 'No.' });
			const before = [await now(running), await now(ended)];
			await store().markInFlight([running.id, ended.id, '987654321'], 'main', lease(5));
			expect([await now(running), await now(ended)]).toEqual(before);
		});

		it('what was put in flight is returned, with the attempt counted', async () => {
			const [waiting, running] = [await added(), await claimed()];
			const moved = await store().markInFlight([waiting.id, running.id, '987654321'], 'main', lease(5));
			expect(moved).toEqual([await now(waiting)]);
			expect(moved[0]).toMatchObject({ state: 'inFlight', attempts: 1 });
			expect(await store().markInFlight([], 'main', lease())).toEqual([]);
		});

		it('a run of an earlier attempt does not claim', async () => {
			const delivery = await inFlight();
			await store().markInFlight([delivery.id], 'main', lease());
			expect(await claims(delivery, 'worker', 1)).toBe(false);
			expect((await now(delivery)).state).toBe('inFlight');
			expect(await claims(delivery, 'worker', 2)).toBe(true);
		});

		it('a claim makes the run the owner', async () => {
			const delivery = await inFlight('main');
			const taken = claim('worker', 3);
			expect(await store().claim([{ id: delivery.id, attempts: 1 }], taken)).toEqual([delivery.id]);
			const { owner, leaseUntil, at, executionId, workflowVersion } = taken;
			expect(await now(delivery)).toEqual({
				...delivery,
				state: 'claimed',
				owner,
				leaseUntil,
				claimedAt: at,
				executionId,
				workflowVersion,
			});
		});

		it('what is claimed is not claimed again, not even by the same process', async () => {
			const delivery = await claimed('worker');
			expect(await claims(delivery, 'worker-2')).toBe(false);
			expect(await claims(delivery, 'worker')).toBe(false);
			expect(await now(delivery)).toEqual(delivery);
		});

		it.each(['done', 'failed'] as const)('what is %s is not claimed', async (state) => {
			const delivery = await inFlight();
			await store().finish([delivery.id], { state: state, at: world.clock.text, error: null });
			const before = await now(delivery);
			expect(await claims(delivery, 'worker')).toBe(false);
			expect(await now(delivery)).toEqual(before);
		});

		it('what waits, or is not there, is not claimed: it was not handed out', async () => {
			const delivery = await added();
			expect(await claims(delivery, 'worker')).toBe(false);
			expect(await now(delivery)).toEqual(delivery);
			expect(await claims({ id: '987654321' }, 'worker')).toBe(false);
		});

		it('of many who claim at once exactly one wins', async () => {
			const other = await world.openAnother();
			for (let round = 0; round < 10; round++) {
				const delivery = await inFlight();
				const claims = [store(), other.ledger.deliveries, store(), other.ledger.deliveries].map(
					async (each, index) =>
						await each.claim(
							[delivery].map(({ id }) => ({ id, attempts: 1 })),
							claim(`worker-${index}`),
						),
				);
				const won = await Promise.all(claims);
				expect(won.flat()).toEqual([delivery.id]);
				expect((await now(delivery)).owner).toBe(`worker-${won.findIndex(({ length }) => length === 1)}`);
			}
		});

		it('a batch is claimed in one call: what is free of it, each at its own attempt', async () => {
			const [free, again, taken, late] = [await inFlight(), await inFlight(), await claimed('other'), await inFlight()];
			await store().markInFlight([again.id, late.id], 'main', lease());
			const handOvers = [free, again, taken, late].map(({ id }) => ({ id, attempts: id === again.id ? 2 : 1 }));
			expect((await store().claim(handOvers, claim('worker'))).sort()).toEqual([free.id, again.id].sort());
			expect([(await now(free)).owner, (await now(again)).owner, (await now(taken)).owner, (await now(late)).state]).toEqual([
				'worker',
				'worker',
				'other',
				'inFlight',
			]);
			expect(await store().claim([], claim('worker'))).toEqual([]);
		});

		it('a run of the same attempt takes over from the owner that it knows to be gone, from no other, and not what has ended', async () => {
			const delivery = await claimed('dead');
			expect(await claims(delivery, 'alive', 1, 'somebody')).toBe(false);
			expect(await claims(delivery, 'alive', 2, 'dead')).toBe(false);
			expect(await claims(delivery, 'alive', 1, 'dead')).toBe(true);
			expect(await now(delivery)).toMatchObject({ state: 'claimed', owner: 'alive' });
			const ended = await claimed('dead');
			await store().markEnded([ended], 'dead', world.clock.text);
			expect(await claims(ended, 'alive', 1, 'dead')).toBe(false);
		});

		it('the owner marks that its run has ended; nobody else does, and it stays claimed', async () => {
			const [mine, others, flying] = [await claimed('me'), await claimed('other'), await inFlight('me')];
			const at = world.clock.advance();
			await store().markEnded([mine, others, flying], 'me', at);
			expect(await now(mine)).toEqual({ ...mine, endedAt: at });
			expect([await now(others), await now(flying)]).toEqual([others, flying]);
		});

		it('an owner lets go of what it has, and of nothing else: it is claimed by nobody then', async () => {
			const [mine, others, ended] = [await claimed('me'), await claimed('other'), await claimed('me')];
			await store().finish([ended.id], { state: 'done', at: world.clock.text, error: null });
			const before = await now(ended);
			await store().letGo([mine, others, ended], 'me');
			expect(await now(mine)).toEqual({ ...mine, owner: null, leaseUntil: null });
			expect([await now(others), await now(ended)]).toEqual([others, before]);
			await store().letGo([], 'me');
		});

		it('the late end of a run of before is not that of the run which the same owner has now', async () => {
			const before = await claimed('me');
			await store().giveBack([before.id]);
			await store().markInFlight([before.id], 'main', lease());
			expect(await claims(before, 'me', 2)).toBe(true);
			const running = await now(before);
			await store().markEnded([before], 'me', world.clock.advance());
			await store().letGo([before], 'me');
			expect(await now(before)).toEqual(running);
			await store().markEnded([running], 'me', world.clock.text);
			expect((await now(before)).endedAt).toBe(world.clock.text);
		});

		it('after a run that failed it waits until it is due, with the failure counted, and runs again', async () => {
			const delivery = await claimed();
			await store().markEnded([delivery], 'worker', world.clock.text);
			const dueAt = lease(5);
			await store().retryAt([delivery.id], dueAt, 'The mail server said no.');
			const waits = {
				state: 'waiting',
				owner: null,
				leaseUntil: null,
				endedAt: null,
				failures: 1,
				dueAt,
				error: 'The mail server said no.',
			};
			expect(await now(delivery)).toEqual({ ...delivery, ...waits });
			expect(await store().open(delivery.workflowId, 'n')).toEqual([await now(delivery)]);
			await store().markInFlight([delivery.id], 'main', lease());
			expect(await now(delivery)).toMatchObject({ state: 'inFlight', attempts: 2, failures: 1, dueAt: null });
			await store().finish([delivery.id], { state: 'failed', at: world.clock.advance(), error: 'Again no.' });
			expect(await now(delivery)).toMatchObject({ state: 'failed', failures: 2, error: 'Again no.' });
			await store().retryAt([delivery.id], dueAt, 'Late.');
			expect(await now(delivery)).toMatchObject({ state: 'failed', failures: 2, error: 'Again no.' });
		});

		it('triggers with replays that wait are found', async () => {
			const [draft] = draftsOf('1');
			const first = only(await store().add([{ ...draft!, replay: 1 }], world.clock.text));
			await store().add([{ ...draft!, replay: 2 }, ...draftsOf('2')], world.clock.text);
			const waiting = async () => (await store().replaysWaiting()).filter(({ workflowId }) => workflowId === draft!.workflowId);
			expect(await waiting()).toEqual([{ workflowId: draft!.workflowId, nodeId: 'n' }]);
			const open = await store().open(draft!.workflowId, 'n');
			await store().markInFlight([first.id], 'main', lease());
			expect(await waiting()).toHaveLength(1);
			await store().markInFlight(
				open.map(({ id }) => id),
				'main',
				lease(),
			);
			expect(await waiting()).toEqual([]);
		});

		it('many are read by id; what is not there is left out', async () => {
			const [first, second] = [await added(), await claimed()];
			const found = await store().getMany([second.id, '987654321', 'abc', first.id]);
			expect([...found.keys()].sort()).toEqual([first.id, second.id].sort());
			expect(found.get(second.id)).toEqual(second);
			expect(await store().getMany([])).toEqual(new Map());
		});

		it('renewing puts the lease of those that an owner holds further, and of nobody else', async () => {
			const owner = 'renewer';
			const [held, flying, others, ended, unnamed] = [
				await claimed(owner),
				await inFlight(owner),
				await claimed('somebody'),
				await claimed(owner),
				await claimed(owner),
			];
			await store().finish([ended.id], { state: 'done', at: world.clock.text, error: null });
			const before = await now(ended);
			const until = lease(60);
			await store().renew(
				[held, flying, others, ended].map(({ id }) => id),
				owner,
				until,
			);
			await store().renew([], owner, until);
			expect(await now(unnamed)).toEqual(unnamed);
			expect(await now(held)).toEqual({ ...held, leaseUntil: until });
			expect(await now(flying)).toEqual({ ...flying, leaseUntil: until });
			expect(await now(others)).toEqual(others);
			expect((await now(ended)).state).toBe(before.state);
		});

		it.each([
			['done', null],
			['failed', 'Zażółć: the run stopped.'],
		] as const)('a delivery ends as %s, once', async (state, error) => {
			const delivery = await claimed();
			const finishedAt = world.clock.advance();
			await store().finish([delivery.id], { state: state, at: finishedAt, error: error });
			const ended = await now(delivery);
			expect(ended).toMatchObject({ state, finishedAt, error, attempts: 1 });
			await store().finish([delivery.id], { state: state === 'done' ? 'failed' : 'done', at: world.clock.advance(), error: 'Later.' });
			expect(await now(delivery)).toEqual(ended);
		});

		it('what is given back waits again, unowned, its attempts counted', async () => {
			const [running, flying, ended] = [await claimed(), await inFlight(), await claimed()];
			await store().finish([ended.id], { state: 'done', at: world.clock.text, error: null });
			const before = await now(ended);
			await store().giveBack([running.id, flying.id, ended.id, '987654321']);
			for (const delivery of [running, flying]) {
				expect(await now(delivery)).toEqual({ ...delivery, state: 'waiting', owner: null, leaseUntil: null, attempts: 1 });
			}
			expect(await now(ended)).toEqual(before);
		});

		it('what nobody has any more is taken back; what somebody took since it was read stays with him', async () => {
			const [running, flying, taken, again] = [await claimed('gone'), await inFlight(), await inFlight(), await claimed('gone')];
			const [finished, waiting] = [await claimed('gone'), await added()];
			expect(await claims(taken, 'alive', 1)).toBe(true);
			await store().giveBack([again.id]);
			await store().markInFlight([again.id], 'main', lease());
			await store().finish([finished.id], { state: 'done', at: world.clock.text, error: null });
			const before = await Promise.all([taken, again, finished].map(now));
			const back = await store().takeBack([running, flying, taken, again, finished, waiting]);
			expect(back.sort()).toEqual([running.id, flying.id, waiting.id].sort());
			for (const delivery of [running, flying]) {
				expect(await now(delivery)).toEqual({ ...delivery, state: 'waiting', owner: null, leaseUntil: null, attempts: 1 });
			}
			expect(await Promise.all([taken, again, finished].map(now))).toEqual(before);
			expect(await store().takeBack([])).toEqual([]);
		});

		it('what was given back is delivered again', async () => {
			const delivery = await claimed('dead');
			await store().giveBack([delivery.id]);
			await store().markInFlight([delivery.id], 'main', lease());
			expect(await claims(delivery, 'alive', 2)).toBe(true);
			expect(await now(delivery)).toMatchObject({ state: 'claimed', owner: 'alive', attempts: 2 });
		});

		it('deliveries are where they were after a restart', async () => {
			const before = [await added(), await inFlight(), await claimed()];
			await world.reopen();
			expect(await Promise.all(before.map(now))).toEqual(before);
		});

		it('thousands are added and handed out in one call', async () => {
			const drafts = draftsOf(...Array.from({ length: 8_800 }, (_, index) => String(index)));
			const deliveries = await store().add(drafts, world.clock.text);
			expect(deliveries.map(({ changeId }) => changeId)).toEqual(drafts.map(({ changeId }) => changeId));
			await store().markInFlight(
				deliveries.map(({ id }) => id),
				'main',
				lease(),
			);
			const open = await store().open(drafts[0]!.workflowId, 'n');
			expect(open.filter(({ state, attempts }) => state === 'inFlight' && attempts === 1)).toHaveLength(8_800);
			await store().giveBack(deliveries.map(({ id }) => id));
			expect((await now(deliveries[8_000]!)).state).toBe('waiting');
		});
	});
}
