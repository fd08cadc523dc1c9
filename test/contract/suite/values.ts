import type { FieldValue } from '../../../src/model/record';
import type { ContractSubject } from '../support/ContractSubject';
import { changesOf } from '../support/feed';
import { expectRefusal } from '../support/refusal';
import { NOBODY, only, openFor, refOf } from '../support/World';

interface Examples {
	accepted: FieldValue[];
	refused: unknown[];
}

/** By field of `visit`, one of each kind. */
const EXAMPLES: Record<string, Examples> = {
	note: { accepted: ['a', '0', 'true', 'null', '1e5', '["list"]', '{"a":1}', '2026-01-01'], refused: [['list'], { a: 1 }] },
	body: { accepted: ['one line', 'two\nlines\r\n\tand a tab', '<b>not bold</b>'], refused: [['list'], { a: 1 }] },
	distance: {
		accepted: [0, 1, -1, 0.1, -2.5, 1e-9, 1e15, Number.MAX_SAFE_INTEGER],
		refused: ['far', true, [1], Number.NaN, Number.POSITIVE_INFINITY, { a: 1 }],
	},
	price: { accepted: [0, 0.01, 19.99, -5, 123456789.99], refused: ['dear', true, ['1'], Number.NaN, Number.NEGATIVE_INFINITY] },
	urgent: { accepted: [true, false], refused: ['maybe', 2, [true], { a: 1 }] },
	day: { accepted: ['2024-02-29', '1999-12-31', '2026-01-01'], refused: ['2023-02-29', '2024-13-01', 'tomorrow', 5, true, ['2024-01-01']] },
	startsAt: {
		accepted: ['2024-02-29T10:00:00.000Z', '1999-12-31T23:59:59.999Z'],
		refused: ['2023-02-29T10:00:00.000Z', '2024-01-01T25:00:00.000Z', 'soon', true, ['soon']],
	},
	color: { accepted: ['red', 'green', 'blue'], refused: ['pink', 'redd', 1, ['red', 'green']] },
	tags: { accepted: [['new'], ['new', 'vip'], ['late', 'vip', 'new']], refused: [['pink'], ['new', 'pink'], [1], true, { a: 1 }] },
	email: {
		accepted: ['a@b.example', 'first.last+tag@sub.domain.example'],
		refused: ['nobody', 'a@', '@b.example', 'two words@b.example', 1, ['a@b.example', 'c@d.example']],
	},
	phone: { accepted: ['+48 22 123 45 67', '(02) 555-01-99'], refused: [['1'], { a: 1 }] },
	website: {
		accepted: ['https://example.org/a?b=c#d', 'http://localhost:5678/'],
		refused: ['not a page', true, ['https://a.example', 'https://b.example']],
	},
};

