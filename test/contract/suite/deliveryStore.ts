import type { DeliveryDraft, StoredDelivery } from '../../../src/ledger/Ledger';
import type { StoreSubject } from '../support/StoreSubject';
import { openStoreFor } from '../support/StoreWorld';
import { only } from '../support/World';

/** Deliveries and their moves: waiting → inFlight → claimed → done | failed. At random: see deliveryHistories. */
export function describeDeliveryStore(subject: StoreSubject): void {
	describe('deliveries', () => {
		const world = openStoreFor(subject);
		const store = () => world.ledger.deliveries;
		const runs = () => world.ledger.runs;
		let workflows = 0;
		const draftsOf = (...changeIds: string[]): DeliveryDraft[] => {
			const workflowId = `w${++workflows}`;
			return changeIds.map((changeId) => ({ workflowId, nodeId: 'n', changeId, replay: 0, recordKey: `visit/${changeId}` }));
		};
		const added = async () => only(await store().add(draftsOf('1'), world.clock.text));
		const inMinutes = (minutes = 1) => new Date(world.clock.now().getTime() + minutes * 60_000).toISOString();
		const now = async (delivery: StoredDelivery) => (await store().get(delivery.id))!;
		const claim = (owner: string, minutes = 1) => ({
			owner,
			aliveUntil: inMinutes(minutes),
			at: world.clock.text,
			executionId: '77',
			workflowVersion: 'v1',
		});
		const hand = (owner = 'main', minutes = 1) => ({ owner, aliveUntil: inMinutes(minutes) });
		/** Each in a run of its own. */
		const handOver = async (ids: readonly string[], owner = 'main', minutes = 1) =>
			await store().handOver(
				ids.map((id) => [id]),
				hand(owner, minutes),
				world.clock.text,
			);
		/** A run of the hand-over that the delivery was read in tries to claim it. */
		async function claims({ runId }: Pick<StoredDelivery, 'runId'>, owner: string, from?: string): Promise<boolean> {
			return await runs().claim({ id: runId ?? '', from }, claim(owner));
		}
		async function inFlight(owner = 'main'): Promise<StoredDelivery> {
			return only(await handOver([(await added()).id], owner));
		}
		async function claimed(owner = 'worker'): Promise<StoredDelivery> {
			const delivery = await inFlight();
			expect(await claims(delivery, owner)).toBe(true);
			return await now(delivery);
		}
		const markEnded = async (deliveries: readonly StoredDelivery[], owner: string, at: string) => {
			for (const { runId } of deliveries) await runs().markEnded(runId!, owner, at);
		};
		const letGo = async (deliveries: readonly StoredDelivery[], owner: string) => {
			for (const { runId } of deliveries) await runs().letGo(runId!, owner);
		};
		/** Several in one run. */
		async function batch(count: number, owner = 'main'): Promise<StoredDelivery[]> {
			const drafts = draftsOf(...Array.from({ length: count }, (_, index) => String(index)));
			const ids = (await store().add(drafts, world.clock.text)).map(({ id }) => id);
			await store().handOver([ids], hand(owner), world.clock.text);
			return await Promise.all(ids.map(async (id) => (await store().get(id))!));
		}

		it('a new delivery waits, unowned and unattempted', async () => {
			const drafts = draftsOf('7');
			const createdAt = world.clock.advance();
			const delivery = only(await store().add(drafts, createdAt));
			expect(delivery).toEqual({
				...drafts[0],
				id: expect.any(String),
				state: 'waiting',
				runId: null,
				owner: null,
				aliveUntil: null,
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

		it('of new ones the first are in the hands of the process that takes them, at their first attempt; the others wait', async () => {
			const drafts = draftsOf('4', '3', '2', '1');
			await store().add([drafts[1]!], world.clock.text);
			const aliveUntil = inMinutes();
			const addedNow = await store().add(drafts, world.clock.text, { owner: 'main', aliveUntil, most: 3, together: 1 });
			expect(addedNow.map(({ changeId }) => changeId)).toEqual(['4', '2', '1']);
			const inHand = { state: 'inFlight', owner: 'main', aliveUntil, attempts: 1 };
			expect(addedNow).toMatchObject([inHand, inHand, { state: 'waiting', runId: null, owner: null, aliveUntil: null, attempts: 0 }]);
			for (const delivery of addedNow) expect(await now(delivery)).toEqual(delivery);
			expect(await claims(addedNow[0]!, 'worker')).toBe(true);
			expect(await store().add(drafts, world.clock.text, { owner: 'main', aliveUntil, most: 9, together: 1 })).toEqual([]);
		});

		it('one in hand is claimed by a run of that owner alone, when the run says so', async () => {
			const delivery = await inFlight('main');
			expect(await runs().claim({ id: delivery.runId!, handedBy: 'other' }, claim('other'))).toBe(false);
			expect(await now(delivery)).toEqual(delivery);
			expect(await runs().claim({ id: delivery.runId!, handedBy: 'main' }, claim('main'))).toBe(true);
			expect(await runs().claim({ id: delivery.runId!, handedBy: 'main' }, claim('main'))).toBe(false);
		});

		it('of those in hand only whole runs are in flight', async () => {
			const rows = await store().add(draftsOf('1', '2', '3', '4', '5'), world.clock.text, { ...hand(), most: 5, together: 2 });
			expect(rows.map(({ state }) => state)).toEqual(['inFlight', 'inFlight', 'inFlight', 'inFlight', 'waiting']);
			const [a, b, c, d] = rows.map(({ runId }) => runId);
			expect([a === b, b === c, c === d]).toEqual([true, false, true]);
			const few = await store().add(draftsOf('1', '2'), world.clock.text, { ...hand(), most: 1, together: 2 });
			expect(few.map(({ state }) => state)).toEqual(['waiting', 'waiting']);
		});

		it('a run is one row, which is claimed and ends for all its deliveries', async () => {
			const all = await batch(3);
			expect(new Set(all.map(({ runId }) => runId)).size).toBe(1);
			expect(all.map(({ state, attempts }) => [state, attempts])).toEqual(all.map(() => ['inFlight', 1]));
			const run = all[0]!.runId!;
			expect(await runs().get(run)).toEqual({
				id: run,
				workflowId: all[0]!.workflowId,
				nodeId: 'n',
				state: 'inFlight',
				...hand(),
				handedAt: world.clock.text,
				claimedAt: null,
				endedAt: null,
				finishedAt: null,
			});
			expect(await claims(all[1]!, 'worker')).toBe(true);
			expect((await Promise.all(all.map(now))).map(({ state, owner }) => [state, owner])).toEqual(all.map(() => ['claimed', 'worker']));
			const at = world.clock.advance();
			expect(await runs().finish(run, at, { owner: 'worker', ofAnyOwner: false })).toBe(true);
			expect(await runs().get(run)).toMatchObject({ state: 'done', finishedAt: at, aliveUntil: null });
			for (const delivery of all)
				expect(await now(delivery)).toMatchObject({ state: 'done', finishedAt: at, error: null, executionId: '77', workflowVersion: 'v1' });
			expect(await store().open(all[0]!.workflowId, 'n')).toEqual([]);
			expect(await runs().get('none')).toBeUndefined();
		});

		it('runs show who works: what is claimed and not over, and how far claims have come', async () => {
			const [first, second] = [await inFlight(), await inFlight()];
			world.clock.advance();
			const [third, flying] = [await inFlight(), await inFlight()];
			for (const delivery of [third, first, second]) await claims(delivery, 'worker');
			await runs().finish(second.runId!, world.clock.text, { owner: 'worker', ofAnyOwner: false });
			const { claimed: working, lastClaimed } = await runs().workersSeen();
			const ids = [first, second, third, flying].map(({ runId }) => runId!);
			expect(working.map(({ id }) => id).filter((id) => ids.includes(id))).toEqual([first.runId, third.runId]);
			expect(lastClaimed).toEqual(await runs().get(third.runId!));
			const many = await runs().getMany([...ids, 'none']);
			expect([...many.values()].map(({ state }) => state).sort()).toEqual(['claimed', 'claimed', 'done', 'inFlight']);
			expect(many.get(third.runId!)).toEqual(lastClaimed);
			expect(await runs().getMany([])).toEqual(new Map());
		});

		it('of a run that has not begun none is taken out alone: it is dropped, and the others wait', async () => {
			for (const takeOut of [
				async ([a]: StoredDelivery[]) => await handOver([a!.id]),
				async ([a]: StoredDelivery[]) => await store().giveBack([a!.id], world.clock.text),
				async ([a]: StoredDelivery[]) => await store().finish([a!.id], { state: 'failed', at: world.clock.text, error: 'No.' }),
				async ([a]: StoredDelivery[]) => await store().retryAt([a!.id], inMinutes(), 'No.', world.clock.text),
				async ([a]: StoredDelivery[]) => expect(await store().takeBack([a!], world.clock.text)).toEqual([a!.id]),
			]) {
				const all = await batch(3);
				await takeOut(all);
				expect(await claims(all[0]!, 'worker')).toBe(false);
				expect(await runs().get(all[0]!.runId!)).toBeUndefined();
				for (const delivery of all.slice(1))
					expect(await now(delivery)).toMatchObject({ state: 'waiting', runId: null, owner: null, attempts: 1 });
			}
		});

		it('a claimed run whose deliveries have all left it is over', async () => {
			const all = await batch(2);
			await claims(all[0]!, 'worker');
			await store().finish([all[0]!.id], { state: 'failed', at: world.clock.text, error: 'No.' });
			expect(await runs().get(all[0]!.runId!)).toMatchObject({ state: 'claimed' });
			expect(await now(all[1]!)).toMatchObject({ state: 'claimed' });
			const at = world.clock.advance();
			await store().giveBack([all[1]!.id], at, 'The mail server said no.');
			expect(await runs().get(all[0]!.runId!)).toMatchObject({ state: 'failed', finishedAt: at });
			expect(await now(all[1]!)).toMatchObject({ state: 'waiting', executionId: '77', failures: 0 });
		});

		it('what a run before had begun is known until the next one has begun', async () => {
			const delivery = await claimed();
			await store().giveBack([delivery.id], world.clock.text);
			const [again] = await handOver([delivery.id]);
			expect(again).toMatchObject({ state: 'inFlight', claimedAt: delivery.claimedAt, executionId: '77', endedAt: null });
			await store().giveBack([delivery.id], world.clock.text);
			expect(await now(delivery)).toMatchObject({
				state: 'waiting',
				claimedAt: delivery.claimedAt,
				executionId: '77',
				runId: delivery.runId,
			});
			const [third] = await handOver([delivery.id]);
			const at = world.clock.advance();
			await runs().claim({ id: third!.runId! }, { ...claim('worker'), executionId: '78' });
			expect(await now(delivery)).toMatchObject({ claimedAt: at, executionId: '78' });
		});

		it('a run that ended finishes what it had, and nothing else', async () => {
			const [mine, told, others, flying, over] = [
				await claimed('main'),
				await claimed('worker'),
				await claimed('worker'),
				await inFlight('main'),
				await claimed('main'),
			];
			await markEnded([told], 'worker', world.clock.text);
			await store().finish([over.id], { state: 'failed', at: world.clock.text, error: 'No.' });
			const before = [await now(others), await now(flying), await now(over)];
			const at = world.clock.advance();
			const finished = async (by: { owner: string; ofAnyOwner: boolean }) => {
				const ends = [];
				for (const { id, runId } of [mine, told, others, flying, over]) if (await runs().finish(runId!, at, by)) ends.push(id);
				return ends;
			};
			expect(await finished({ owner: 'main', ofAnyOwner: false })).toEqual([mine.id, told.id]);
			for (const ended of [mine, told])
				expect(await now(ended)).toMatchObject({ state: 'done', finishedAt: at, aliveUntil: null, failures: 0 });
			expect([await now(others), await now(flying), await now(over)]).toEqual(before);
			expect(await finished({ owner: 'main', ofAnyOwner: true })).toEqual([others.id]);
			expect(await finished({ owner: 'main', ofAnyOwner: true })).toEqual([]);
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
			await handOver([every[0]!.id, every[3]!.id, every[4]!.id, every[5]!.id]);
			await claims(await now(every[3]!), 'worker');
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
			const runId = expect.any(String) as string;
			await handOver([delivery.id], 'main', 1);
			const first = await now(delivery);
			expect(first).toEqual({ ...delivery, state: 'inFlight', runId, owner: 'main', aliveUntil: inMinutes(1), attempts: 1 });
			await handOver([delivery.id], 'main-2', 2);
			const second = await now(delivery);
			expect(second).toEqual({ ...delivery, state: 'inFlight', runId, owner: 'main-2', aliveUntil: inMinutes(2), attempts: 2 });
			expect(second.runId).not.toBe(first.runId);
		});

		it('what is claimed or finished is not put in flight', async () => {
			const running = await claimed();
			const ended = await claimed();
			await store().finish([ended.id], { state: 'failed', at: world.clock.text, error: 'No.' });
			const before = [await now(running), await now(ended)];
			await handOver([running.id, ended.id, '987654321'], 'main', 5);
			await store().handOver([[running.id, ended.id, '987654321'], []], hand(), world.clock.text);
			expect([await now(running), await now(ended)]).toEqual(before);
		});

		it('what was put in flight is returned, with the attempt counted', async () => {
			const [waiting, running] = [await added(), await claimed()];
			const moved = await store().handOver([[waiting.id, running.id, '987654321']], hand(), world.clock.text);
			expect(moved).toEqual([await now(waiting)]);
			expect(moved[0]).toMatchObject({ state: 'inFlight', attempts: 1 });
			expect(await store().handOver([], hand(), world.clock.text)).toEqual([]);
		});

		it('a run of an earlier attempt does not claim', async () => {
			const delivery = await inFlight();
			const again = only(await handOver([delivery.id]));
			expect(await claims(delivery, 'worker')).toBe(false);
			expect((await now(delivery)).state).toBe('inFlight');
			expect(await claims(again, 'worker')).toBe(true);
		});

		it('a claim makes the run the owner', async () => {
			const delivery = await inFlight('main');
			const taken = claim('worker', 3);
			expect(await runs().claim({ id: delivery.runId! }, taken)).toBe(true);
			const { owner, aliveUntil, at, executionId, workflowVersion } = taken;
			expect(await now(delivery)).toEqual({
				...delivery,
				state: 'claimed',
				owner,
				aliveUntil,
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
			expect(await claims({ runId: '987654321' }, 'worker')).toBe(false);
		});

		it('of many who claim at once exactly one wins', async () => {
			const other = await world.openAnother();
			for (let round = 0; round < 10; round++) {
				const delivery = await inFlight();
				const claims = [runs(), other.ledger.runs, runs(), other.ledger.runs].map(
					async (each, index) => await each.claim({ id: delivery.runId! }, claim(`worker-${index}`)),
				);
				const won = await Promise.all(claims);
				expect(won.filter(Boolean)).toHaveLength(1);
				expect((await now(delivery)).owner).toBe(`worker-${won.indexOf(true)}`);
			}
		});

		it('a batch that is claimed and handed over again at once is either claimed whole, or handed over whole', async () => {
			const other = await world.openAnother();
			for (let round = 0; round < 10; round++) {
				const all = await batch(3);
				const ids = all.map(({ id }) => id);
				const [got, moved] = await Promise.all([
					runs().claim({ id: all[0]!.runId! }, claim('worker')),
					other.ledger.deliveries.handOver([ids.slice(0, 2)], hand('other'), world.clock.text),
				]);
				const states = (await Promise.all(all.map(now))).map(({ state }) => state);
				expect(states).toEqual(got ? ['claimed', 'claimed', 'claimed'] : ['inFlight', 'inFlight', 'waiting']);
				expect(moved).toHaveLength(got ? 0 : 2);
			}
		});

		it('a run of the same attempt takes over from the owner that it knows to be gone, from no other, and not what has ended', async () => {
			const delivery = await claimed('dead');
			expect(await claims(delivery, 'alive', 'somebody')).toBe(false);
			expect(await claims({ runId: '987654321' }, 'alive', 'dead')).toBe(false);
			expect(await claims(delivery, 'alive', 'dead')).toBe(true);
			expect(await now(delivery)).toMatchObject({ state: 'claimed', owner: 'alive' });
			const ended = await claimed('dead');
			await markEnded([ended], 'dead', world.clock.text);
			expect(await claims(ended, 'alive', 'dead')).toBe(false);
			const flying = await inFlight('dead');
			expect(await claims(flying, 'alive', 'dead')).toBe(false);
		});

		it('the owner marks that its run has ended; nobody else does, and it stays claimed', async () => {
			const [mine, others, flying] = [await claimed('me'), await claimed('other'), await inFlight('me')];
			const at = world.clock.advance();
			await markEnded([mine, others, flying], 'me', at);
			expect(await now(mine)).toEqual({ ...mine, endedAt: at });
			expect([await now(others), await now(flying)]).toEqual([others, flying]);
		});

		it('an owner lets go of what it has, and of nothing else: it is claimed by nobody then', async () => {
			const [mine, others, ended] = [await claimed('me'), await claimed('other'), await claimed('me')];
			await store().finish([ended.id], { state: 'done', at: world.clock.text, error: null });
			const before = await now(ended);
			await letGo([mine, others, ended], 'me');
			expect(await now(mine)).toEqual({ ...mine, owner: null, aliveUntil: null });
			expect([await now(others), await now(ended)]).toEqual([others, before]);
		});

		it('the late end of an older run is not taken for the end of the run that the same owner has now', async () => {
			const before = await claimed('me');
			await store().giveBack([before.id], world.clock.text);
			expect(await claims(only(await handOver([before.id])), 'me')).toBe(true);
			const running = await now(before);
			await markEnded([before], 'me', world.clock.advance());
			await letGo([before], 'me');
			expect(await now(before)).toEqual(running);
			await markEnded([running], 'me', world.clock.text);
			expect((await now(before)).endedAt).toBe(world.clock.text);
		});

		it('after a run that failed it waits until it is due, with the failure counted, and runs again', async () => {
			const delivery = await claimed();
			await markEnded([delivery], 'worker', world.clock.text);
			const dueAt = inMinutes(5);
			await store().retryAt([delivery.id], dueAt, 'The mail server said no.', world.clock.text);
			const waits = {
				state: 'waiting',
				owner: null,
				aliveUntil: null,
				endedAt: null,
				failures: 1,
				dueAt,
				error: 'The mail server said no.',
			};
			expect(await now(delivery)).toEqual({ ...delivery, ...waits });
			expect(await store().open(delivery.workflowId, 'n')).toEqual([await now(delivery)]);
			await handOver([delivery.id]);
			expect(await now(delivery)).toMatchObject({ state: 'inFlight', attempts: 2, failures: 1, dueAt: null });
			await store().finish([delivery.id], { state: 'failed', at: world.clock.advance(), error: 'Again no.' });
			expect(await now(delivery)).toMatchObject({ state: 'failed', failures: 2, error: 'Again no.' });
			await store().retryAt([delivery.id], dueAt, 'Late.', world.clock.text);
			expect(await now(delivery)).toMatchObject({ state: 'failed', failures: 2, error: 'Again no.' });
		});

		it('triggers with replays that wait are found', async () => {
			const [draft] = draftsOf('1');
			const first = only(await store().add([{ ...draft!, replay: 1 }], world.clock.text));
			await store().add([{ ...draft!, replay: 2 }, ...draftsOf('2')], world.clock.text);
			const waiting = async () => (await store().replaysWaiting()).filter(({ workflowId }) => workflowId === draft!.workflowId);
			expect(await waiting()).toEqual([{ workflowId: draft!.workflowId, nodeId: 'n' }]);
			const open = await store().open(draft!.workflowId, 'n');
			await handOver([first.id]);
			expect(await waiting()).toHaveLength(1);
			await handOver(open.map(({ id }) => id));
			expect(await waiting()).toEqual([]);
		});

		it('many are read by id; what is not there is left out', async () => {
			const [first, second] = [await added(), await claimed()];
			const found = await store().getMany([second.id, '987654321', 'abc', first.id]);
			expect([...found.keys()].sort()).toEqual([first.id, second.id].sort());
			expect(found.get(second.id)).toEqual(second);
			expect(await store().getMany([])).toEqual(new Map());
		});

		it('renewing is a sign of life for those that an owner has, and of nobody else', async () => {
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
			const until = inMinutes(60);
			await runs().renew(
				[held, flying, others, ended].map(({ runId }) => runId!),
				owner,
				until,
			);
			await runs().renew([], owner, until);
			expect(await now(unnamed)).toEqual(unnamed);
			expect(await now(held)).toEqual({ ...held, aliveUntil: until });
			expect(await now(flying)).toEqual({ ...flying, aliveUntil: until });
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
			await store().giveBack([running.id, flying.id, ended.id, '987654321'], world.clock.text);
			const waits = { state: 'waiting', owner: null, aliveUntil: null, attempts: 1 };
			expect(await now(running)).toEqual({ ...running, ...waits });
			expect(await now(flying)).toEqual({ ...flying, ...waits, runId: null });
			expect(await now(ended)).toEqual(before);
		});

		it('what nobody has any more is taken back; what somebody took since it was read stays with him', async () => {
			const [running, flying, taken, again] = [await claimed('gone'), await inFlight(), await inFlight(), await claimed('gone')];
			const [finished, waiting] = [await claimed('gone'), await added()];
			expect(await claims(taken, 'alive')).toBe(true);
			await store().giveBack([again.id], world.clock.text);
			await handOver([again.id]);
			await store().finish([finished.id], { state: 'done', at: world.clock.text, error: null });
			const before = await Promise.all([taken, again, finished].map(now));
			const back = await store().takeBack([running, flying, taken, again, finished, waiting], world.clock.text);
			expect(back.sort()).toEqual([running.id, flying.id, waiting.id].sort());
			const waits = { state: 'waiting', owner: null, aliveUntil: null, attempts: 1 };
			expect(await now(running)).toEqual({ ...running, ...waits });
			expect(await now(flying)).toEqual({ ...flying, ...waits, runId: null });
			expect(await Promise.all([taken, again, finished].map(now))).toEqual(before);
			expect(await store().takeBack([], world.clock.text)).toEqual([]);
		});

		it('what was given back is delivered again', async () => {
			const delivery = await claimed('dead');
			await store().giveBack([delivery.id], world.clock.text);
			expect(await claims(only(await handOver([delivery.id])), 'alive')).toBe(true);
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
			await handOver(deliveries.map(({ id }) => id));
			const open = await store().open(drafts[0]!.workflowId, 'n');
			expect(open.filter(({ state, attempts }) => state === 'inFlight' && attempts === 1)).toHaveLength(8_800);
			await store().giveBack(
				deliveries.map(({ id }) => id),
				world.clock.text,
			);
			expect((await now(deliveries[8_000]!)).state).toBe('waiting');
		});
	});
}
