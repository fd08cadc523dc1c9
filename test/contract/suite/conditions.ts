import type { Condition, Operator } from '../../../src/model/query';
import type { CrmRecord, FieldValue, Values } from '../../../src/model/record';
import type { ContractSubject } from '../support/ContractSubject';
import { expectRefusal } from '../support/refusal';
import { COLORS, TAGS } from '../support/schema';
import { SeededRandom } from '../support/SeededRandom';
import { all, openFor } from '../support/World';

const EMPTY: readonly Operator[] = ['isEmpty', 'isNotEmpty'];
const SAME: readonly Operator[] = ['is', 'isNot', ...EMPTY];
const TEXT: readonly Operator[] = [...SAME, 'contains', 'doesNotContain', 'startsWith', 'isOneOf', 'isNoneOf'];
const ORDERED: readonly Operator[] = [...SAME, 'greaterThan', 'atLeast', 'lessThan', 'atMost', 'between'];
const NAMED: readonly Operator[] = [...SAME, 'isOneOf', 'isNoneOf'];

/** Which operators each field of `visit` is asked with. */
const OPERATORS_OF: Record<string, readonly Operator[]> = {
	title: TEXT,
	note: TEXT,
	body: TEXT,
	email: TEXT,
	phone: TEXT,
	website: TEXT,
	externalId: TEXT,
	distance: ORDERED,
	price: ORDERED,
	day: ORDERED,
	startsAt: ORDERED,
	urgent: SAME,
	color: NAMED,
	tags: [...EMPTY, 'contains', 'doesNotContain'],
	doctor: NAMED,
	responsible: NAMED,
	clinic: NAMED,
	pipeline: NAMED,
	stage: NAMED,
};

/** Every operator on every kind of field finds exactly what a plain reading of it says. */
export function describeConditions(subject: ContractSubject): void {
	describe('conditions', () => {
		const world = openFor(subject);
		const random = new SeededRandom(20_260_302);
		let records: CrmRecord[];
		let examples: Record<string, FieldValue[]>;

		beforeAll(async () => {
			const users = [await world.user(), await world.user(), await world.user()].map(({ id }) => id);
			const clinics = [await world.clinic(), await world.clinic()].map(({ id }) => id);
			examples = exampleValues(users, clinics);
			records = await world.visits(
				Array.from({ length: 150 }, (_, index) => ({
					...randomValues(random, examples),
					externalId: index % 3 === 0 ? null : String(index),
				})),
			);
		});

		const found = async (...conditions: Condition[]) => (await all(world.crm.find('visit', { conditions }))).map(({ id }) => id).sort();
		const expected = (...conditions: Condition[]) =>
			records
				.filter(({ values }) => conditions.every((condition) => holds(condition, values)))
				.map(({ id }) => id)
				.sort();

		describe.each(Object.keys(OPERATORS_OF))('on %s', (field) => {
			it.each(OPERATORS_OF[field]!)('%s', async (operator) => {
				for (const condition of conditionsOn(field, operator, examples[field]!)) {
					expect({ condition, ids: await found(condition) }).toEqual({ condition, ids: expected(condition) });
				}
			});
		});

		it('any two to four conditions together find exactly what fulfils them all', async () => {
			let hits = 0;
			for (let round = 0; round < 200; round++) {
				const conditions = Array.from({ length: 2 + random.below(3) }, () => {
					const field = random.pick(Object.keys(OPERATORS_OF));
					return random.pick(conditionsOn(field, random.pick(OPERATORS_OF[field]!), examples[field]!));
				});
				const ids = await found(...conditions);
				expect({ conditions, ids }).toEqual({ conditions, ids: expected(...conditions) });
				hits += ids.length;
			}
			expect(hits).toBeGreaterThan(200);
		});

		it('of several groups of conditions at least one must hold, beside the other conditions', async () => {
			let hits = 0;
			for (let round = 0; round < 100; round++) {
				const conditions = (count: number) =>
					Array.from({ length: count }, () => {
						const field = random.pick(Object.keys(OPERATORS_OF));
						return random.pick(conditionsOn(field, random.pick(OPERATORS_OF[field]!), examples[field]!));
					});
				const query = {
					conditions: conditions(random.below(2)),
					anyOf: Array.from({ length: random.below(4) }, () => conditions(random.below(3))),
				};
				const wanted = records.filter(({ values }) => {
					const all = (list: Condition[]) => list.every((condition) => holds(condition, values));
					return all(query.conditions) && (query.anyOf.length === 0 || query.anyOf.some(all));
				});
				const ids = (await all(world.crm.find('visit', query))).map(({ id }) => id).sort();
				expect({ query, ids }).toEqual({ query, ids: wanted.map(({ id }) => id).sort() });
				hits += ids.length;
			}
			expect(hits).toBeGreaterThan(200);
		});

		it('a moment is the same moment however it is written', async () => {
			const at = '2026-03-01T08:00:00.000Z';
			const same = expected({ field: 'startsAt', operator: 'is', value: at });
			expect(same.length).toBeGreaterThan(0);
			expect(await found({ field: 'startsAt', operator: 'is', value: '2026-03-01T08:00:00Z' })).toEqual(same);
			expect(await found({ field: 'startsAt', operator: 'is', value: '2026-03-01T10:00:00+02:00' })).toEqual(same);
		});

		it.each([
			['distance', 'greaterThan', 'far'],
			['price', 'is', 'dear'],
			['day', 'atLeast', 'someday'],
			['startsAt', 'lessThan', 'soon'],
			['urgent', 'is', 'maybe'],
		] as const)('%s %s "%s" is refused, not answered with nothing', async (field, operator, value) => {
			await expectRefusal(found({ field, operator, value }), 'invalidValue', field);
		});

		it('one of none finds nothing', async () => {
			expect(await found({ field: 'color', operator: 'isOneOf', value: [] })).toEqual([]);
		});

		it('one of ten thousand finds what is among them', async () => {
			const ids = Array.from({ length: 10_000 }, (_, index) => `x${index}`);
			expect(await found({ field: 'note', operator: 'isOneOf', value: [...ids, 'ab'] })).toEqual(
				expected({ field: 'note', operator: 'is', value: 'ab' }),
			);
		});
	});
}

