import { assignRecords } from '../../../../../src/automation/families/records/assignRecords';
import type { RecordRef, Values } from '../../../../../src/model/record';
import type { User, UserDraft } from '../../../../../src/model/user';
import { Office, refOf, refusal } from '../../office';
import type { AssignRecordInput } from '../../../../../src/automation/families/records/inputs';

let office: Office;
beforeEach(async () => {
	office = await Office.open();
	await office.scope.crm.users.groups.save!(['North', 'South', 'Empty']);
});
afterEach(async () => await office.close());

const inGroup = async (name: string, more: Partial<UserDraft> = {}, group = 'North'): Promise<User> =>
	(await office.hire({ name, groups: [group], ...more }))[0]!;
const deals = async (count: number, values: Values = {}): Promise<RecordRef[]> =>
	(await office.add('deal', ...Array.from({ length: count }, (_, index) => ({ title: `Deal ${index}`, ...values })))).map(refOf);
const SETTINGS = { load: 'openRecords', whenNobody: 'refuse' } as const;
const inTurn = (ref: RecordRef, group = 'North'): AssignRecordInput => ({
	...ref,
	...SETTINGS,
	otherwise: { kind: 'group', group, method: 'roundRobin' },
});
const leastLoaded = (ref: RecordRef, more: Partial<AssignRecordInput> = {}): AssignRecordInput => ({
	...ref,
	...SETTINGS,
	otherwise: { kind: 'group', group: 'north', method: 'leastLoaded' },
	...more,
});
const assign = async (inputs: AssignRecordInput[]) => await office.run(assignRecords, inputs);
const names = async (inputs: AssignRecordInput[]) => (await assign(inputs)).map(({ assignedTo }) => assignedTo);

describe('in turn', () => {
	test('five items over two people alternate, and the next call goes on', async () => {
		await inGroup('Ann');
		await inGroup('Bo');
		expect(await names((await deals(5)).map((ref) => inTurn(ref)))).toEqual(['Ann', 'Bo', 'Ann', 'Bo', 'Ann']);
		expect(await names((await deals(2)).map((ref) => inTurn(ref)))).toEqual(['Bo', 'Ann']);
	});

	test('who is away or has left is skipped, and named', async () => {
		await inGroup('Ann');
		const bo = await inGroup('Bo', { absentFrom: '2026-03-01', absentUntil: '2026-03-02' });
		await inGroup('Cy', { active: false });
		await inGroup('Di');
		const outputs = await assign((await deals(3)).map((ref) => inTurn(ref)));
		expect(outputs.map(({ assignedTo }) => assignedTo)).toEqual(['Ann', 'Di', 'Ann']);
		expect(outputs[0]!.reason).toBe('It is the turn of Ann in the group "North". Away: Bo.');
		await office.change(bo, { absentFrom: null, absentUntil: null });
		expect(await names((await deals(2)).map((ref) => inTurn(ref)))).toEqual(['Bo', 'Di']);
	});

	test('each group and each record type has a rotation of its own', async () => {
		await inGroup('Ann');
		await inGroup('Bo');
		await inGroup('Xi', {}, 'South');
		const [lead] = await office.add('lead', { title: 'Lead' });
		const [first, second, third] = await deals(3);
		expect(await names([inTurn(first!), inTurn(second!, 'South'), inTurn(refOf(lead!)), inTurn(third!)])).toEqual([
			'Ann',
			'Xi',
			'Ann',
			'Bo',
		]);
	});

	test('the same step again gives the same person and takes no turn', async () => {
		await inGroup('Ann');
		await inGroup('Bo');
		const [first, second] = await deals(2);
		const once = await office.runStep(assignRecords, [inTurn(first!)], 'same step');
		const again = await office.runStep(assignRecords, [inTurn(first!)], 'same step');
		expect(again).toEqual([{ ...once[0]!, repeated: true }]);
		expect(once[0]).toMatchObject({ result: { assignedTo: 'Ann' } });
		expect(await names([inTurn(second!)])).toEqual(['Bo']);
	});

	test('a refused call takes no turn', async () => {
		await inGroup('Ann');
		await inGroup('Bo');
		const [first] = await deals(1);
		await expect(office.runOne(assignRecords, { ...inTurn(first!), id: '999' })).rejects.toEqual(refusal('notFound', '999'));
		const all = office.scope.ledger.transaction(async () => {
			await assignRecords.perform(office.scope, [inTurn(first!)], {});
			throw new Error('undo');
		});
		await expect(all).rejects.toThrow('undo');
		expect(await names([inTurn(first!)])).toEqual(['Ann']);
	});
});

