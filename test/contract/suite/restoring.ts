import { changesOf, replay } from '../support/feed';
import type { ContractSubject } from '../support/ContractSubject';
import { expectRefusal } from '../support/refusal';
import { all, NOBODY, only, openFor, ORIGIN, refOf } from '../support/World';

/** Bringing deleted records back. */
export function describeRestoring(subject: ContractSubject): void {
	describe('restoring', () => {
		const world = openFor(subject);

		if (subject.lacks.includes('restore')) {
			it('a deleted record stays deleted, since it cannot be brought back', async () => {
				const record = await world.visit();
				await world.crm.remove([refOf(record)], NOBODY);
				expect(world.crm.restore).toBeUndefined();
				await expectRefusal(world.crm.update('visit', [{ id: record.id, values: { note: 'back' } }], NOBODY), 'notFound', record.id);
			});
			return;
		}

		const restore = async (refs: Array<{ type: string; id: string }>) => await world.crm.restore!(refs.map(refOf), NOBODY);

		it('a restored record has its old id and all its values', async () => {
			const clinic = await world.clinic();
			const record = await world.visit({
				note: 'x',
				body: 'y'.repeat(100_000),
				tags: ['vip'],
				distance: 1.5,
				clinic: clinic.id,
				stage: 'visiting:going',
			});
			await world.crm.remove([record], NOBODY);
			const restored = only(await restore([record]));
			expect(restored).toMatchObject({ type: 'visit', id: record.id, createdAt: record.createdAt, values: record.values });
			expect(Number(restored.version)).toBeGreaterThan(Number(record.version));
			expect(await world.crm.get(record)).toEqual(restored);
			expect(await all(world.crm.find('visit', { search: String(record.values['title']) }))).toEqual([restored]);
		});

		it('a restored record takes part in everything again', async () => {
			const record = await world.visit({ note: 'x' });
			for (const note of ['once', 'twice']) {
				await world.crm.remove([record], NOBODY);
				await restore([record]);
				expect(only(await world.crm.update('visit', [{ id: record.id, values: { note } }], NOBODY)).values).toMatchObject({ note });
			}
		});

		it('one whose stage or pipeline was deleted meanwhile comes to the first stage there is', async () => {
			const schema = world.crm.schema!;
			const type = await world.crm.describe('visit');
			const stages = ['a', 'b'].map((name) => ({ id: `passing:${name}`, name, kind: 'open' as const }));
			const passing = {
				id: 'passing',
				name: 'Passing',
				recordType: 'visit',
				stages,
				skipping: 'allowed' as const,
				backwards: 'allowed' as const,
			};
			await schema.savePipeline(passing);
			const gone = [await world.visit({ stage: 'passing:a' }), await world.visit({ stage: 'passing:b' })];
			await world.crm.remove(gone, NOBODY);
			await schema.savePipeline({ ...passing, stages: [stages[1]!] });
			expect(only(await restore([gone[0]!])).values).toMatchObject({ pipeline: 'passing', stage: 'passing:b' });
			await world.crm.remove([gone[0]!], NOBODY);
			await schema.removePipeline('passing');
			const first = type.pipelines[0]!;
			expect(only(await restore([gone[1]!])).values).toMatchObject({ pipeline: first.id, stage: first.stages[0]!.id });
			expect(await world.crm.get(gone[1]!)).toMatchObject({ values: { stage: first.stages[0]!.id } });
		});

		it('records of several types are restored in one call, in its order', async () => {
			const gone = [await world.visit(), await world.clinic(), await world.visit()];
			await world.crm.remove(gone, NOBODY);
			const restored = await restore([...gone].reverse());
			expect(restored.map(refOf)).toEqual([...gone].reverse().map(refOf));
		});

		it('one that never was undoes the whole restoration', async () => {
			const gone = await world.visits([{}, {}]);
			await world.crm.remove(gone, NOBODY);
			const refs = [gone[0]!, { type: 'visit', id: '987654321' }, gone[1]!];
			await expectRefusal(restore(refs), 'notFound', '987654321');
			expect(await world.crm.get(gone[0]!)).toBeUndefined();
			await expectRefusal(restore([{ type: 'spaceship', id: '1' }]), 'notFound', 'spaceship');
		});

		it('in the feed a restored record is created once more, with the values it had, by whom and from where', async () => {
			const user = await world.user();
			const changes = await changesOf(world.feed, async () => {
				const record = await world.visit({ note: 'x' });
				await world.crm.remove([record], NOBODY);
				await world.crm.restore!([refOf(record)], { actor: user.id, origin: ORIGIN });
			});
			expect(changes.map((change) => change.kind)).toEqual(['created', 'deleted', 'created']);
			expect(changes[2]).toMatchObject({
				after: changes[0]!.after,
				actor: user.id,
				origin: ORIGIN,
				changed: [],
				reason: { kind: 'restored' },
			});
			expect(changes.slice(0, 2).map(({ reason }) => reason)).toEqual([undefined, undefined]);
			expect(replay(changes).size).toBe(1);
		});

		it('tasks and history of a record are there again with it', async () => {
			const record = await world.visit();
			const task = await world.task({ record: refOf(record) });
			const entry = only(await world.crm.history.create([{ record: refOf(record), text: 'Called.' }], NOBODY));
			await world.crm.remove([record], NOBODY);
			await restore([record]);
			expect((await world.crm.tasks.find({ record: refOf(record) })).map(({ id }) => id)).toEqual([task.id]);
			expect(await world.crm.history.find({ record: refOf(record) })).toEqual([entry]);
		});
	});
}
