import {
	changeStages,
	createRecords,
	deleteRecords,
	findRecords,
	getRecord,
	updateRecords,
	upsertRecords,
} from '../../../../../src/automation/families/records/records';
import type { CrmRecord } from '../../../../../src/model/record';
import type { User } from '../../../../../src/model/user';
import { Office, refOf, refusal, resultsOf } from '../../office';

let office: Office;
let ann: User;
let acme: CrmRecord;

beforeAll(async () => {
	office = await Office.open();
	await office.furnish();
	[ann] = (await office.hire(
		{ name: 'Ann Berg', email: 'ann@firm.example' },
		{ name: 'Bo Lind', email: 'bo1@firm.example' },
		{ name: 'Bo Lind', email: 'bo2@firm.example' },
	)) as [User];
	[acme] = (await office.add('company', { title: 'Acme' }, { title: 'Twin' }, { title: 'Twin' })) as [CrmRecord];
});
afterAll(async () => await office.close());

let made = 0;
const title = () => `Deal ${++made}`;
const deal = async (values = {}) => await office.runOne(createRecords, { type: 'deal', values: { title: title(), ...values } });

describe('creating records', () => {
	it('takes what people write, and gives names beside ids, flat', async () => {
		const values = {
			title: 'Big one',
			stage: 'proposal',
			responsible: 'ANN@firm.example',
			amount: '1250.50',
			closeDate: '2026-05-01T22:30:00Z',
			company: 'Acme',
			currency: 'eur',
			tags: 'Hot one, cold',
			advisor: 'ann berg',
			urgent: 'yes',
			meetsAt: '2026-06-01T10:00',
			externalId: 'X-1',
		};
		const output = await office.runOne(createRecords, { type: 'deal', values });
		expect(output).toEqual({
			id: expect.any(String),
			type: 'deal',
			title: 'Big one',
			pipeline: 'Sales',
			pipelineId: 'sales',
			stage: 'Proposal',
			stageId: 'sales:proposal',
			responsible: 'Ann Berg',
			responsibleId: ann.id,
			responsibleEmail: 'ann@firm.example',
			externalId: 'X-1',
			createdAt: '2026-03-02T09:00:00.000Z',
			updatedAt: '2026-03-02T09:00:00.000Z',
			version: '1',
			amount: 1250.5,
			currency: 'EUR',
			closeDate: '2026-05-02',
			company: 'Acme',
			companyId: acme.id,
			contact: null,
			contactId: null,
			source: null,
			description: null,
			tags: ['hot', 'cold'],
			advisor: 'Ann Berg',
			advisorId: ann.id,
			urgent: true,
			meetsAt: '2026-06-01T08:00:00.000Z',
		});
		expect(Object.keys(output).slice(0, 14)).toEqual([
			'id',
			'type',
			'title',
			'pipeline',
			'pipelineId',
			'stage',
			'stageId',
			'responsible',
			'responsibleId',
			'responsibleEmail',
			'externalId',
			'createdAt',
			'updatedAt',
			'version',
		]);
	});

	it('a type without stages has none in its output', async () => {
		expect(Object.keys(await office.runOne(createRecords, { type: 'company', values: { title: 'Flat' } }))).not.toEqual(
			expect.arrayContaining(['stage']),
		);
	});

	it('the id of a stage says which pipeline a new record goes to; so does a pipeline by name', async () => {
		expect(await deal({ stage: 'renewals:asked' })).toMatchObject({ pipeline: 'Renewals', stage: 'Asked' });
		expect(await deal({ pipeline: 'renewals', stage: 'asked' })).toMatchObject({ pipeline: 'Renewals', stage: 'Asked' });
		expect(await deal({ pipeline: 'Renewals' })).toMatchObject({ stage: 'Due' });
	});

	it('a link is found by title or id', async () => {
		expect(await deal({ company: acme.id })).toMatchObject({ company: 'Acme', companyId: acme.id });
	});

	it.each<[string, Record<string, unknown>, string, string[]]>([
		['an unknown field', { colour: 'red' }, 'notFound', ['Field "colour"', 'Deal']],
		['an unknown stage', { stage: 'Proposl' }, 'notFound', ['Stage "Proposl"', 'Sales']],
		['a stage of another pipeline', { stage: 'Asked' }, 'notFound', ['"Asked"', '"Renewals"', '"Sales"']],
		['an unknown pipeline', { pipeline: 'Support' }, 'notFound', ['Pipeline "Support"']],
		['an unknown user', { responsible: 'Ann Burg' }, 'notFound', ['"Ann Burg"', 'Responsible']],
		[
			'a name that two people have',
			{ responsible: 'bo lind' },
			'invalidValue',
			['Responsible', '2 users', 'bo1@firm.example', 'bo2@firm.example'],
		],
		['an unknown company', { company: 'Acne' }, 'notFound', ['Company', '"Acne"']],
		['a title that two companies have', { company: 'Twin' }, 'invalidValue', ['Company', '"Twin"']],
		['no choice', { currency: 'Taler' }, 'invalidValue', ['Currency', '"Taler"']],
		['no number', { amount: 'much' }, 'invalidValue', ['Amount', '"much"']],
		['no date', { closeDate: '2026-02-30' }, 'invalidValue', ['Close date', '"2026-02-30"']],
		['no title', { title: ' ' }, 'missingValue', ['Title']],
	])('%s is refused, naming it, and nothing is written', async (_, values, code, words) => {
		const before = (await findRecords(office.scope, 'deal', {})).length;
		await expect(deal(values)).rejects.toEqual(refusal(code, ...words));
		expect((await findRecords(office.scope, 'deal', {})).length).toBe(before);
	});

	it('an unknown type is refused', async () => {
		await expect(office.runOne(createRecords, { type: 'spaceship', values: { title: 'x' } })).rejects.toEqual(
			refusal('notFound', 'spaceship'),
		);
	});

	it('one bad row of many does not undo the good ones', async () => {
		const inputs = ['1', '2', 'much', '4'].map((amount) => ({ type: 'deal', values: { title: title(), amount } }));
		const outcomes = await office.runStep(createRecords, inputs, 'mixed');
		expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, false, true]);
	});
});

