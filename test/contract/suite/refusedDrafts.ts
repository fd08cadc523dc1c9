import type { ContractSubject } from '../support/ContractSubject';
import { NOBODY, openFor, refOf } from '../support/World';

/** The index of the bad one among the good ones of a call. */
const PLACE = 2;

/** A refusal says which of the drafts it is about, so that a node can name the item. */
export function describeRefusedDrafts(subject: ContractSubject): void {
	describe('refused drafts', () => {
		const world = openFor(subject);
		const missing = '987654321';

		/** Four drafts, all good but one. */
		function among<T extends object>(good: T, bad: object): T[] {
			return Array.from({ length: 4 }, (_, index) => (index === PLACE ? { ...good, ...bad } : good));
		}

		async function expectIndex(work: Promise<unknown>, code: string): Promise<void> {
			await expect(work).rejects.toMatchObject({ name: 'CrmError', code, index: PLACE });
		}

		it.each([
			['a wrong value', { distance: 'far' }, 'invalidValue'],
			['an unknown field', { notes: 'x' }, 'notFound'],
			['an unknown stage', { stage: 'visiting:nowhere' }, 'notFound'],
			['an unknown user', { doctor: missing }, 'notFound'],
			['an unknown record', { clinic: missing }, 'notFound'],
		])('a new record with %s is named by its index', async (_, values, code) => {
			await expectIndex(world.crm.create('visit', among({ values: { title: 'x' } }, { values: { title: 'x', ...values } }), NOBODY), code);
		});

		it.each([
			['of a record that is gone', { id: missing }, 'notFound'],
			['to a wrong value', { values: { day: 'someday' } }, 'invalidValue'],
			['to an unknown record', { values: { clinic: missing } }, 'notFound'],
			['of an old version', { ifVersion: '99' }, 'conflict'],
		])('a change %s is named by its index', async (_, bad, code) => {
			const records = await world.visits([{}, {}, {}, {}]);
			const changes = among({ values: { note: 'x' } }, bad).map((change, index) => ({ id: records[index]!.id, ...change }));
			await expectIndex(world.crm.update('visit', changes, NOBODY), code);
		});

		it('a removal of what is gone is named by its index, also among several types', async () => {
			const refs = [await world.visit(), await world.clinic(), { type: 'visit', id: missing }, await world.visit()].map(refOf);
			await expectIndex(world.crm.remove(refs, NOBODY), 'notFound');
		});

		it('a task is named by its index', async () => {
			const responsibleId = (await world.user()).id;
			const draft = { title: 'x', responsibleId };
			await expectIndex(world.crm.tasks.create(among(draft, { responsibleId: missing }), NOBODY), 'notFound');
			await expectIndex(world.crm.tasks.create(among(draft, { record: { type: 'visit', id: missing } }), NOBODY), 'notFound');
			await expectIndex(world.crm.tasks.create(among(draft, { deadline: 'soon' }), NOBODY), 'invalidValue');
			const tasks = await world.crm.tasks.create(among(draft, {}), NOBODY);
			const updates = tasks.map(({ id }, index) => ({ id: index === PLACE ? missing : id, title: 'y' }));
			await expectIndex(world.crm.tasks.update(updates, NOBODY), 'notFound');
		});

		it('a history entry is named by its index', async () => {
			const entry = { record: refOf(await world.visit()), text: 'x' };
			await expectIndex(world.crm.history.create(among(entry, { record: { type: 'visit', id: missing } }), NOBODY), 'notFound');
			await expectIndex(world.crm.history.create(among(entry, { userId: missing }), NOBODY), 'notFound');
		});

		it('a notice is named by its index', async () => {
			const notice = { recipientId: (await world.user()).id, text: 'x' };
			await expectIndex(world.companions.notifications.create(among(notice, { recipientId: missing }), NOBODY), 'notFound');
		});

		if (!subject.lacks.includes('restore')) {
			it('a restoration of what never was is named by its index', async () => {
				const gone = await world.visits([{}, {}, {}]);
				await world.crm.remove(gone, NOBODY);
				const refs = [gone[0]!, gone[1]!, { type: 'visit', id: missing }, gone[2]!].map(refOf);
				await expectIndex(world.crm.restore!(refs, NOBODY), 'notFound');
			});
		}
	});
}
