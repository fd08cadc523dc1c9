import type { CrmRecord, Values } from '../../../src/model/record';
import type { ContractSubject } from '../support/ContractSubject';
import { changesOf } from '../support/feed';
import { NOBODY, only, openFor, ORIGIN, refOf } from '../support/World';

/** Records that are deleted because another of their type is there in their place. */
export function describeMerging(subject: ContractSubject): void {
	describe('merging', () => {
		const world = openFor(subject);
		const mergeAway = async (gone: readonly CrmRecord[], kept: CrmRecord) =>
			await world.crm.remove(gone.map(refOf), { origin: ORIGIN, reason: { kind: 'merged', into: kept.id } });
		const found = async (field: string, ...values: string[]) => {
			const matches = await world.crm.match('visit', field, values);
			return values.map((value) => matches.get(value) ?? []);
		};

		if (subject.lacks.includes('relink')) {
			it('is a deletion like any other, where nothing can be moved to the one that stays', async () => {
				const [kept, gone] = await world.visits([{}, { externalId: 'merge-1' }]);
				expect(await mergeAway([gone!], kept!)).toMatchObject([{ id: gone!.id, values: { externalId: 'merge-1' } }]);
				expect(await world.crm.get(gone!)).toBeUndefined();
				expect(await found('externalId', 'merge-1')).toEqual([[]]);
			});
			return;
		}

		it('the change of each says into which; those before and after it, and other deletions, say nothing', async () => {
			const [kept, one, two, other] = await world.visits([{}, {}, {}, {}]);
			const changes = await changesOf(world.feed, async () => {
				await world.ledger.transaction(async () => {
					await world.crm.update('visit', [{ id: kept!.id, values: { note: 'before' } }], { origin: ORIGIN });
					await mergeAway([one!, two!], kept!);
					await world.crm.update('visit', [{ id: kept!.id, values: { note: 'after' } }], { origin: ORIGIN });
				});
				await world.crm.remove([refOf(other!)], NOBODY);
			});
			const reason = { kind: 'merged', into: kept!.id };
			expect(changes.map(({ kind, ref, reason: said }) => [kind, ref.id, said])).toEqual([
				['updated', kept!.id, undefined],
				['deleted', one!.id, reason],
				['deleted', two!.id, reason],
				['updated', kept!.id, undefined],
				['deleted', other!.id, undefined],
			]);
			expect(changes[1]).toMatchObject({ origin: ORIGIN, before: one!.values });
		});

		it.each([
			['externalId', 'm-7'],
			['title', 'Old Name'],
			['email', 'old@merge.example'],
			['phone', '+46701234567'],
			['note', 'customer 12'],
			['body', 'a longer name'],
			['website', 'https://old.example/'],
			['distance', '17'],
		])('by what it was called (%s) the one that stays is found', async (field, value) => {
			const stored = field === 'distance' ? Number(value) : value;
			const [kept, gone] = await world.visits([{}, { [field]: stored }]);
			expect(await found(field, value)).toEqual([[gone!.id]]);
			await mergeAway([gone!], kept!);
			expect(await found(field, value, 'nobody has it')).toEqual([[kept!.id], []]);
		});

		it.each([
			['title', 'Łódź Old Name', 'łódź  OLD name'],
			['email', 'written@merge.example', 'Anna <Written@Merge.Example>'],
			['phone', '+46 70 123 45 99', '+46701234599'],
			['website', 'https://written.example/', 'http://www.Written.example'],
		])('also where it is written in another way (%s)', async (field, value, written) => {
			const [kept, gone] = await world.visits([{}, { [field]: value }]);
			await mergeAway([gone!], kept!);
			expect(await found(field, written)).toEqual([[kept!.id]]);
		});

		it('also by what the one that stays was called before it got other values', async () => {
			const [kept, gone] = await world.visits([{ externalId: 'kept-old' }, { externalId: 'gone-old' }]);
			await mergeAway([gone!], kept!);
			await world.crm.update('visit', [{ id: kept!.id, values: { externalId: 'gone-old' } }], NOBODY);
			expect(await found('externalId', 'kept-old', 'gone-old')).toEqual([[kept!.id], [kept!.id]]);
		});

		it('a record that has the value now goes first', async () => {
			const values: Values = { externalId: 'taken', email: 'taken@merge.example' };
			const [kept, gone] = await world.visits([{}, values]);
			await mergeAway([gone!], kept!);
			const now = await world.visit(values);
			expect(await found('externalId', 'taken')).toEqual([[now.id]]);
			expect(await found('email', 'taken@merge.example')).toEqual([[now.id]]);
		});

		it('what says how a record is, and not who it is, finds nobody', async () => {
			const [kept, gone] = await world.visits([{ color: 'red' }, { color: 'blue', day: '2026-03-04' }]);
			await world.crm.remove((await world.visits([{}])).map(refOf), NOBODY);
			await mergeAway([gone!], kept!);
			expect((await found('day', '2026-03-04'))[0]).not.toContain(kept!.id);
			expect((await found('color', 'blue'))[0]).not.toContain(kept!.id);
		});

		it('merged once more, the last one is found; when that one is deleted, nobody', async () => {
			const [first, second, last] = await world.visits([{ externalId: 'chain-1' }, { externalId: 'chain-2' }, {}]);
			await mergeAway([first!], second!);
			await mergeAway([second!], last!);
			expect(await found('externalId', 'chain-1', 'chain-2')).toEqual([[last!.id], [last!.id]]);
			await world.crm.remove([refOf(last!)], NOBODY);
			expect(await found('externalId', 'chain-1', 'chain-2')).toEqual([[], []]);
			await world.crm.restore!([refOf(last!)], NOBODY);
			expect(await found('externalId', 'chain-1', 'chain-2')).toEqual([[last!.id], [last!.id]]);
		});

		it('one that is brought back is found itself, and its change says that it was restored', async () => {
			const [kept, gone] = await world.visits([{}, { externalId: 'back' }]);
			await mergeAway([gone!], kept!);
			const changes = await changesOf(world.feed, async () => await world.crm.restore!([refOf(gone!)], NOBODY));
			expect(only(changes)).toMatchObject({ kind: 'created', reason: { kind: 'restored' } });
			expect(await found('externalId', 'back')).toEqual([[gone!.id]]);
			await world.crm.update('visit', [{ id: gone!.id, values: { externalId: 'renamed' } }], NOBODY);
			expect(await found('externalId', 'back')).toEqual([[]]);
		});

		it('among the deleted records each says into which it was merged', async () => {
			const [kept, merged, deleted] = await world.visits([{}, {}, {}]);
			await mergeAway([merged!], kept!);
			await world.crm.remove([refOf(deleted!)], NOBODY);
			const listed = await world.crm.findDeleted!('visit', { ids: [merged!.id, deleted!.id] });
			expect(listed.map(({ id, mergedInto }) => [id, mergedInto])).toEqual([
				[deleted!.id, null],
				[merged!.id, kept!.id],
			]);
		});

		it('what is undone was never merged', async () => {
			const [kept, gone] = await world.visits([{}, { externalId: 'undone' }]);
			const undone = world.ledger.transaction(async () => {
				await mergeAway([gone!], kept!);
				throw new Error('Changed its mind.');
			});
			await expect(undone).rejects.toThrow('Changed its mind.');
			expect(await found('externalId', 'undone')).toEqual([[gone!.id]]);
		});

		it('what an import writes says so, and from which file', async () => {
			const reason = { kind: 'imported', file: 'Łódź 🚀.xlsx' } as const;
			const changes = await changesOf(world.feed, async () => {
				const record = await world.visit({}, { reason });
				await world.crm.update('visit', [{ id: record.id, values: { note: 'x' } }], { reason });
				await world.crm.update('visit', [{ id: record.id, values: { note: 'y' } }], NOBODY);
			});
			expect(changes.map(({ kind, reason: said }) => [kind, said])).toEqual([
				['created', reason],
				['updated', reason],
				['updated', undefined],
			]);
		});
	});
}
