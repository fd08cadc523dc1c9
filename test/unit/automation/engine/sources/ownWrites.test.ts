import { guardAgainst } from '../../../../../src/automation/engine/delivery/guards';
import type { Operation } from '../../../../../src/automation/engine/effects/Operation';
import { runEffects } from '../../../../../src/automation/engine/effects/runEffects';
import type { Scope } from '../../../../../src/automation/engine/Scope';
import { Poller } from '../../../../../src/automation/engine/sources/Poller';
import { CrmError } from '../../../../../src/model/CrmError';
import type { CrmRecord } from '../../../../../src/model/record';
import type { Origin } from '../../../../../src/model/write';
import { changesSince } from '../../../../contract/support/feed';
import { ledgerInPostgres, ledgerInSqlite } from '../../../../contract/support/ledgerAlone';
import type { OpenStore } from '../../../../contract/support/StoreSubject';
import { ForeignOffice } from '../effects/ForeignOffice';
import { OfficeSource } from './OfficeSource';

type Work = (scope: Scope, write: Parameters<Operation<null, null>['perform']>[2]) => Promise<unknown>;

/** A polled CRM tells nobody who wrote: of what steps of ours write, we know it. */
describe.each([ledgerInSqlite, ledgerInPostgres])('writes of our own on a polled CRM, $name', (subject) => {
	let company: ForeignOffice;
	let open: OpenStore;
	let scope: Scope;
	let poller: Poller;
	let deal: CrmRecord;
	let ann: string;
	let steps = 0;

	beforeEach(async () => {
		company = await ForeignOffice.open(true);
		open = await subject.openFresh();
		const { ledger, feed } = open.backend;
		scope = { ...company.process(), ledger, feed };
		poller = new Poller(scope, new OfficeSource(company.office.scope.crm, ['deal', 'task']), { pollsPerDeleted: 1 });
		await company.office.scope.crm.users.roles.save!(['agent']);
		await scope.companions.permissions.save('agent', undefined);
		const [user] = await company.office.hire({ name: 'Ann', role: 'agent' });
		ann = user!.id;
		[deal] = (await company.office.add('deal', { title: 'Chairs', amount: 1 })) as [CrmRecord];
		const trigger = { workflowId: 'wf', nodeId: 'n', workflowName: 'W', nodeName: 'T', settings: '{}' };
		const at = company.office.clock.text;
		await ledger.subscriptions.save({ ...trigger, cursor: await feed.head(), servedAt: at, activatedAt: at });
		await poll();
		company.office.clock.advance();
	});
	afterEach(async () => {
		await open.discard();
		await company.close();
	});

	const origin = (workflow: string): Origin => ({ workflow, run: '7', node: 'n', depth: 1 });
	const step = async (workflow: string, work: Work, key = `step ${++steps}`) => {
		const operation: Operation<null, null> = {
			name: 'test.work',
			writes: 'crm',
			target: () => null,
			async perform(acting, _, write) {
				await work(acting, write);
				return [null];
			},
		};
		const call = { key, input: null, write: { actor: ann, origin: origin(workflow) } };
		const [outcome] = await runEffects(scope, operation, [call], 'each');
		company.office.clock.advance();
		return outcome!;
	};
	const set =
		(values: CrmRecord['values'], { id } = deal): Work =>
		async ({ crm }, write) =>
			await crm.update('deal', [{ id, values }], write);
	/** By a program that is not ours. */
	const elsewhere = async (values: CrmRecord['values']) => {
		await company.office.scope.crm.update('deal', [{ id: deal.id, values }], {});
		company.office.clock.advance();
	};
	const poll = async () => await poller.poll();
	const changes = async () => await changesSince(open.backend.feed, '');
	/** What, of what, by which workflow. */
	const told = async () =>
		(await changes()).map(({ kind, ref, changed, origin: from, after }) =>
			[kind, ref.type, ...changed.map((name) => `${name} ${String(after?.[name])}`), 'by', from?.workflow ?? 'nobody'].join(' '),
		);

	test('a change has its actor and its origin, is told once, and does not start its own workflow', async () => {
		await step('wf-1', set({ amount: 2 }));
		await poll();
		await poll();
		const [change, ...more] = await changes();
		expect(more).toEqual([]);
		expect(change).toMatchObject({
			kind: 'updated',
			changed: ['amount'],
			before: { title: 'Chairs', amount: 1 },
			after: { title: 'Chairs', amount: 2 },
			actor: ann,
			origin: origin('wf-1'),
		});
		expect(guardAgainst(change!, { workflowId: 'wf-1', nodeId: 'n', allowOwnChanges: false })).toBe('ownChange');
		expect(guardAgainst(change!, { workflowId: 'wf-2', nodeId: 'n', allowOwnChanges: false })).toBeUndefined();
	});

	test('several writes between two polls are told one by one, each with who made it', async () => {
		await step('wf-1', set({ amount: 2 }));
		await step('wf-2', set({ amount: 3 }));
		await elsewhere({ title: 'Tables' });
		await poll();
		await step('wf-1', set({ amount: 4 }));
		await poll();
		expect(await told()).toEqual([
			'updated deal amount 2 by wf-1',
			'updated deal amount 3 by wf-2',
			'updated deal title Tables by nobody',
			'updated deal amount 4 by wf-1',
		]);
	});

	test('what others changed before the step read the record is theirs, also when no poll came in between', async () => {
		await elsewhere({ title: 'Tables' });
		await step('wf-1', async (acting, write) => {
			await acting.crm.get(deal);
			await set({ amount: 2 })(acting, write);
			await set({ amount: 3 })(acting, write);
		});
		await elsewhere({ title: 'Desks' });
		await step('wf-2', async (acting, write) => {
			for await (const _ of acting.crm.find('deal'));
			await set({ amount: 4 })(acting, write);
		});
		await poll();
		await poll();
		expect(await told()).toEqual([
			'updated deal title Tables by nobody',
			'updated deal amount 2 by wf-1',
			'updated deal amount 3 by wf-1',
			'updated deal title Desks by nobody',
			'updated deal amount 4 by wf-2',
		]);
	});

	test('what is made, changed and deleted in one step, and a task that is completed', async () => {
		const [task] = await company.office.scope.crm.tasks.create([{ title: 'Call', responsibleId: ann }], {});
		await poll();
		await step('wf-1', async ({ crm }, write) => {
			const [made] = await crm.create('deal', [{ values: { title: 'New' } }], write);
			await crm.update('deal', [{ id: made!.id, values: { amount: 5 } }], write);
			await crm.remove([{ type: 'deal', id: deal.id }], write);
			await crm.tasks.update([{ id: task!.id, status: 'completed' }], write);
		});
		await poll();
		await poll();
		expect((await told()).slice(1)).toEqual([
			'created deal by wf-1',
			'updated deal amount 5 by wf-1',
			'deleted deal by wf-1',
			expect.stringMatching(/^updated task .*status completed.* by wf-1$/),
		]);
	});

	test('what a step merged, restored and imported is told with its reason', async () => {
		const [kept] = await company.office.add('deal', { title: 'Kept' });
		await poll();
		const imported = { kind: 'imported', file: 'deals.csv' } as const;
		await step('wf-1', async ({ crm }, write) => {
			await crm.update('deal', [{ id: kept!.id, values: { amount: 7 } }], { ...write, reason: imported });
			await crm.remove([{ type: 'deal', id: deal.id }], { ...write, reason: { kind: 'merged', into: kept!.id } });
		});
		await poll();
		await step('wf-1', async ({ crm }, write) => await crm.restore!([{ type: 'deal', id: deal.id }], write));
		await poll();
		expect((await changes()).slice(1).map(({ kind, reason }) => [kind, reason])).toEqual([
			['updated', imported],
			['deleted', { kind: 'merged', into: kept!.id }],
			['created', { kind: 'restored' }],
		]);
	});

	test('a poll in the middle of a step leaves to the next one what the step has written, and what it may have made', async () => {
		const pollWithin =
			(work: Work): Work =>
			async (acting, write) => {
				await work(acting, write);
				await company.office.scope.crm.update('deal', [{ id: other!.id, values: { amount: 9 } }], {});
				await poll();
				await poll();
			};
		const [other] = await company.office.add('deal', { title: 'Other' });
		await poll();
		await step('wf-1', pollWithin(set({ amount: 2 })));
		expect((await told()).slice(1)).toEqual(['updated deal amount 9 by nobody']);
		await poll();
		await step(
			'wf-1',
			pollWithin(async ({ crm }, write) => await crm.create('deal', [{ values: { title: 'New' } }], write)),
		);
		await step(
			'wf-1',
			pollWithin(async ({ crm }, write) => await crm.remove([deal], write)),
		);
		await poll();
		expect((await told()).slice(2)).toEqual(['updated deal amount 2 by wf-1', 'created deal by wf-1', 'deleted deal by wf-1']);
	});

	test('what a step had written before it failed, and what it does when it is begun again, are told as its own', async () => {
		const failing: Work = async ({ crm }, write) => {
			await crm.update('deal', [{ id: deal.id, values: { amount: 2 } }], write);
			if (fails) throw new CrmError('unavailable', 'Away.', 'Try again.');
			await crm.update('deal', [{ id: deal.id, values: { title: 'Done' } }], write);
		};
		let fails = true;
		expect(await step('wf-1', failing, 'again')).toMatchObject({ ok: false });
		fails = false;
		await poll();
		expect(await step('wf-1', failing, 'again')).toMatchObject({ ok: true });
		await poll();
		expect(await told()).toEqual(['updated deal amount 2 by wf-1', 'updated deal title Done by wf-1']);
	});

	test('a record that others make while a step is making one comes a poll later, and no more', async () => {
		await step('wf-1', async ({ crm }, write) => {
			await crm.create('deal', [{ values: { title: 'Ours' } }], write);
			await company.office.add('deal', { title: 'Theirs' });
			await poll();
			expect(await told()).toEqual([]);
			company.office.clock.advance(30_000);
			await poll();
			expect((await changes()).map(({ after }) => after?.['title'])).toContain('Theirs');
		});
	});

	test('a poll that dies tells again what it had not told', async () => {
		await step('wf-1', set({ amount: 2 }));
		const append = jest.spyOn(open.backend.feed, 'append').mockRejectedValueOnce(new CrmError('unavailable', 'Died.', ''));
		await expect(poll()).rejects.toThrow('Died.');
		append.mockRestore();
		await poll();
		expect(await told()).toEqual(['updated deal amount 2 by wf-1']);
	});

	test('of many changes a poll asks for ours with one statement a page', async () => {
		for (let amount = 2; amount < 8; amount++) await step('wf-1', set({ amount }));
		await company.office.add('deal', { title: 'B' }, { title: 'C' }, { title: 'D' });
		const own = open.backend.ledger.ownWrites;
		const [ofType, underWay] = [jest.spyOn(own, 'ofType'), jest.spyOn(own, 'underWay')];
		await poll();
		// One for each type; then one for each of the two pages with something new.
		expect([ofType.mock.calls.length, underWay.mock.calls.length]).toEqual([2, 2]);
		expect(await changes()).toHaveLength(9);
	});
});
