import type { DeliveryDraft } from '../../../src/ledger/Ledger';
import type { StoreSubject } from '../support/StoreSubject';
import { openStoreFor } from '../support/StoreWorld';
import { all } from '../support/World';

/** Deliveries as people ask for them. */
export function describeDeliveryReports(subject: StoreSubject): void {
	describe('reports on deliveries', () => {
		const world = openStoreFor(subject);
		const HOUR = 3_600_000;
		const draft = (workflowId: string, changeId: string, replay = 0, nodeId = 'n'): DeliveryDraft => ({
			workflowId,
			nodeId,
			changeId,
			replay,
			recordKey: 'deal/1',
		});
		const add = async (...drafts: DeliveryDraft[]) => await world.ledger.deliveries.add(drafts, world.clock.text);

		it('those of chosen changes of one trigger, replays after the first', async () => {
			const rows = await add(
				draft('a', '1'),
				draft('a', '2', 1),
				draft('a', '2'),
				draft('a', '3'),
				draft('a', '2', 0, 'm'),
				draft('b', '2'),
			);
			const found = await world.ledger.reports.ofChanges({ workflowId: 'a', nodeId: 'n' }, ['2', '3', '4']);
			expect(found.map(({ changeId, replay }) => [changeId, replay])).toEqual([
				['2', 0],
				['3', 0],
				['2', 1],
			]);
			expect(found[1]).toEqual(rows[3]);
			expect(await world.ledger.reports.ofChanges({ workflowId: 'a', nodeId: 'n' }, [])).toEqual([]);
		});

		it('replays of a trigger are numbered, and wait to be delivered beside what was delivered before', async () => {
			const trigger = { workflowId: 'c', nodeId: 'n' };
			await add(draft('c', '1'), draft('c', '2'), draft('c', '1', 0, 'm'));
			const changes = ['1', '2'].map((changeId) => ({ changeId, recordKey: 'deal/1' }));
			expect(await world.ledger.deliveries.addReplay(trigger, changes, world.clock.text)).toBe(1);
			expect(await world.ledger.deliveries.addReplay(trigger, changes.slice(1), world.clock.text)).toBe(2);
			expect(await world.ledger.deliveries.addReplay({ ...trigger, nodeId: 'm' }, changes, world.clock.text)).toBe(1);
			const rows = await world.ledger.reports.ofChanges(trigger, ['1', '2']);
			expect(rows.map(({ changeId, replay, state, attempts }) => [changeId, replay, state, attempts])).toEqual([
				['1', 0, 'waiting', 0],
				['2', 0, 'waiting', 0],
				['1', 1, 'waiting', 0],
				['2', 1, 'waiting', 0],
				['2', 2, 'waiting', 0],
			]);
			expect(await world.ledger.deliveries.replaysWaiting()).toEqual(expect.arrayContaining([trigger]));
		});

		it('replays that are asked for at once do not mix', async () => {
			const other = await world.openAnother();
			const ledgers = [world.ledger, other.ledger, world.ledger, other.ledger];
			const trigger = { workflowId: 'race', nodeId: 'n' };
			const numbers = await Promise.all(
				ledgers.map(
					async (ledger) => await ledger.deliveries.addReplay(trigger, [{ changeId: '1', recordKey: 'deal/1' }], world.clock.text),
				),
			);
			expect(numbers.sort()).toEqual([1, 2, 3, 4]);
			expect((await world.ledger.deliveries.open('race', 'n')).map(({ replay }) => replay).sort()).toEqual([1, 2, 3, 4]);
		});

		it('runs of a time, of one workflow or of all, oldest first; with what statistics count', async () => {
			const from = world.clock.advance(HOUR);
			const [done, failed] = await add(draft('d', '1'), draft('d', '2'));
			world.clock.advance(HOUR);
			await add(draft('e', '1'));
			const until = world.clock.advance(HOUR);
			await add(draft('d', '3'));
			const [handedOver] = await world.ledger.deliveries.handOver([[done!.id, failed!.id]], { owner: 'p|1|x', aliveUntil: until }, until);
			await world.ledger.runs.claim(
				{ id: handedOver!.runId! },
				{
					owner: 'p|1|x',
					aliveUntil: until,
					at: until,
					executionId: '9',
					workflowVersion: '2',
				},
			);
			const end = world.clock.advance(500);
			await world.ledger.deliveries.finish([done!.id], { state: 'done', at: end, error: null });
			await world.ledger.deliveries.finish([failed!.id], { state: 'failed', at: end, error: 'No.' });

			const runs = await all(world.ledger.reports.runs({ from, until }));
			expect(runs.map(({ workflowId, state, failures }) => [workflowId, state, failures])).toEqual([
				['d', 'done', 0],
				['d', 'failed', 1],
				['e', 'waiting', 0],
			]);
			expect(runs[0]).toEqual({
				workflowId: 'd',
				workflowVersion: '2',
				state: 'done',
				failures: 0,
				createdAt: from,
				claimedAt: until,
				endedAt: end,
				executionId: '9',
				error: null,
			});
			expect((await all(world.ledger.reports.runs({ workflowId: 'd', from, until: '2999' }))).length).toBe(3);
		});

		it('any number of runs', async () => {
			const from = world.clock.advance(HOUR);
			await add(...Array.from({ length: 12_000 }, (_, index) => draft('many', String(index))));
			let count = 0;
			for await (const { workflowId } of world.ledger.reports.runs({ from, until: '2999' })) if (workflowId === 'many') count++;
			expect(count).toBe(12_000);
		});

		it('they are counted by trigger and state, with the oldest that is due and the last one set aside', async () => {
			const { deliveries, reports } = world.ledger;
			const trigger = { workflowId: 'tally', nodeId: 'n' };
			const tally = async (since: string) =>
				(await reports.tallies(world.clock.text, since)).filter(({ workflowId }) => workflowId === 'tally');
			const long = world.clock.advance(HOUR);
			const [early, waiting, later, flying, running, done, failed, lost, unstarted] = (
				await add(...Array.from({ length: 9 }, (_, index) => draft('tally', String(index))))
			).map(({ id }) => id) as string[];
			world.clock.advance(HOUR);
			const moved = [flying!, running!, later!, done!, failed!, lost!].map((id) => [id]);
			await deliveries.handOver(moved, { owner: 'main', aliveUntil: '2999' }, world.clock.text);
			await world.ledger.runs.claim(
				{ id: (await deliveries.get(running!))!.runId! },
				{
					owner: 'main',
					aliveUntil: '2999',
					at: world.clock.text,
					executionId: null,
					workflowVersion: null,
				},
			);
			const dueAt = new Date(world.clock.now().getTime() + HOUR).toISOString();
			await deliveries.retryAt([later!], dueAt, 'Once more.', world.clock.text);
			await deliveries.finish([done!], { state: 'done', at: world.clock.text, error: null });
			const first = world.clock.advance(HOUR / 4);
			await deliveries.finish([failed!], { state: 'failed', at: first, error: 'First.' });
			// Never handed to n8n: no run has failed.
			await deliveries.finish([unstarted!], { state: 'failed', at: first, error: 'Switched off.' });
			const second = world.clock.advance(HOUR / 4);
			await deliveries.finish([lost!], { state: 'failed', at: second, error: 'Second.' });
			const expected = {
				...trigger,
				waiting: 3,
				inFlight: 1,
				running: 1,
				oldestDue: long,
				setAside: 2,
				lastError: { error: 'Second.', at: second },
			};
			expect(await tally(first)).toEqual([expected]);
			expect(await tally(second)).toEqual([{ ...expected, setAside: 1 }]);
			await deliveries.finish([early!, waiting!, flying!, running!], { state: 'done', at: world.clock.text, error: null });
			expect(await tally('2999')).toEqual([
				{ ...expected, waiting: 1, inFlight: 0, running: 0, oldestDue: null, setAside: 0, lastError: null },
			]);
			world.clock.advance(HOUR);
			expect(await tally('2999')).toMatchObject([{ waiting: 1, oldestDue: long }]);
		});
	});
}
