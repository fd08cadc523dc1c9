import { Directory } from '../../../../../src/automation/words/directory/directory';
import { RuleConditions } from '../../../../../src/automation/words/conditions/RuleConditions';
import type { Condition } from '../../../../../src/model/query';
import type { CrmRecord } from '../../../../../src/model/record';
import { Office, refusal } from '../../office';

let office: Office;
let big: CrmRecord;
let small: CrmRecord;
beforeEach(async () => {
	office = await Office.open();
	const [anna] = await office.hire({ name: 'Anna Agent' });
	[big, small] = (await office.add(
		'deal',
		{ title: 'Big', amount: 5000, responsible: anna!.id, closeDate: '2026-03-05' },
		{ title: 'Small' },
	)) as [CrmRecord, CrmRecord];
});
afterEach(async () => await office.close());

const verdict = async (record: CrmRecord, ...conditions: Condition[]) => {
	const rules = await RuleConditions.of(office.scope, new Directory(office.scope), [big, small]);
	return await rules.verdict(record, conditions);
};

test('without conditions a rule always holds', async () => {
	expect(await verdict(small)).toEqual({ holds: true, because: 'it has no conditions' });
});

test('all must hold, and each is said with the value of the record, in names', async () => {
	const conditions: Condition[] = [
		{ field: 'amount', operator: 'atLeast', value: 1000 },
		{ field: 'responsible', operator: 'is', value: 'Anna Agent' },
	];
	expect(await verdict(big, ...conditions)).toEqual({
		holds: true,
		because: 'Amount is at least 1000 (it is 5000) and Responsible is Anna Agent (it is Anna Agent)',
	});
	expect(await verdict(small, ...conditions)).toMatchObject({
		holds: false,
		because: expect.stringMatching(/^not: Amount is at least 1000/),
	});
});

test('dates are meant from the clock of the scope', async () => {
	const soon: Condition = { field: 'closeDate', operator: 'withinNext', value: '7 days' };
	expect((await verdict(big, soon)).holds).toBe(true);
	office.clock.at = new Date('2026-03-06T09:00:00Z');
	expect((await verdict(big, soon)).holds).toBe(false);
});

test('what people wrote is looked up once for all records of a call', async () => {
	const rules = await RuleConditions.of(office.scope, new Directory(office.scope), [big, small]);
	const condition: Condition = { field: 'responsible', operator: 'is', value: 'Anna Agent' };
	let asked = 0;
	const { users } = office.scope.crm;
	const list = users.find.bind(users);
	users.find = async () => (asked++, await list());
	for (const record of [big, small, big]) await rules.verdict(record, [condition]);
	expect(asked).toBeLessThanOrEqual(1);
});

test.each([
	['a field that there is not', { field: 'nope', operator: 'isEmpty' }, 'notFound', 'nope'],
	['a person that there is not', { field: 'responsible', operator: 'is', value: 'Zed' }, 'notFound', 'Zed'],
	['a number that is none', { field: 'amount', operator: 'atLeast', value: 'many' }, 'invalidValue', 'many'],
] as const)('refused: %s', async (_, condition, code, word) => {
	await expect(verdict(big, condition as Condition)).rejects.toEqual(refusal(code, word));
});
