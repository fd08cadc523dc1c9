import { meets, meetsAny } from '../../../src/model/conditions';
import { operatorsOf } from '../../../src/model/operators';
import type { Condition, Operator } from '../../../src/model/query';
import type { CrmRecord, FieldValue, Values } from '../../../src/model/record';
import { STAMP_FIELDS, type Field } from '../../../src/model/recordType';
import type { ContractSubject } from '../support/ContractSubject';
import { COLORS, TAGS } from '../support/schema';
import { SeededRandom } from '../support/SeededRandom';
import { all, openFor } from '../support/World';

const ZONES = ['Europe/Warsaw', 'America/New_York', 'Asia/Kolkata', 'utc'];
const WORDS = [
	'Åsa',
	'ÖRE',
	'Łódź',
	'ŁÓDŹ gęś',
	'Доставка',
	'ЦВЕТЫ',
	'цвет',
	'acme',
	'The ACME Corp',
	'a_b',
	'100%',
	'10',
	'010',
	'ab',
	'AB',
	"o'clock",
	'\\',
	'',
];
const MINUTE_MS = 60_000;

/**
 * What a trigger compares in memory and what the CRM looks for is the same: every operator on every field, with random
 * values, finds exactly the records that `meets` lets through. What `meets` itself means is said in the unit tests.
 */
export function describeConditionMeanings(subject: ContractSubject): void {
	describe('conditions mean the same in memory and in the CRM', () => {
		const world = openFor(subject);
		const random = new SeededRandom(20_261_125);
		let fields: Field[];
		let records: CrmRecord[];
		let people: string[];
		let clinics: string[];

		beforeAll(async () => {
			people = [await world.user(), await world.user()].map(({ id }) => id);
			clinics = [await world.clinic(), await world.clinic()].map(({ id }) => id);
			fields = (await world.crm.describe('visit')).fields;
			await world.visits(Array.from({ length: 200 }, randomValues));
			records = await all(world.crm.find('visit'));
		});

		const now = () => world.clock.now();
		const moment = () => new Date(now().getTime() + (random.below(6 * 24 * 60) - 3 * 24 * 60) * 30 * MINUTE_MS).toISOString();

		function randomValues(): Values {
			const values: Values = { stage: random.pick(['visiting:planned', 'visiting:going']) };
			for (const field of fields)
				if (random.chance(0.7) && field.kind !== 'stage' && field.name !== 'externalId') values[field.name] = randomValue(field);
			return { ...values, pipeline: 'visiting', title: `${random.pick(WORDS)} ${random.below(3)}` };
		}

		function randomValue({ name, kind }: Field): FieldValue {
			switch (kind) {
				case 'number':
				case 'money':
					return random.pick([-1, 0, 0.5, 2, 10, 100]);
				case 'boolean':
					return random.chance(0.5);
				case 'date':
					return moment().slice(0, 10);
				case 'dateTime':
					return moment();
				case 'choice':
					return random.pick(COLORS);
				case 'multiChoice':
					return TAGS.filter(() => random.chance(0.5));
				case 'user':
					return random.pick(people);
				case 'record':
					return random.pick(clinics);
				case 'pipeline':
					return 'visiting';
				case 'stage':
					return random.pick(['visiting:planned', 'visiting:going', 'visiting:paid']);
				case 'email':
					return random.pick(['Anna@Example.com', 'anna@example.com', 'ÅSA@example.com']);
				case 'url':
					return random.pick(['https://A.example/', 'https://a.example/']);
				default:
					return name === 'id' ? random.pick(records).id : random.pick(WORDS);
			}
		}

		function randomCondition(field: Field, operator: Operator): Condition {
			const timeZone = random.pick(ZONES);
			const condition = (value?: FieldValue): Condition => ({ field: field.name, operator, value, timeZone });
			const one = () => String(given(randomValue(field)));
			switch (operator) {
				case 'isEmpty':
				case 'isNotEmpty':
				case 'today':
					return condition();
				case 'isOneOf':
				case 'isNoneOf':
					return condition(Array.from({ length: random.below(4) }, one));
				case 'between':
					return condition([one(), one()]);
				case 'contains':
				case 'startsWith':
				case 'doesNotContain':
					return condition(field.kind === 'multiChoice' ? random.pick(TAGS) : one().slice(random.below(2), 2 + random.below(4)) || 'x');
				case 'withinLast':
				case 'withinNext':
					return condition(
						`${1 + random.below(60)} ${random.pick(field.kind === 'date' ? ['days', 'weeks', 'month'] : ['minutes', 'hours', 'day', 'weeks', 'months'])}`,
					);
				case 'onDay':
				case 'before':
				case 'after':
					return condition(random.chance(0.5) || field.kind === 'date' ? one().slice(0, 10) : one());
				default:
					return condition(field.kind === 'multiChoice' ? (randomValue(field) as string[]) : given(randomValue(field)));
			}
		}

		/** Nothing to compare with is refused elsewhere. */
		function given(value: FieldValue): FieldValue {
			if (Array.isArray(value)) return value[0] ?? TAGS[0]!;
			return value === '' ? 'x' : value;
		}

		const valuesOf = ({ id, version, createdAt, updatedAt, values }: CrmRecord): Values => ({
			...values,
			id,
			version,
			createdAt,
			updatedAt,
		});
		const found = async (conditions: Condition[], anyOf: Condition[][] = []) =>
			(await all(world.crm.find('visit', { conditions, anyOf }))).map(({ id }) => id).sort();
		const withKind = (condition: Condition): Condition => ({
			...condition,
			kind: askable().find(({ name }) => name === condition.field)!.kind,
		});
		const askable = () => [...fields, ...STAMP_FIELDS.filter(({ kind }) => kind === 'dateTime')];

		it('each operator that fits a field, on every field', async () => {
			const seen = new Map<Operator, number>();
			for (const field of askable()) {
				for (const operator of operatorsOf(field).filter((each) => each !== 'inGroup')) {
					for (let round = 0; round < 12; round++) {
						const condition = randomCondition(field, operator);
						const wanted = records
							.filter((record) => meets(valuesOf(record), withKind(condition), now()))
							.map(({ id }) => id)
							.sort();
						expect({ condition, ids: await found([condition]) }).toEqual({ condition, ids: wanted });
						seen.set(operator, (seen.get(operator) ?? 0) + wanted.length);
					}
				}
			}
			// Every operator found something at least once: nothing is compared with nothing.
			expect([...seen].filter(([, hits]) => hits === 0)).toEqual([]);
		});

		it('several conditions and groups together', async () => {
			let hits = 0;
			const some = (count: number) =>
				Array.from({ length: count }, () => {
					const field = random.pick(askable());
					return randomCondition(field, random.pick(operatorsOf(field).filter((each) => each !== 'inGroup')));
				});
			for (let round = 0; round < 150; round++) {
				const [conditions, anyOf] = [some(random.below(2)), Array.from({ length: random.below(4) }, () => some(1 + random.below(2)))];
				const wanted = records.filter((record) => {
					const values = valuesOf(record);
					return (
						conditions.every((condition) => meets(values, withKind(condition), now())) &&
						meetsAny(
							values,
							anyOf.map((group) => group.map(withKind)),
							now(),
						)
					);
				});
				expect({ conditions, anyOf, ids: await found(conditions, anyOf) }).toEqual({
					conditions,
					anyOf,
					ids: wanted.map(({ id }) => id).sort(),
				});
				hits += wanted.length;
			}
			expect(hits).toBeGreaterThan(500);
		});
	});
}
