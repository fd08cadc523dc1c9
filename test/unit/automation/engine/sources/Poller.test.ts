import { PollSource } from '../../../../../src/automation/engine/service/chores/PollSource';
import { Service } from '../../../../../src/automation/engine/service/Service';
import { Poller, type PollerOptions } from '../../../../../src/automation/engine/sources/Poller';
import { CrmError } from '../../../../../src/model/CrmError';
import { changesSince } from '../../../../contract/support/feed';
import { ledgerInPostgres, ledgerInSqlite } from '../../../../contract/support/ledgerAlone';
import type { OpenStore, Store } from '../../../../contract/support/StoreSubject';
import { FakeSource } from './FakeSource';

describe.each([ledgerInSqlite, ledgerInPostgres])('polling, $name', (subject) => {
	let open: OpenStore;
	let source: FakeSource;
	beforeEach(async () => {
		open = await subject.openFresh();
		source = new FakeSource(open.clock);
	});
	afterEach(async () => await open.discard());

	const pollerOn = ({ feed, ledger }: Store, options?: Partial<PollerOptions>) =>
		new Poller({ feed, ledger, clock: open.clock }, source, options);
	const poll = async () => await pollerOn(open.backend).poll();
	const changes = async () =>
		(await changesSince(open.backend.feed, '')).map(({ ref, kind, before, after }) => [
			kind,
			ref.id,
			before?.['title'] ?? null,
			after?.['title'] ?? null,
		]);
	const put = (...ids: string[]) => {
		for (const id of ids) source.put(id, { title: `${id}0` });
	};
	/** Undone at their end: the process died just before. */
	const dieInAppend = () => {
		const append = jest.spyOn(open.backend.feed, 'append').mockRejectedValueOnce(new CrmError('unavailable', 'Died.', ''));
		return () => append.mockRestore();
	};

	it('what is there at first is no change, also where it takes several pages and starts again in between', async () => {
		put('a', 'b', 'c', 'd', 'e');
		source.beforePage = (page) => {
			if (page === 1) throw new CrmError('unavailable', 'Down.', '');
		};
		await expect(poll()).rejects.toMatchObject({ code: 'unavailable' });
		source.beforePage = () => undefined;
		await poll();
		open.clock.advance();
		await poll();
		expect(await changes()).toEqual([]);
		expect(await open.backend.ledger.snapshots.ids('deal', undefined, 9)).toEqual(['a', 'b', 'c', 'd', 'e']);
	});

	it('the first record of an empty CRM is created', async () => {
		await poll();
		put('a');
		await poll();
		expect(await changes()).toEqual([['created', 'a', null, 'a0']]);
	});

	it('created, updated and deleted are found once each, with what was there before', async () => {
		put('a', 'b');
		await poll();
		open.clock.advance(30_000);
		put('c');
		source.put('a', { title: 'a1' });
		source.remove('b');
		await poll();
		await poll();
		expect(await changes()).toEqual([
			['updated', 'a', 'a0', 'a1'],
			['created', 'c', null, 'c0'],
			['deleted', 'b', 'b0', null],
		]);
		put('b');
		await poll();
		expect((await changes()).slice(3)).toEqual([['created', 'b', null, 'b0']]);
	});

	it('two changes within one second, with a poll between, are two', async () => {
		put('a');
		await poll();
		source.put('a', { title: 'a1' });
		open.clock.advance(100);
		await poll();
		source.put('a', { title: 'a2' });
		open.clock.advance(100);
		await poll();
		await poll();
		expect(await changes()).toEqual([
			['updated', 'a', 'a0', 'a1'],
			['updated', 'a', 'a1', 'a2'],
		]);
	});

	it('one that shows up later than its time is found within the overlap', async () => {
		await poll();
		open.clock.advance(20_000);
		put('late');
		open.clock.advance(20_000);
		put('now');
		source.remove('late');
		await poll();
		open.clock.advance(-20_000);
		put('late');
		open.clock.advance(20_000);
		await poll();
		expect(await changes()).toEqual([
			['created', 'now', null, 'now0'],
			['created', 'late', null, 'late0'],
		]);
	});

	it('what changes while pages are read is found once, and so is what changes while it is first noted', async () => {
		put('a', 'b', 'c');
		source.beforePage = (page) => {
			if (page !== 1) return;
			open.clock.advance(5_000);
			source.put('a', { title: 'a1' });
		};
		await poll();
		expect(await changes()).toEqual([['updated', 'a', 'a0', 'a1']]);
		open.clock.advance(5_000);
		put('d', 'e', 'f');
		source.beforePage = (page) => {
			if (page !== 2) return;
			open.clock.advance(5_000);
			source.put('d', { title: 'd1' });
		};
		await poll();
		source.beforePage = () => undefined;
		await poll();
		expect((await changes()).slice(1).sort()).toEqual([
			['created', 'd', null, expect.any(String)],
			['created', 'e', null, 'e0'],
			['created', 'f', null, 'f0'],
			['updated', 'd', 'd0', 'd1'],
		]);
	});

	it('an answer that is older than what was seen is not taken for a change', async () => {
		put('a');
		await poll();
		open.clock.advance(5_000);
		source.put('a', { title: 'a1' });
		await poll();
		open.clock.advance(-5_000);
		put('a');
		open.clock.advance(5_000);
		await poll();
		expect(await changes()).toEqual([['updated', 'a', 'a0', 'a1']]);
	});

	it('a process that dies before its transaction ends, or between two, loses and doubles nothing', async () => {
		put('z');
		await poll();
		open.clock.advance(30_000);
		put('a', 'b', 'c', 'd');
		const revive = dieInAppend();
		await expect(poll()).rejects.toThrow('Died.');
		revive();
		expect(await changes()).toEqual([]);
		await open.reopen();
		source.beforePage = (page) => {
			if (page === 2) throw new CrmError('unavailable', 'Later.', '');
		};
		await expect(poll()).rejects.toMatchObject({ code: 'unavailable' });
		const found = await changes();
		expect(found.length).toBeGreaterThan(0);
		expect(found.length).toBeLessThan(4);
		source.beforePage = () => undefined;
		await open.reopen();
		await poll();
		expect(await changes()).toEqual(['a', 'b', 'c', 'd'].map((id) => ['created', id, null, `${id}0`]));
	});

	it('a list of ids that fails deletes nothing, and is read again by the next poll', async () => {
		put('a', 'b');
		const poller = pollerOn(open.backend);
		await poller.poll();
		source.remove('a');
		source.idsFail = new CrmError('unavailable', 'Down.', '');
		const another = pollerOn(open.backend);
		await expect(another.poll()).rejects.toMatchObject({ code: 'unavailable' });
		expect(await changes()).toEqual([]);
		source.idsFail = undefined;
		await another.poll();
		expect(await changes()).toEqual([['deleted', 'a', 'a0', null]]);
	});

	it('ids are listed by the first poll and then by every third, as it was set', async () => {
		const poller = pollerOn(open.backend, { pollsPerDeleted: 3 });
		const listings: number[] = [];
		for (let round = 0; round < 5; round++) {
			await poller.poll();
			listings.push(source.idListings);
		}
		expect(listings).toEqual([1, 1, 1, 2, 2]);
	});

	it('two processes that poll at once make each change once', async () => {
		put('z', 'y');
		await poll();
		const pollers = [open.backend, await open.openAnother(), await open.openAnother()].map((store) => pollerOn(store));
		const expected: unknown[] = [];
		for (let round = 0; round < 6; round++) {
			open.clock.advance(2_000);
			for (const id of ['a', 'b', 'c', 'd', 'e']) {
				source.put(`${id}${round}`, { title: 'x' });
				expected.push(['created', `${id}${round}`, null, 'x']);
			}
			await Promise.all(pollers.map(async (poller) => await poller.poll()));
		}
		await poll();
		expect((await changes()).sort()).toEqual(expected.sort());
	});

	it('a change found days later stands at the end of the order of time', async () => {
		await poll();
		put('a');
		const made = open.clock.text;
		open.clock.advance(60_000);
		await poll();
		source.put('a', { title: 'a1' });
		open.clock.advance(3 * 86_400_000);
		await poll();
		const [first, second] = await changesSince(open.backend.feed, '');
		expect(first?.at).toBe(made);
		expect(Date.parse(second!.at)).toBe(open.clock.now().getTime() - 30 * 60_000);
	});

	it('the service polls every 30 seconds while a trigger is open', async () => {
		const { feed, ledger } = open.backend;
		const scope = { feed, ledger, clock: open.clock };
		const service = new Service(scope, [new PollSource(scope, source)]);
		const errors: unknown[] = [];
		put('a');
		const leave = service.serve({ workflowId: 'w', nodeId: 'n' }, (error) => errors.push(error));
		await service.settled();
		source.put('a', { title: 'a1' });
		open.clock.advance(29_000);
		await service.settled();
		expect(await changes()).toEqual([]);
		open.clock.advance(1_000);
		await new Promise((resolve) => setImmediate(resolve));
		await service.settled();
		expect(await changes()).toEqual([['updated', 'a', 'a0', 'a1']]);
		expect(errors).toEqual([]);
		leave();
		await service.close();
	});
});
