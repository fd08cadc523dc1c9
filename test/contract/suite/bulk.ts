import type { ContractSubject } from '../support/ContractSubject';
import { changesSince } from '../support/feed';
import { expectRefusal } from '../support/refusal';
import { all, NOBODY, openFor, refOf } from '../support/World';

/** One by one it takes longer. */
const manyFor = ({ capabilities }: ContractSubject) => (capabilities.atomicLists ? 8_800 : 880);

/** A whole company's records in one call. */
export function describeBulk(subject: ContractSubject): void {
	describe('bulk', () => {
		const MANY = manyFor(subject);
		const few = subject.capabilities.atomicLists ? 3_000 : 300;
		const world = openFor(subject);
		const note = { conditions: [{ field: 'note', operator: 'is' as const, value: 'bulk' }] };

		it(`${MANY} records are made, changed and removed in one call each, every one with its change`, async () => {
			const doctor = (await world.user()).id;
			const cursor = await world.feed.head();
			const drafts = Array.from({ length: MANY }, (_, index) => ({
				values: {
					title: `Bulk ${index}`,
					note: 'bulk',
					externalId: `B-${index}`,
					distance: index,
					price: index / 100,
					day: '2026-03-02',
					doctor,
					tags: ['new'],
				},
			}));
			const records = await world.crm.create('visit', drafts, NOBODY);
			expect(records.map((record) => record.values['distance'])).toEqual(drafts.map((_, index) => index));
			const look = async () => (subject.polled ? await world.feed.head() : undefined);
			await look();
			expect(await all(world.crm.find('visit', { ...note, orderBy: { field: 'distance' } }))).toEqual(records);

			const updated = await world.crm.update(
				'visit',
				records.map(({ id }, index) => ({ id, values: { distance: -index, note: 'done' } })),
				NOBODY,
			);
			expect(updated.map((record) => record.values['note'])).toEqual(Array(MANY).fill('done'));
			await look();
			const removed = await world.crm.remove(records.map(refOf), NOBODY);
			expect(removed.map(({ id }) => id)).toEqual(records.map(({ id }) => id));

			const changes = await changesSince(world.feed, cursor, 1_000);
			const inOrder = (ids: string[]) => (subject.polled ? ids.sort() : ids);
			const expected = inOrder(records.map(({ id }) => id));
			const idsOf = (kind: string) => inOrder(changes.filter((change) => change.kind === kind).map((change) => change.ref.id));
			expect(idsOf('created')).toEqual(expected);
			expect(idsOf('updated')).toEqual(expected);
			expect(idsOf('deleted')).toEqual(subject.capabilities.deletions ? expected : []);
		});

		it('one bad draft among thousands leaves none of them', async () => {
			const drafts = Array.from({ length: MANY }, (_, index) => ({
				values: { title: `Bad ${index}`, note: 'bulk', stage: index === MANY - 800 ? 'visiting:nowhere' : 'visiting:going' },
			}));
			await expectRefusal(world.crm.create('visit', drafts, NOBODY), 'notFound', 'visiting:nowhere');
			expect(await all(world.crm.find('visit', note))).toEqual([]);
		});

		it('thousands of tasks and history entries are made in one call each', async () => {
			const record = refOf(await world.visit());
			const responsibleId = (await world.user()).id;
			const tasks = await world.crm.tasks.create(
				Array.from({ length: few }, (_, index) => ({ title: `T ${index}`, responsibleId, record })),
				NOBODY,
			);
			expect(new Set(tasks.map(({ id }) => id)).size).toBe(few);
			expect(await world.crm.tasks.find({ record })).toHaveLength(few);
			await world.crm.history.create(
				Array.from({ length: few }, (_, index) => ({ record, text: `Entry ${index}` })),
				NOBODY,
			);
			expect(await world.crm.history.find({ record })).toHaveLength(few);
		});
	});
}