/** What each kind of field takes, gives back and refuses. */
export function describeValues(subject: ContractSubject): void {
	describe('values', () => {
		const world = openFor(subject);

		describe.each(Object.keys(EXAMPLES))('field %s', (field) => {
			const { accepted, refused } = EXAMPLES[field]!;

			it('gives back what was put in: at once, later, and in its change', async () => {
				for (const value of accepted) {
					const changes = await changesOf(world.feed, async () => {
						const record = await world.visit({ [field]: value });
						expect(record.values[field]).toEqual(value);
						expect((await world.crm.get(refOf(record)))?.values[field]).toEqual(value);
					});
					expect(only(changes).after?.[field]).toEqual(value);
				}
			});

			it('goes from any value to any other and to none', async () => {
				const record = await world.visit();
				for (const value of [...accepted, null, ...accepted.slice(0, 1)]) {
					const updated = only(await world.crm.update('visit', [{ id: record.id, values: { [field]: value } }], NOBODY));
					expect(updated.values[field]).toEqual(value);
				}
			});

			it('refuses what it cannot hold, naming the field, and leaves nothing behind', async () => {
				const record = await world.visit({ [field]: accepted[0]! });
				for (const value of refused as FieldValue[]) {
					const changes = await changesOf(world.feed, async () => {
						await expectRefusal(world.visit({ [field]: value }), 'invalidValue', field);
						await expectRefusal(world.crm.update('visit', [{ id: record.id, values: { [field]: value } }], NOBODY), 'invalidValue', field);
					});
					expect(changes).toEqual([]);
				}
				expect(await world.crm.get(record)).toEqual(record);
			});
		});

		it.each([
			['2024-02-29T12:00:00.000+02:00', '2024-02-29T10:00:00.000Z'],
			['2024-02-29T10:00:00Z', '2024-02-29T10:00:00.000Z'],
		])('the moment %s is kept in UTC, as %s', async (given, kept) => {
			const record = await world.visit({ startsAt: given });
			expect(record.values['startsAt']).toBe(kept);
			expect(only(await world.crm.update('visit', [{ id: record.id, values: { startsAt: given } }], NOBODY))).toEqual(record);
		});

		it.each([
			['many alphabets', 'Zażółć gęślą jaźń · Съешь же ещё · 你好 · مرحبا · 👩‍👩‍👧‍👦 · é'],
			['SQL', '\'; DROP TABLE record; -- " ` \\ %s $1 ? :name {{title}}'],
			['100 kB', `${'Ünïcode 🙂 '.repeat(9_500)}!`],
		])('a text of %s stays that text', async (_, text) => {
			const title = text.split(' ').slice(0, 6).join(' ');
			const record = await world.visit({ title, note: text, body: text });
			expect(record.values).toMatchObject({ title, note: text, body: text });
			const stored = await world.crm.get(record);
			expect(stored?.values['body'] === text && stored.values['note'] === text).toBe(true);
		});

		it('an empty text and an empty list are no value', async () => {
			const record = await world.visit({ note: '', tags: [], day: '', clinic: '' });
			expect(record.values).toMatchObject({ note: null, tags: null, day: null, clinic: null });
			expect(only(await world.crm.update('visit', [{ id: record.id, values: { note: '', tags: [], distance: null } }], NOBODY))).toEqual(
				record,
			);
		});

		it('the values of a record can be written back, and a copy made of them', async () => {
			const [visit] = await world.visits([{ note: 'x', tags: ['vip'], startsAt: '2026-03-02T09:00:00.000Z' }]);
			const permit = only(await world.crm.create('permit', [{ values: { title: 'P', number: '1' } }], NOBODY));
			for (const record of [visit!, permit]) {
				expect(await world.crm.update(record.type, [{ id: record.id, values: record.values }], NOBODY)).toEqual([record]);
				expect(only(await world.crm.create(record.type, [{ values: record.values }], NOBODY)).values).toEqual(record.values);
			}
		});

		it('an unknown field is refused by name, also when only its letters differ in case', async () => {
			await expectRefusal(world.visit({ notes: 'x' }), 'notFound', 'notes');
			await expectRefusal(world.visit({ Note: 'x' }), 'notFound', 'Note');
			const record = await world.visit();
			await expectRefusal(world.crm.update('visit', [{ id: record.id, values: { notes: 'x' } }], NOBODY), 'notFound', 'notes');
			await expect(world.visit({ notes: 'x' })).rejects.toMatchObject({ remedy: expect.stringContaining('note') });
		});

		it.each(['id', 'type', 'version', 'createdAt', 'updatedAt', '__proto__', 'constructor'])(
			'%s is not a field that can be written',
			async (name) => {
				const values = JSON.parse(`{"${name}": "x"}`) as Record<string, FieldValue>;
				await expectRefusal(
					world.crm.create(
						'visit',
						[{ values: { title: 'x', ...values } }].map((draft) => withOwn(draft, name)),
						NOBODY,
					),
					'notFound',
					name,
				);
			},
		);

		it('links hold the ids of users and records that exist', async () => {
			const doctor = await world.user();
			const clinic = await world.clinic();
			const record = await world.visit({ doctor: doctor.id, responsible: doctor.id, clinic: clinic.id });
			expect(record.values).toMatchObject({ doctor: doctor.id, responsible: doctor.id, clinic: clinic.id });
			const cleared = only(
				await world.crm.update('visit', [{ id: record.id, values: { doctor: null, responsible: null, clinic: null } }], NOBODY),
			);
			expect(cleared.values).toMatchObject({ doctor: null, responsible: null, clinic: null });
		});

		it.each(['doctor', 'responsible', 'clinic'])('a link in %s to what is not there is refused', async (field) => {
			const missing = '987654321';
			const record = await world.visit();
			await expectRefusal(world.visit({ [field]: missing }), 'notFound', missing);
			await expectRefusal(world.crm.update('visit', [{ id: record.id, values: { [field]: missing } }], NOBODY), 'notFound', missing);
			await expectRefusal(world.visit({ [field]: ['1'] }), 'invalidValue', field);
			expect(await world.crm.get(record)).toEqual(record);
		});

		it('a link to a deleted record, or to one of another type, is refused', async () => {
			const clinic = await world.clinic();
			await world.crm.remove([clinic], NOBODY);
			await expectRefusal(world.visit({ clinic: clinic.id }), 'notFound', clinic.id);
			const visit = await world.visit();
			await expectRefusal(world.visit({ clinic: visit.id }), 'notFound', visit.id);
		});

		describe('required fields and defaults', () => {
			const permit = async (values: Record<string, FieldValue>) =>
				only(await world.crm.create('permit', [{ values: { title: 'P', ...values } }], NOBODY));

			it('a missing required value is refused by name', async () => {
				const changes = await changesOf(world.feed, async () => {
					await expectRefusal(permit({}), 'missingValue', 'number');
					await expectRefusal(permit({ number: null }), 'missingValue', 'number');
					await expectRefusal(permit({ number: '' }), 'missingValue', 'number');
				});
				expect(changes).toEqual([]);
			});

			it('a required value cannot be emptied', async () => {
				const record = await permit({ number: '7' });
				await expectRefusal(world.crm.update('permit', [{ id: record.id, values: { number: null } }], NOBODY), 'missingValue', 'number');
				expect(await world.crm.get(record)).toEqual(record);
			});

			it('an update does not have to repeat required values', async () => {
				const record = await permit({ number: '7' });
				expect(only(await world.crm.update('permit', [{ id: record.id, values: { level: 9 } }], NOBODY)).values).toMatchObject({
					number: '7',
					level: 9,
				});
			});

			it('what is not given takes its default, and a default satisfies a requirement', async () => {
				expect((await permit({ number: '7' })).values).toMatchObject({ level: 3, mood: 'calm', valid: true, reason: 'routine' });
			});

			it('what is given wins over the default', async () => {
				const given = { number: '7', level: 0, mood: 'cross', valid: false, reason: 'asked' };
				expect((await permit(given)).values).toMatchObject(given);
			});

			it('an update brings no default back', async () => {
				const record = await permit({ number: '7' });
				const update = async (values: Record<string, FieldValue>) =>
					only(await world.crm.update('permit', [{ id: record.id, values }], NOBODY)).values;
				expect(await update({ level: null })).toMatchObject({ level: null });
				expect(await update({ number: '8' })).toMatchObject({ number: '8', level: null });
			});
		});
	});
}

/** A spread assigns `__proto__` as a value of its own; this says that the test indeed passes it on. */
function withOwn<T extends { values: object }>(draft: T, name: string): T {
	if (!Object.hasOwn(draft.values, name)) throw new Error(`The draft does not carry ${name}.`);
	return draft;
}