describe('changing records', () => {
	it('changes what is given, empties what is null, and leaves the rest', async () => {
		const { id } = await deal({ amount: 5, company: 'Acme' });
		expect(await office.runOne(updateRecords, { type: 'deal', id, values: { company: null, urgent: true } })).toMatchObject({
			amount: 5,
			company: null,
			companyId: null,
			urgent: true,
			version: '2',
		});
	});

	it('a stage is looked for in the pipeline of the record', async () => {
		const { id } = await deal({ stage: 'renewals:due' });
		expect(await office.runOne(updateRecords, { type: 'deal', id, values: { stage: 'asked' } })).toMatchObject({ stage: 'Asked' });
		await expect(office.runOne(updateRecords, { type: 'deal', id, values: { stage: 'Won' } })).rejects.toEqual(
			refusal('notFound', '"Won"', '"Sales"', '"Renewals"'),
		);
	});

	it('a version that does not hold is a conflict; a record that is gone is told', async () => {
		const { id } = await deal();
		await expect(office.runOne(updateRecords, { type: 'deal', id, values: { amount: 1 }, ifVersion: '7' })).rejects.toEqual(
			refusal('conflict', '7'),
		);
		await expect(office.runOne(updateRecords, { type: 'deal', id: '999999', values: { amount: 1 } })).rejects.toEqual(
			refusal('notFound', '999999'),
		);
	});

	it('deleting gives the last known state', async () => {
		const { id } = await deal({ amount: 5, company: 'Acme' });
		expect(await office.runOne(deleteRecords, { type: 'deal', id })).toMatchObject({
			deleted: true,
			type: 'deal',
			id,
			record: { amount: 5, company: 'Acme' },
		});
		await expect(getRecord(office.scope, { type: 'deal', id })).rejects.toEqual(refusal('notFound', id));
	});
});

describe('upserting records', () => {
	it('updates by external id or creates, in the order of the rows', async () => {
		const known = await deal({ externalId: 'U-1', amount: 1 });
		const rows = [
			{ externalId: 'U-2', title: 'New' },
			{ externalId: 'U-1', amount: 2 },
		];
		const [created, updated] = await office.run(
			upsertRecords,
			rows.map((values) => ({ type: 'deal', values })),
		);
		expect(created).toMatchObject({ title: 'New', version: '1', externalId: 'U-2' });
		expect(updated).toMatchObject({ id: known.id, amount: 2, version: '2' });
	});

	it('two rows of one call with the same value are one record, the later changes the earlier', async () => {
		const rows = [
			{ externalId: 'U-3', title: 'First', amount: 1 },
			{ externalId: 'U-3', amount: 2, urgent: true },
		];
		const [first, second] = await office.run(
			upsertRecords,
			rows.map((values) => ({ type: 'deal', values })),
		);
		expect(second).toMatchObject({ id: first!.id, title: 'First', amount: 2, urgent: true });
		expect(first).toEqual(second);
	});

	it('matches by another field, and refuses when several records have the value', async () => {
		await office.add('company', { title: 'Solo', industry: 'rail' });
		const upsert = async (values: Record<string, string>, matchField: string) =>
			await office.runOne(upsertRecords, { type: 'company', matchField, values });
		expect(await upsert({ title: 'Solo', industry: 'road' }, 'title')).toMatchObject({ industry: 'road', version: '2' });
		await expect(upsert({ title: 'Twin', industry: 'road' }, 'title')).rejects.toEqual(refusal('invalidValue', '2 records', '"Twin"'));
	});

	it('a row without the value, or an unknown field, is refused', async () => {
		await expect(office.runOne(upsertRecords, { type: 'deal', values: { title: 'x' } })).rejects.toEqual(
			refusal('missingValue', 'externalId'),
		);
		await expect(office.runOne(upsertRecords, { type: 'deal', matchField: 'nr', values: { title: 'x' } })).rejects.toEqual(
			refusal('notFound', '"nr"'),
		);
	});

	it('8,800 rows go in, and in again without a change', async () => {
		const inputs = Array.from({ length: 8800 }, (_, index) => ({
			type: 'deal',
			values: {
				externalId: `B-${index}`,
				title: `Bulk ${index}`,
				amount: index,
				responsible: 'Ann Berg',
				company: 'Acme',
				closeDate: '2026-05-01',
				stage: 'Proposal',
			},
		}));
		const created = await office.run(upsertRecords, inputs);
		const again = await office.run(upsertRecords, inputs);
		expect(created.every((record, index) => record.externalId === `B-${index}` && record.version === '1')).toBe(true);
		expect(again.map(({ id, version }) => [id, version])).toEqual(created.map(({ id, version }) => [id, version]));
	});
});