/** What the operators mean. An empty value is never equal, near or among anything, and so always `isNot`. */
function holds({ field, operator, value }: Condition, values: Values): boolean {
	const present = values[field] ?? null;
	if (operator === 'isEmpty') return present === null;
	if (operator === 'isNotEmpty') return present !== null;
	if (operator === 'isNot') return present !== value;
	if (operator === 'isNoneOf') return present === null || !(value as string[]).includes(String(present));
	if (operator === 'doesNotContain')
		return present === null || !(Array.isArray(present) ? present : String(present)).includes(String(value));
	if (present === null) return false;
	switch (operator) {
		case 'is':
			return present === value;
		case 'contains':
			return Array.isArray(present) ? present.includes(String(value)) : String(present).includes(String(value));
		case 'startsWith':
			return String(present).startsWith(String(value));
		case 'isOneOf':
			return (value as string[]).includes(String(present));
		case 'greaterThan':
			return present > value!;
		case 'atLeast':
			return present >= value!;
		case 'lessThan':
			return present < value!;
		case 'atMost':
			return present <= value!;
		case 'between': {
			const [from, to] = (value as string[]).map((part) => (typeof present === 'number' ? Number(part) : part));
			return present >= from! && present <= to!;
		}
		default:
			throw new Error(`What "${operator}" means is in conditionMeanings.`);
	}
}

function conditionsOn(field: string, operator: Operator, examples: readonly FieldValue[]): Condition[] {
	if (EMPTY.includes(operator)) return [{ field, operator }];
	if (operator === 'between')
		return examples.slice(1).map((value, index) => ({ field, operator, value: [String(examples[index]), String(value)] }));
	if (operator === 'isOneOf' || operator === 'isNoneOf')
		return [examples.slice(0, 1), examples.slice(0, 2), examples.slice(1)].map((value) => ({ field, operator, value: value as string[] }));
	if (field === 'tags') return TAGS.map((value) => ({ field, operator, value }));
	if (operator === 'contains' || operator === 'doesNotContain')
		return examples.map((value) => ({ field, operator, value: String(value).slice(1, 4) || String(value) }));
	if (operator === 'startsWith') return examples.map((value) => ({ field, operator, value: String(value).slice(0, 2) }));
	return examples.map((value) => ({ field, operator, value }));
}

function exampleValues(users: string[], clinics: string[]): Record<string, FieldValue[]> {
	return {
		title: ['north house', 'south house', 'harbour'],
		note: ['a', 'ab', 'abc', 'b'],
		body: ['one two', 'two three', '10'],
		email: ['a@b.example', 'ab@b.example', 'c@d.example'],
		phone: ['+48 1', '+48 12', '555'],
		website: ['https://a.example/', 'https://b.example/'],
		externalId: ['1', '10', '2'],
		distance: [-2, 0, 0.5, 2, 10, 9],
		price: [0, 9.99, 10, 100],
		day: ['2023-12-31', '2024-02-29', '2026-01-01'],
		startsAt: ['1999-12-31T23:00:00.000Z', '2026-03-01T08:00:00.000Z', '2026-03-01T08:00:00.001Z'],
		urgent: [true, false],
		color: COLORS,
		tags: [['new'], ['new', 'vip'], ['late'], TAGS],
		doctor: users,
		responsible: users,
		clinic: clinics,
		pipeline: ['visiting', 'followUp'],
		stage: ['visiting:planned', 'visiting:going', 'followUp:called'],
	};
}

function randomValues(random: SeededRandom, examples: Record<string, FieldValue[]>): Values {
	const values: Values = {};
	for (const [field, list] of Object.entries(examples)) {
		const kept = field === 'title' || field === 'stage' || (field !== 'pipeline' && random.chance(0.7));
		if (kept) values[field] = random.pick(list);
	}
	return { ...values, pipeline: String(values['stage']).split(':')[0]! };
}
