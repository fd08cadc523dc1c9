import type { Origin } from '../../../src/model/write';
import type { ContractSubject } from '../support/ContractSubject';
import { changesOf, changesSince, NO_CURSOR } from '../support/feed';
import { NOBODY, only, openFor, ORIGIN, refOf, type World } from '../support/World';

/** What a change says. The feed as a whole: see feedReading. */
export function describeChangeFeed(subject: ContractSubject): void {
	const { valuesBefore, deletions } = subject.capabilities;

	/** What a change says of who made it: nothing where it was found by asking. */
	const madeBy = (write: { actor?: string; origin?: Origin }) => (subject.polled ? {} : write);

	describe('changes', () => {
		const world = openFor(subject);

		it('a created record is one change, with the values after', async () => {
			const at = world.clock.advance();
			const actor = (await world.user()).id;
			const cursor = await world.feed.head();
			const record = await world.visit({ note: 'a', tags: ['vip'] }, { actor, origin: ORIGIN });
			const change = only(await changesSince(world.feed, cursor));
			expect(change).toEqual({
				id: expect.any(String),
				ref: refOf(record),
				kind: 'created',
				at,
				changed: [],
				after: record.values,
				...madeBy({ actor, origin: ORIGIN }),
			});
		});

		it(`an updated record is one change that names the fields and has the values after${valuesBefore ? ' and before' : ', none before'}`, async () => {
			const record = await world.visit({ note: 'a', distance: 1, tags: ['vip'], urgent: true });
			const at = world.clock.advance();
			const changes = await changesOf(world.feed, async () => {
				await world.crm.update(
					'visit',
					[{ id: record.id, values: { note: 'b', distance: null, tags: ['vip', 'new'], urgent: true } }],
					NOBODY,
				);
			});
			const { changed, before, ...rest } = only(changes);
			expect([...changed].sort()).toEqual(['distance', 'note', 'tags']);
			expect(before).toEqual(valuesBefore ? record.values : undefined);
			expect(rest).toMatchObject({
				ref: refOf(record),
				kind: 'updated',
				at,
				after: { ...record.values, note: 'b', distance: null, tags: ['vip', 'new'] },
			});
		});

		it(deletions ? 'a deleted record is one change with the last known values' : 'a deleted record is not reported', async () => {
			const record = await world.visit({ note: 'last' });
			const at = world.clock.advance();
			const changes = await changesOf(world.feed, async () => await world.crm.remove([record], { origin: ORIGIN }));
			if (!deletions) {
				expect(changes).toEqual([]);
				return;
			}
			const { before, ...rest } = only(changes);
			expect(before).toEqual(valuesBefore ? record.values : undefined);
			expect(rest).toEqual({ id: expect.any(String), ref: refOf(record), kind: 'deleted', at, changed: [], ...madeBy({ origin: ORIGIN }) });
		});

		it('an update of nothing makes no change', async () => {
			const record = await world.visit({ note: 'same', tags: ['new'] });
			const changes = await changesOf(world.feed, async () => {
				await world.crm.update('visit', [{ id: record.id, values: { note: 'same', tags: ['new'], body: null } }], { origin: ORIGIN });
				await world.crm.update('visit', [{ id: record.id, values: {} }], NOBODY);
			});
			expect(changes).toEqual([]);
		});

		it('among many updates only those that change something are changes', async () => {
			const records = await world.visits(Array.from({ length: 20 }, () => ({ note: 'old' })));
			const changes = await changesOf(world.feed, async () => {
				await world.crm.update(
					'visit',
					records.map(({ id }, index) => ({ id, values: { note: index % 2 ? 'new' : 'old' } })),
					NOBODY,
				);
			});
			expect(changes.map((change) => change.ref.id).sort()).toEqual(
				records
					.filter((_, index) => index % 2)
					.map(({ id }) => id)
					.sort(),
			);
		});

		if (!subject.polled) describeAuthors(world);

		it('a failed write leaves its actor and origin to nobody', async () => {
			const actor = (await world.user()).id;
			await expect(world.visit({ distance: 'far' }, { actor, origin: ORIGIN })).rejects.toThrow();
			const changes = await changesOf(world.feed, async () => await world.visit());
			expect(only(changes)).toMatchObject({ kind: 'created' });
			expect(only(changes).actor ?? only(changes).origin).toBeUndefined();
		});

		it('a task is in the feed: made, changed, with by whom and from where', async () => {
			const actor = (await world.user()).id;
			const responsibleId = (await world.user()).id;
			const changes = await changesOf(world.feed, async () => {
				const task = await world.task({ title: 'Call', responsibleId }, { actor, origin: ORIGIN });
				if (subject.polled) await world.feed.head();
				await world.crm.tasks.update([{ id: task.id, status: 'completed' }], { actor });
			});
			const who = madeBy({ actor });
			expect(changes).toMatchObject([
				{ kind: 'created', ref: { type: 'task' }, ...who },
				{ kind: 'updated', ref: { type: 'task' }, ...who },
			]);
			expect(changes[0]).toMatchObject({ after: { title: 'Call', status: 'open' }, ...madeBy({ origin: ORIGIN }) });
			expect(changes[1]!.changed).toContain('status');
			expect(changes[1]).toMatchObject({ after: { title: 'Call', status: 'completed' } });
			expect(changes[1]!.before?.['status']).toBe(valuesBefore ? 'open' : undefined);
		});

		if (subject.lacks.includes('changeUsers')) {
			it('a user is described, though only read', async () => {
				expect((await world.crm.describe('user')).editable).toBe(false);
			});
		} else {
			it('a user is in the feed: made, and changed in a field of one’s own making', async () => {
				const changes = await changesOf(world.feed, async () => {
					const user = only(await world.crm.users.create!([{ name: 'Ida', values: { monthlyResult: 10 } }], NOBODY));
					await world.crm.users.update!([{ id: user.id, name: 'Ida', values: { monthlyResult: 7 } }], { origin: ORIGIN });
				});
				expect(changes.map(({ kind, ref }) => [kind, ref.type])).toEqual([
					['created', 'user'],
					['updated', 'user'],
				]);
				expect(changes[1]).toMatchObject({ changed: ['monthlyResult'], after: { monthlyResult: 7 }, origin: ORIGIN });
				expect(changes[1]!.before?.['monthlyResult']).toBe(valuesBefore ? 10 : undefined);
			});

			it('a user saved unchanged makes no change', async () => {
				const user = await world.user({ email: 'same@c.example', groups: ['north'] });
				const changes = await changesOf(world.feed, async () => await world.crm.users.update!([user], NOBODY));
				expect(changes).toEqual([]);
			});
		}

		it('the values of a task and a user are those their types describe, as the record has them', async () => {
			const cursor = await world.feed.head();
			const task = await world.task();
			const changes = await changesSince(world.feed, cursor);
			expect(changes.map((change) => change.ref.type).sort()).toEqual(['task', 'user']);
			for (const change of changes) {
				expect(change.after).toEqual((await world.crm.get(change.ref))?.values);
			}
			expect(changes.find((change) => change.ref.type === 'task')?.ref.id).toBe(task.id);
		});

		it('nothing is in the feed but records of types the CRM describes', async () => {
			const record = await world.visit();
			await world.crm.history.create([{ record: refOf(record), text: 'Called.' }], NOBODY);
			const types = new Set((await world.crm.recordTypes()).map((type) => type.name));
			const changes = await changesSince(world.feed, NO_CURSOR);
			expect(changes.length).toBeGreaterThan(20);
			expect(changes.filter((change) => !types.has(change.ref.type))).toEqual([]);
		});
	});
}

