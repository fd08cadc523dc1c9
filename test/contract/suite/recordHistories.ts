import type { Crm, RecordDraft, RecordUpdate } from '../../../src/crm/Crm';
import { changedFields, type Cursor } from '../../../src/model/change';
import { refKey, type CrmRecord, type FieldValue, type Values } from '../../../src/model/record';
import type { ContractSubject } from '../support/ContractSubject';
import { changesSince, replay } from '../support/feed';
import { COLORS, TAGS } from '../support/schema';
import { SeededRandom } from '../support/SeededRandom';
import { versionAfter } from '../support/versions';
import { all, NOBODY, openFor, refOf, type World } from '../support/World';

/** Whatever is done in whatever order: what is stored is what was done, and the feed tells exactly that. */
export function describeRecordHistories(subject: ContractSubject): void {
	const { sharesLedger, deletions } = subject.capabilities;

	describe('random histories of records', () => {
		const world = openFor(subject);
		let start: Cursor;
		let atStart: Map<string, Values>;

		beforeAll(async () => {
			start = await world.feed.head();
			atStart = await everything(world.crm);
		});

		it.each([11, 12, 13, 14, 15, 16])('what is stored is what was done (seed %i)', async (seed) => {
			const random = new SeededRandom(seed);
			const other = await world.openAnother();
			const history = new History(subject, random, `history ${seed}`);
			for (let step = 0; step < 120; step++) {
				world.clock.advance(random.below(2));
				await history.step(random.chance(0.5) ? world.crm : other.crm);
			}
			const query = { conditions: [{ field: 'body', operator: 'is' as const, value: `history ${seed}` }] };
			const stored = await all(world.crm.find('visit', query));
			expect(sorted(stored)).toEqual(sorted([...history.present.values()]));
			expect(history.present.size).toBeGreaterThan(5);
		});

		it('what is undone leaves no trace, in records or feed', async () => {
			const random = new SeededRandom(77);
			const history = new History(subject, random, 'undone');
			const cursor = await world.feed.head();
			let undone = 0;
			for (let round = 0; round < 25; round++) {
				const kept = !sharesLedger || random.chance(0.5);
				await attempt(world, history, kept);
				if (!kept) undone++;
			}
			const present = new Map([...history.present.values()].map((record) => [`visit/${record.id}`, record.values]));
			if (deletions) expect(replay(await changesSince(world.feed, cursor))).toEqual(present);
			const stored = await all(world.crm.find('visit', { conditions: [{ field: 'body', operator: 'is', value: 'undone' }] }));
			expect(sorted(stored)).toEqual(sorted([...history.present.values()]));
			expect(undone > 5).toBe(sharesLedger);
		});

		it('replaying the feed gives exactly the present records, users and tasks', async () => {
			await world.task();
			const changes = await changesSince(world.feed, start, 100);
			const present = await everything(world.crm);
			const told = replay(deletions ? changes : changes.filter((change) => present.has(refKey(change.ref))), atStart);
			expect([...told.keys()].sort()).toEqual([...present.keys()].sort());
			expect(told).toEqual(present);
			// Between two looks at it only what is different is a change.
			expect(changes.length).toBeGreaterThan(subject.polled ? 50 : 400);
		});
	});
}

/** The values of every record of every type, by `type/id`. */
async function everything(crm: Crm): Promise<Map<string, Values>> {
	const found = new Map<string, Values>();
	for (const { name } of await crm.recordTypes()) {
		for await (const record of crm.find(name)) found.set(refKey(record), record.values);
	}
	return found;
}

async function attempt(world: World, history: History, kept: boolean): Promise<void> {
	const before = new Map(history.present);
	const gone = [...history.gone];
	const undo = new Error('Undone.');
	const work = world.ledger.transaction(async () => {
		for (let step = 0; step < 4; step++) await history.step(world.crm);
		if (!kept) throw undo;
	});
	if (kept) return await work;
	await expect(work).rejects.toBe(undo);
	history.present = before;
	history.gone = gone;
}

/** Does random things to a CRM and knows what must be there afterwards. */
class History {
	present = new Map<string, CrmRecord>();
	gone: CrmRecord[] = [];
	private readonly subject: ContractSubject;
	private readonly random: SeededRandom;
	private readonly mark: string;

	constructor(subject: ContractSubject, random: SeededRandom, mark: string) {
		this.subject = subject;
		this.random = random;
		this.mark = mark;
	}

	async step(crm: Crm): Promise<void> {
		const ids = [...this.present.keys()];
		const roll = this.random.next();
		if (ids.length === 0 || roll < 0.3) return await this.create(crm);
		if (roll < 0.75) return await this.update(crm, this.random.some(ids));
		if (roll < 0.85 && this.gone.length > 0 && crm.restore !== undefined) return await this.restore(crm);
		return await this.remove(crm, this.random.some(ids).slice(0, 2));
	}

	private async create(crm: Crm): Promise<void> {
		const drafts: RecordDraft[] = Array.from({ length: 1 + this.random.below(4) }, () => ({
			values: { title: this.random.word(), body: this.mark, ...this.values() },
		}));
		const records = await crm.create('visit', drafts, NOBODY);
		records.forEach((record, index) => {
			expect(record.values).toMatchObject(drafts[index]!.values);
			this.present.set(record.id, record);
		});
	}

	private async update(crm: Crm, ids: string[]): Promise<void> {
		const updates: RecordUpdate[] = ids.map((id) => ({ id, values: this.values(), ifVersion: this.present.get(id)!.version }));
		const records = await crm.update('visit', updates, NOBODY);
		records.forEach((record, index) => {
			const before = this.present.get(record.id)!;
			expect(record.values).toEqual({ ...before.values, ...updates[index]!.values });
			const same = changedFields(before.values, record.values).length === 0;
			expect(record.version).toEqual(same ? before.version : versionAfter(this.subject, before.version));
			this.present.set(record.id, record);
		});
	}

	private async remove(crm: Crm, ids: string[]): Promise<void> {
		for (const removed of await crm.remove(
			ids.map((id) => ({ type: 'visit', id })),
			NOBODY,
		)) {
			this.gone.push(removed);
			this.present.delete(removed.id);
		}
	}

	private async restore(crm: Crm): Promise<void> {
		const wanted = this.gone.splice(this.random.below(this.gone.length), 1);
		for (const [index, record] of (await crm.restore!(wanted.map(refOf), NOBODY)).entries()) {
			expect(record.values).toEqual(wanted[index]!.values);
			this.present.set(record.id, record);
		}
	}

	private values(): Values {
		const choices: Record<string, FieldValue[]> = {
			note: ['a', 'b', "o'clock", 'Zażółć 🙂', null],
			distance: [0, 1, -2.5, null],
			price: [9.99, null],
			urgent: [true, false, null],
			day: ['2024-02-29', null],
			color: [...COLORS, null],
			tags: [TAGS, ['vip'], ['new', 'late'], null],
		};
		const values: Values = {};
		for (const field of this.random.some(Object.keys(choices))) values[field] = this.random.pick(choices[field]!);
		if (this.random.chance(0.3)) values['pipeline'] = this.random.pick(['visiting', 'followUp']);
		const stages = { visiting: ['visiting:planned', 'visiting:going', 'visiting:paid'], followUp: ['followUp:called', 'followUp:closed'] };
		if (values['pipeline'] !== undefined) values['stage'] = this.random.pick(stages[values['pipeline'] as 'visiting']);
		return values;
	}
}

function sorted(records: readonly CrmRecord[]): CrmRecord[] {
	return [...records].sort((a, b) => (a.id < b.id ? -1 : 1));
}
