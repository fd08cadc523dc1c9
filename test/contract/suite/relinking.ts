import type { RecordRef } from '../../../src/model/record';
import { nextVersion } from '../../../src/crm/builtin/versions';
import type { ContractSubject } from '../support/ContractSubject';
import { changesOf } from '../support/feed';
import { expectRefusal } from '../support/refusal';
import { NOBODY, only, openFor, ORIGIN, refOf } from '../support/World';

/** What names one record names another instead. */
export function describeRelinking(subject: ContractSubject): void {
	describe('relinking', () => {
		const world = openFor(subject);

		if (subject.lacks.includes('relink')) {
			it('cannot be done', () => {
				expect(world.crm.relink).toBeUndefined();
			});
			return;
		}

		const relink = async (from: readonly RecordRef[], to: RecordRef, write = NOBODY) => ({
			...(await world.crm.relink!(from.map(refOf), refOf(to), write)),
			...(await world.companions.relink(from.map(refOf), refOf(to), write)),
		});

		it('tasks, history, notices and projects go over, others stay', async () => {
			const [one, two, kept, stranger] = await world.visits([{}, {}, {}, {}]);
			const tasks = [await world.task({ record: refOf(one!) }), await world.task({ record: refOf(two!) })];
			await world.task({ record: refOf(stranger!) });
			await world.crm.history.create(
				[one!, two!, two!, stranger!].map((record) => ({ record: refOf(record), text: `Of ${record.id}` })),
				NOBODY,
			);
			const recipientId = (await world.user()).id;
			await world.companions.notifications.create(
				[one!, stranger!].map((record) => ({ recipientId, text: 'Look', record: refOf(record) })),
				NOBODY,
			);
			const template = await world.ledger.templates.save(
				{ name: 'Relinked', parameters: [], stages: [{ name: 'All' }], tasks: [] },
				world.clock.text,
			);
			const project = {
				name: 'P',
				templateId: template.id,
				templateVersion: template.version,
				record: refOf(two!),
				parameters: {},
				startedBy: null,
			};
			await world.companions.projects.create([project], NOBODY);

			const counts = await relink([one!, two!], kept!);
			expect(counts).toEqual({
				tasks: 2,
				history: 3,
				notifications: 1,
				projects: 1,
				activities: 0,
				comments: 0,
				documents: 0,
				links: 0,
			});
			expect((await world.crm.tasks.find({ record: refOf(kept!) })).map(({ id, version }) => ({ id, version })).reverse()).toEqual(
				tasks.map(({ id, version }) => ({ id, version: nextVersion(version) })),
			);
			expect((await world.crm.history.find({ record: refOf(kept!) })).map(({ text }) => text)).toEqual(
				[two!, two!, one!].map(({ id }) => `Of ${id}`),
			);
			expect(await world.companions.notifications.find({ record: refOf(kept!) })).toHaveLength(1);
			expect(only(await world.companions.projects.find({ record: refOf(kept!) }))).toMatchObject({ name: 'P', version: '2' });
			for (const record of [one!, two!]) expect(await world.crm.tasks.find({ record: refOf(record) })).toEqual([]);
			expect(await world.crm.history.find({ record: refOf(stranger!) })).toHaveLength(1);
			expect(await relink([one!, two!], kept!)).toEqual({
				tasks: 0,
				history: 0,
				notifications: 0,
				projects: 0,
				activities: 0,
				comments: 0,
				documents: 0,
				links: 0,
			});
		});

		it('activities and comments go over, and documents become the next versions of those that are there', async () => {
			const { activities, comments, documents } = world.crm;
			if (activities === undefined || comments === undefined || documents === undefined) return;
			const [one, two, kept] = await world.visits([{}, {}, {}]);
			const user = await world.user();
			await activities.create(
				[{ kind: 'call', description: 'Ask', record: refOf(one!), responsibleId: user.id, at: world.clock.text }],
				NOBODY,
			);
			await comments.create([{ text: 'Hm', record: refOf(two!), authorId: user.id, mentionIds: [] }], NOBODY);
			const file = (record: RecordRef, name: string, text: string) => ({
				record: refOf(record),
				name,
				mediaType: 'text/plain',
				section: 'Contracts',
				kind: null,
				tags: [],
				content: Buffer.from(text),
			});
			for (const draft of [
				file(kept!, 'a.txt', 'kept 1'),
				file(one!, 'a.txt', 'one 1'),
				file(one!, 'a.txt', 'one 2'),
				file(two!, 'a.txt', 'two 1'),
				file(two!, 'b.txt', 'two b'),
			])
				await documents.create([draft], NOBODY);
			expect(await relink([one!, two!], kept!)).toMatchObject({ activities: 1, comments: 1, documents: 4 });
			const found = await documents.find({ record: refOf(kept!) });
			expect(found.map(({ name, documentVersion }) => `${name} ${documentVersion}`).sort()).toEqual([
				'a.txt 1',
				'a.txt 2',
				'a.txt 3',
				'a.txt 4',
				'b.txt 1',
			]);
			expect(await documents.find({ record: refOf(one!) })).toEqual([]);
		});

		it('fields of records and users that link to it go over', async () => {
			const schema = world.crm.schema!;
			await schema.saveField('permit', { name: 'about', label: 'About', kind: 'record', target: 'visit', required: false });
			await schema.saveField('user', { name: 'home', label: 'Home', kind: 'record', target: 'clinic', required: false });
			const [gone, kept, other] = [await world.clinic(), await world.clinic(), await world.clinic()];
			const [visit, elsewhere] = await world.visits([{ clinic: gone.id, note: 'x' }, { clinic: other.id }]);
			const permit = only(await world.crm.create('permit', [{ values: { title: 'P', number: '1', about: visit!.id } }], NOBODY));
			const user = await world.user({ values: { home: gone.id, monthlyResult: 4 } });

			expect(await relink([gone], kept)).toMatchObject({ links: 2 });
			expect((await world.crm.get(visit!))?.values).toMatchObject({ clinic: kept.id, note: 'x' });
			expect((await world.crm.get(elsewhere!))?.values).toMatchObject({ clinic: other.id });
			expect((await world.crm.users.get(user.id))?.values).toMatchObject({ home: kept.id, monthlyResult: 4 });
			expect(await relink([visit!], elsewhere!)).toMatchObject({ links: 1 });
			expect((await world.crm.get(permit))?.values).toMatchObject({ about: elsewhere!.id });
		});

		it('nothing comes to link to itself, and what will be deleted stays as it is', async () => {
			await world.crm.schema!.saveField('clinic', { name: 'partOf', label: 'Part of', kind: 'record', target: 'clinic', required: false });
			const [gone, kept] = [await world.clinic(), await world.clinic()];
			await world.crm.update(
				'clinic',
				[
					{ id: kept.id, values: { partOf: gone.id } },
					{ id: gone.id, values: { partOf: gone.id } },
				],
				NOBODY,
			);
			await relink([gone], kept);
			expect((await world.crm.get(kept))?.values).toMatchObject({ partOf: null });
			expect((await world.crm.get(gone))?.values).toMatchObject({ partOf: gone.id });
		});

		it('in the feed each is a change of its own, with who did it and from where', async () => {
			const actor = (await world.user()).id;
			const [gone, kept] = await world.visits([{}, {}]);
			const task = await world.task({ record: refOf(gone!) });
			const changes = await changesOf(world.feed, async () => void (await relink([gone!], kept!, { actor, origin: ORIGIN })));
			expect(changes).toEqual([
				expect.objectContaining({
					ref: { type: 'task', id: task.id },
					kind: 'updated',
					changed: ['record'],
					after: expect.objectContaining({ record: refPath(kept!) }),
					actor,
					origin: ORIGIN,
				}),
			]);
		});

		it('is refused for other types, for itself, and for what is not there; nothing has moved then', async () => {
			const [gone, kept] = await world.visits([{}, {}]);
			const task = await world.task({ record: refOf(gone!) });
			const nowhere = { type: 'visit', id: '987654321' };
			await expectRefusal(relink([gone!, await world.clinic()], kept!), 'invalidValue', 'clinic/');
			await expectRefusal(relink([gone!, kept!], kept!), 'invalidValue', refPath(kept!));
			await expectRefusal(relink([gone!], nowhere), 'notFound', nowhere.id);
			await expectRefusal(relink([gone!, nowhere], kept!), 'notFound', nowhere.id);
			await expectRefusal(relink([{ type: 'user', id: '1' }], { type: 'user', id: '2' }), 'unsupported', 'Users');
			expect((await world.crm.tasks.get(task.id))?.record).toEqual(refOf(gone!));
		});
	});
}

function refPath({ type, id }: RecordRef): string {
	return `${type}/${id}`;
}