describe('by load', () => {
	test('the fewest open records of the type; what is given out counts, won ones do not', async () => {
		const ann = await inGroup('Ann');
		const bo = await inGroup('Bo');
		await deals(2, { responsible: ann.id });
		await deals(5, { responsible: bo.id, stage: 'sales:won' });
		await office.add('lead', ...Array.from({ length: 4 }, (_, index) => ({ title: `Lead ${index}`, responsible: bo.id })));
		const outputs = await assign((await deals(5)).map((ref) => leastLoaded(ref)));
		expect(outputs.map(({ assignedTo }) => assignedTo)).toEqual(['Bo', 'Bo', 'Ann', 'Bo', 'Ann']);
		expect(outputs[0]!.reason).toBe('In the group "North", Bo has the fewest open deals (0).');
	});

	test('open tasks instead', async () => {
		const ann = await inGroup('Ann');
		const bo = await inGroup('Bo');
		await deals(3, { responsible: bo.id });
		await office.scope.crm.tasks.create(
			[1, 2].map((number) => ({ title: `Task ${number}`, responsibleId: ann.id })),
			{},
		);
		expect(await names((await deals(4)).map((ref) => leastLoaded(ref, { load: 'openTasks' })))).toEqual(['Bo', 'Bo', 'Ann', 'Bo']);
	});

	test('a record does not speak against the one who has it', async () => {
		const ann = await inGroup('Ann');
		await inGroup('Bo');
		const [own] = await deals(1, { responsible: ann.id });
		expect(await assign([leastLoaded(own!)])).toEqual([
			expect.objectContaining({ assignedTo: 'Ann', responsibleBefore: 'Ann', responsibleBeforeId: ann.id }),
		]);
	});
});

describe('by rules', () => {
	const rules = (group: string, user: string): AssignRecordInput['rules'] => [
		{
			name: 'Big',
			conditions: [
				{ field: 'amount', operator: 'atLeast', value: 1000 },
				{ field: 'source', operator: 'is', value: 'Website' },
			],
			to: { kind: 'user', user },
		},
		{ name: '', conditions: [{ field: 'source', operator: 'isNotEmpty' }], to: { kind: 'group', group, method: 'roundRobin' } },
	];

	test('the first that holds decides and says why; then the fallback', async () => {
		const ann = await inGroup('Ann');
		const [zoe] = await office.hire({ name: 'Zoe', email: 'zoe@example.com' });
		const made = await office.add(
			'deal',
			{ title: 'A', amount: 1200, source: 'website', responsible: ann.id },
			{ title: 'B', amount: 10, source: 'website' },
			{ title: 'C' },
		);
		const inputs = made.map((record): AssignRecordInput => ({
			...refOf(record),
			...SETTINGS,
			rules: rules('North', 'zoe@example.com'),
			otherwise: { kind: 'user', user: zoe!.id },
		}));
		const outputs = await assign(inputs);
		expect(outputs).toMatchObject([
			{
				assigned: true,
				assignedTo: 'Zoe',
				assignedToId: zoe!.id,
				responsible: 'Zoe',
				responsibleBefore: 'Ann',
				rule: 'Big',
				reason: 'Rule "Big" holds: Amount is at least 1000 (it is 1200) and Source is Website (it is Website). Zoe was chosen.',
			},
			{ assignedTo: 'Ann', responsibleBefore: null, rule: 'Rule 2', reason: expect.stringContaining('It is the turn of Ann') },
			{ assignedTo: 'Zoe', rule: null, reason: 'No rule holds, so the fallback decides. Zoe was chosen.' },
		]);
		expect((await office.scope.crm.get(made[0]!))?.values).toMatchObject({ responsible: zoe!.id });
	});

	test('when nobody of the rule is available, the fallback takes over', async () => {
		await inGroup('Ann', { absentFrom: '2026-01-01' });
		await office.hire({ name: 'Zoe' });
		const [deal] = await office.add('deal', { title: 'A', source: 'website' });
		const [output] = await assign([
			{ ...refOf(deal!), ...SETTINGS, rules: rules('North', 'Zoe'), otherwise: { kind: 'user', user: 'Zoe' } },
		]);
		expect(output).toMatchObject({
			assignedTo: 'Zoe',
			rule: null,
			reason: expect.stringMatching(/Nobody in the group "North" is available\. Away: Ann\. So the fallback decides\. Zoe was chosen\./),
		});
	});

	test('no rule holds: refused, or left as it is', async () => {
		const ann = await inGroup('Ann');
		const [ref] = await deals(1, { responsible: ann.id });
		const input = { ...ref!, ...SETTINGS, rules: rules('North', 'Ann') };
		await expect(assign([input])).rejects.toEqual(refusal('missingValue', 'deal "Deal 0"', 'None of the 2 rules holds'));
		expect(await assign([{ ...input, otherwise: 'keep' }])).toMatchObject([
			{
				assigned: false,
				assignedTo: null,
				responsible: 'Ann',
				reason: 'None of the 2 rules holds. The responsible person stays as it was.',
			},
		]);
	});

	test.each([
		['an unknown field', [{ field: 'nope', operator: 'isEmpty' }], 'notFound', 'nope'],
		['a condition without a value', [{ field: 'amount', operator: 'atLeast', value: '' }], 'missingValue', 'Amount'],
	] as const)('%s is refused', async (_, conditions, code, word) => {
		await inGroup('Ann');
		const [ref] = await deals(1);
		await expect(assign([{ ...ref!, ...SETTINGS, rules: [{ name: 'x', conditions, to: { kind: 'user', user: 'Ann' } }] }])).rejects.toEqual(
			refusal(code, word),
		);
	});
});