describe('changing stages', () => {
	it('by name or id within the pipeline of the record', async () => {
		const { id } = await deal();
		expect(await office.runOne(changeStages, { type: 'deal', id, stage: 'proposal' })).toMatchObject({
			stage: 'Proposal',
			stageBefore: 'New',
			moved: true,
			version: '2',
		});
		expect(await office.runOne(changeStages, { type: 'deal', id, stage: 'sales:won' })).toMatchObject({
			stage: 'Won',
			stageBefore: 'Proposal',
			moved: true,
		});
		await expect(office.runOne(changeStages, { type: 'deal', id, stage: 'Due' })).rejects.toEqual(
			refusal('notFound', '"Due"', '"Renewals"', '"Sales"'),
		);
		await expect(office.runOne(changeStages, { type: 'deal', id, stage: '' })).rejects.toEqual(refusal('missingValue', 'stage'));
	});

	it('only forward leaves those alone that are as far', async () => {
		const ahead = await deal({ stage: 'Won' });
		const behind = await deal();
		const move = { type: 'deal', stage: 'Proposal', onlyForward: true };
		const [stayed, moved] = await office.run(changeStages, [
			{ ...move, id: ahead.id },
			{ ...move, id: behind.id },
		]);
		expect(stayed).toMatchObject({ moved: false, stage: 'Won', stageBefore: 'Won', version: '1' });
		expect(moved).toMatchObject({ moved: true, stage: 'Proposal' });
		expect(await office.runOne(changeStages, { ...move, onlyForward: false, id: ahead.id })).toMatchObject({
			moved: true,
			stage: 'Proposal',
		});
	});

	it('200 at once, each once; the same step again changes nothing and gives the same', async () => {
		const deals = await office.add('deal', ...Array.from({ length: 200 }, () => ({ title: title() })));
		const inputs = deals.map((record) => ({ ...refOf(record), stage: 'Qualified' }));
		const first = await office.runStep(changeStages, inputs, 'move200');
		const head = await office.scope.feed.head();
		const second = await office.runStep(changeStages, inputs, 'move200');
		expect(resultsOf(first).every(({ stage, moved }) => stage === 'Qualified' && moved)).toBe(true);
		expect(second.every((outcome) => outcome.ok && outcome.repeated)).toBe(true);
		expect(resultsOf(second)).toEqual(resultsOf(first));
		expect(await office.scope.feed.head()).toBe(head);
	});

	it('the same step for another record is refused', async () => {
		const [one, other] = await office.add('deal', { title: title() }, { title: title() });
		await office.runStep(changeStages, [{ ...refOf(one!), stage: 'Won' }], 'moveOne');
		const [outcome] = await office.runStep(changeStages, [{ ...refOf(other!), stage: 'Won' }], 'moveOne');
		expect(outcome).toEqual({ ok: false, error: refusal('effectMismatch') });
	});
});

describe('finding records', () => {
	it('conditions take names, titles and labels', async () => {
		const { id } = await deal({ responsible: 'Ann Berg', company: 'Acme', currency: 'PLN', stage: 'Negotiation' });
		const found = await findRecords(office.scope, 'deal', {
			conditions: [
				{ field: 'responsible', operator: 'is', value: 'ann@firm.example' },
				{ field: 'company', operator: 'is', value: 'Acme' },
				{ field: 'stage', operator: 'isOneOf', value: ['negotiation', 'Won'] },
				{ field: 'currency', operator: 'is', value: 'pln' },
				{ field: 'title', operator: 'startsWith', value: 'Deal' },
			],
		});
		expect(found.map((record) => record.id)).toEqual([id]);
	});

	it('an unknown stage or field in a condition is refused', async () => {
		await expect(findRecords(office.scope, 'deal', { conditions: [{ field: 'stage', operator: 'is', value: 'Lunch' }] })).rejects.toEqual(
			refusal('notFound', '"Lunch"'),
		);
		await expect(findRecords(office.scope, 'deal', { conditions: [{ field: 'nr', operator: 'is', value: '1' }] })).rejects.toEqual(
			refusal('notFound', '"nr"'),
		);
	});

	it('users are records too, with their supervisor by name', async () => {
		const [cy] = await office.hire({ name: 'Cy', supervisorId: ann.id });
		expect(await getRecord(office.scope, { type: 'user', id: cy!.id })).toMatchObject({
			type: 'user',
			title: 'Cy',
			name: 'Cy',
			supervisor: 'Ann Berg',
			supervisorId: ann.id,
			active: true,
		});
	});
});