/** Where a change says who made it and from where. */
function describeAuthors(world: World): void {
	it('a change without actor and origin carries none, also right after one that has them', async () => {
		const actor = (await world.user()).id;
		const changes = await changesOf(world.feed, async () => {
			await world.visit({}, { actor, origin: ORIGIN });
			await world.visit({}, NOBODY);
			await world.visit({}, { actor });
		});
		expect(changes.map(({ actor: who, origin }) => [who, origin])).toEqual([
			[actor, ORIGIN],
			[undefined, undefined],
			[actor, undefined],
		]);
	});

	it('in one transaction every write keeps its own actor and origin', async () => {
		const [one, two] = [(await world.user()).id, (await world.user()).id];
		const changes = await changesOf(world.feed, async () => {
			await world.ledger.transaction(async () => {
				const record = await world.visit({}, { actor: one, origin: { ...ORIGIN, node: 'first' } });
				await world.crm.update('visit', [{ id: record.id, values: { note: 'x' } }], {
					actor: two,
					origin: { ...ORIGIN, node: 'second' },
				});
				await world.clinic();
			});
		});
		expect(changes.map(({ actor, origin }) => [actor, origin?.node])).toEqual([
			[one, 'first'],
			[two, 'second'],
			[undefined, undefined],
		]);
	});
}