describe('nobody is available', () => {
	test.each([
		['everybody is away', { kind: 'group', group: 'North', method: 'leastLoaded' }, 'Away: Ann'],
		['nobody is in the group', { kind: 'group', group: 'Empty', method: 'roundRobin' }, 'Nobody in the group "Empty"'],
		['the user is away', { kind: 'user', user: 'Ann' }, 'Ann is away'],
		['the user has left', { kind: 'user', user: 'Bo' }, 'Bo does not work here any more'],
	] as const)('%s: refused with the reason, or left as it is', async (_, otherwise, reason) => {
		await inGroup('Ann', { absentFrom: '2026-03-01' });
		await office.hire({ name: 'Bo', active: false });
		const [ref] = await deals(1);
		const input = { ...ref!, ...SETTINGS, otherwise };
		await expect(assign([input])).rejects.toEqual(refusal('missingValue', 'Deal 0', reason));
		expect(await assign([{ ...input, whenNobody: 'keep' }])).toMatchObject([
			{ assigned: false, assignedTo: null, reason: expect.stringContaining(reason) },
		]);
		expect((await office.scope.crm.get(ref!))?.version).toBe('1');
	});

	test('an unknown group or user is refused in any case', async () => {
		const [ref] = await deals(1);
		await expect(assign([{ ...inTurn(ref!, 'Nowhere'), whenNobody: 'keep' }])).rejects.toEqual(refusal('notFound', 'Nowhere'));
		await expect(assign([{ ...ref!, ...SETTINGS, otherwise: { kind: 'user', user: 'Zed' } }])).rejects.toEqual(refusal('notFound', 'Zed'));
	});
});

test('only records without a responsible person: one who left does not count', async () => {
	const ann = await inGroup('Ann');
	const gone = (await office.hire({ name: 'Gone', active: false }))[0]!;
	const made = await office.add('deal', { title: 'A', responsible: ann.id }, { title: 'B' }, { title: 'C', responsible: gone.id });
	const outputs = await assign(made.map((record) => ({ ...inTurn(refOf(record)), onlyUnassigned: true })));
	expect(outputs.map(({ assigned }) => assigned)).toEqual([false, true, true]);
	expect(outputs[2]).toMatchObject({ responsibleBefore: 'Gone', assignedTo: 'Ann' });
});
