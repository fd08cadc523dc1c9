import type { RecordRef, Values } from '../../../src/model/record';
import { nextVersion } from '../../../src/crm/builtin/versions';
import type { ContractSubject } from '../support/ContractSubject';
import { changesOf } from '../support/feed';
import { expectRefusal } from '../support/refusal';
import { versionAfter } from '../support/versions';
import { all, NOBODY, only, openFor, refOf } from '../support/World';

/** Creating, updating and removing records. Values: see values; stages: see stages; bringing back: see restoring. */
export function describeWriting(subject: ContractSubject): void {
	describe('writing records', () => {
		const world = openFor(subject);
		const titles = (word: string, count: number) => Array.from({ length: count }, () => world.name(word));
		const present = async (refs: readonly RecordRef[]) => await Promise.all(refs.map(async (ref) => await world.crm.get(refOf(ref))));

		it('a created record is given back as it is stored', async () => {
			const record = await world.visit({ title: 'First', note: 'a note' });
			expect(record).toMatchObject({ type: 'visit', values: { title: 'First', note: 'a note' } });
			expect(typeof record.id).toBe('string');
			expect(await world.crm.get(refOf(record))).toEqual(record);
		});

		it('a record holds every field of its type, the empty ones as null', async () => {
			const { fields } = await world.crm.describe('visit');
			const record = await world.visit({ title: 'Bare' });
			expect(Object.keys(record.values).sort()).toEqual(fields.map((field) => field.name).sort());
			expect(record.values).toMatchObject({ note: null, distance: null, tags: null, clinic: null, responsible: null, externalId: null });
		});

		it('an id that is not there gives nothing, whatever it looks like', async () => {
			for (const id of ['999999999', '-1', '', 'abc', "' OR 1=1 --", '1e3', '9'.repeat(40)]) {
				expect(await world.crm.get({ type: 'visit', id })).toBeUndefined();
			}
		});

		it('an id of another type gives nothing', async () => {
			const clinic = await world.clinic();
			expect(await world.crm.get({ type: 'permit', id: clinic.id })).toBeUndefined();
		});

		it('created records come back in the order of the drafts', async () => {
			const wanted = titles('Ordered', 300).reverse();
			const records = await world.visits(wanted.map((title) => ({ title })));
			expect(records.map((record) => record.values['title'])).toEqual(wanted);
			expect(new Set(records.map((record) => record.id)).size).toBe(300);
		});

		it('writing nothing gives nothing', async () => {
			expect(await world.crm.create('visit', [], NOBODY)).toEqual([]);
			expect(await world.crm.update('visit', [], NOBODY)).toEqual([]);
			expect(await world.crm.remove([], NOBODY)).toEqual([]);
		});

		it('one bad draft in the middle undoes the whole creation', async () => {
			const drafts = titles('Half', 30).map((title, index) => ({ values: { title, distance: index === 15 ? 'far' : 1 } }));
			const changes = await changesOf(world.feed, async () => {
				await expectRefusal(world.crm.create('visit', drafts, NOBODY), 'invalidValue', 'distance');
			});
			expect(changes).toEqual([]);
			expect(await all(world.crm.find('visit', { search: 'Half' }))).toEqual([]);
		});

		it('an update changes only what it names', async () => {
			const record = await world.visit({ title: 'Whole', note: 'kept', distance: 1, tags: ['vip'] });
			const updated = only(await world.crm.update('visit', [{ id: record.id, values: { distance: 2 } }], NOBODY));
			expect(updated.values).toEqual({ ...record.values, distance: 2 });
			expect(await world.crm.get(refOf(record))).toEqual(updated);
		});

		it('updated records come back in the order of the input, each with its own values', async () => {
			const records = await world.visits(Array.from({ length: 100 }, () => ({})));
			const input = [...records].reverse().map((record, index) => ({ id: record.id, values: evenOdd(index) }));
			const updated = await world.crm.update('visit', input, NOBODY);
			expect(updated.map((record) => record.id)).toEqual(input.map((change) => change.id));
			expect(updated.map((record) => record.values)).toEqual(updated.map((_, index) => expect.objectContaining(input[index]!.values)));
			expect(await present(input.map(({ id }) => ({ type: 'visit', id })))).toEqual(updated);
		});

		it('two updates of one record in one call both happen, the later one last', async () => {
			const record = await world.visit({ note: 'old' });
			const values: Values[] = [{ note: 'first', distance: 7 }, { note: 'second' }];
			await world.crm.update(
				'visit',
				values.map((each) => ({ id: record.id, values: each })),
				NOBODY,
			);
			expect((await world.crm.get(record))?.values).toMatchObject({ note: 'second', distance: 7 });
		});

		it('an update of a record that is gone undoes the whole call', async () => {
			const records = await world.visits([{ note: 'a' }, { note: 'b' }, { note: 'c' }]);
			await world.crm.remove([records[1]!], NOBODY);
			const before = await present(records);
			const changes = await changesOf(world.feed, async () => {
				const input = records.map(({ id }) => ({ id, values: { note: 'changed' } }));
				await expectRefusal(world.crm.update('visit', input, NOBODY), 'notFound', records[1]!.id);
			});
			expect(changes).toEqual([]);
			expect(await present(records)).toEqual(before);
		});

		it('one bad value in the middle undoes the whole update', async () => {
			const records = await world.visits([{ note: 'a' }, { note: 'b' }, { note: 'c' }]);
			const input = records.map(({ id }, index) => ({ id, values: { note: 'x', day: index === 1 ? 'someday' : null } }));
			await expectRefusal(world.crm.update('visit', input, NOBODY), 'invalidValue', 'day');
			expect(await present(records)).toEqual(records);
		});

		it('an update holds only for the version it names', async () => {
			const record = await world.visit({ note: 'old' });
			const newer = only(await world.crm.update('visit', [{ id: record.id, values: { note: 'new' }, ifVersion: record.version }], NOBODY));
			expect(newer.values).toMatchObject({ note: 'new' });
			await expectRefusal(
				world.crm.update('visit', [{ id: record.id, values: { note: 'late' }, ifVersion: record.version }], NOBODY),
				'conflict',
			);
			expect(await world.crm.get(record)).toEqual(newer);
		});

		it('a version that does not hold undoes the whole update', async () => {
			const records = await world.visits([{ note: 'a' }, { note: 'b' }, { note: 'c' }]);
			const input = records.map(({ id, version }, index) => ({
				id,
				values: { note: 'x' },
				ifVersion: index === 1 ? nextVersion(version) : version,
			}));
			await expectRefusal(world.crm.update('visit', input, NOBODY), 'conflict');
			expect(await present(records)).toEqual(records);
		});

		it('a removed record is given back as it was last, and is gone', async () => {
			const record = await world.visit({ note: 'last words' });
			const removed = only(await world.crm.remove([refOf(record)], NOBODY));
			expect(removed).toMatchObject({ type: 'visit', id: record.id, values: record.values });
			expect(await world.crm.get(record)).toBeUndefined();
			expect(await all(world.crm.find('visit', { conditions: [{ field: 'note', operator: 'is', value: 'last words' }] }))).toEqual([]);
		});

		it('records of several types are removed in one call, given back in its order', async () => {
			const [visit, clinic, other] = [await world.visit(), await world.clinic(), await world.visit()];
			const removed = await world.crm.remove([other, clinic, visit].map(refOf), NOBODY);
			expect(removed.map(refOf)).toEqual([other, clinic, visit].map(refOf));
		});

		it('removing one that is gone undoes the whole removal', async () => {
			const records = await world.visits([{}, {}, {}]);
			await world.crm.remove([records[1]!], NOBODY);
			await expectRefusal(world.crm.remove(records.map(refOf), NOBODY), 'notFound', records[1]!.id);
			expect(await present([records[0]!, records[2]!])).toEqual([records[0], records[2]]);
		});

		it('an id is not given twice, even when its record is gone', async () => {
			const first = await world.visit();
			await world.crm.remove([first], NOBODY);
			expect((await world.visit()).id).not.toBe(first.id);
		});

		it('records are the same after a restart', async () => {
			const records = await world.visits([
				{ note: 'one', tags: ['new', 'vip'] },
				{ distance: 2.5, urgent: false },
			]);
			await world.reopen();
			expect(await present(records)).toEqual(records);
		});

		it('every change counts the version on by one and takes its time from the clock', async () => {
			const createdAt = world.clock.advance();
			const record = await world.visit({ note: 'a' });
			expect(record).toMatchObject({ createdAt, updatedAt: createdAt });
			const updatedAt = world.clock.advance(60_000);
			const updated = only(await world.crm.update('visit', [{ id: record.id, values: { note: 'b' } }], NOBODY));
			expect(updated).toMatchObject({ createdAt, updatedAt, version: versionAfter(subject, record.version) });
		});

		it('an update of nothing changes neither version nor time', async () => {
			const record = await world.visit({ note: 'same', tags: ['new'], distance: 1.5 });
			world.clock.advance();
			const values: Values[] = [{ note: 'same' }, {}, { tags: ['new'], distance: 1.5 }, { body: null }];
			for (const same of values) {
				expect(only(await world.crm.update('visit', [{ id: record.id, values: same }], NOBODY))).toEqual(record);
			}
			expect(await world.crm.get(record)).toEqual(record);
		});
	});
}

/** Updates of one call may name different fields. */
function evenOdd(index: number): Values {
	return index % 2 === 0 ? { note: `n${index}` } : { distance: index };
}
