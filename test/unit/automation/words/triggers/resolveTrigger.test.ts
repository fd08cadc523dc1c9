import { resolveTrigger } from '../../../../../src/automation/words/triggers/resolveTrigger';
import { firstMismatch, matches } from '../../../../../src/model/triggers/matching';
import type { Change } from '../../../../../src/model/change';
import type { Condition } from '../../../../../src/model/query';
import { Office, refusal } from '../../office';

let office: Office;
let ann: string;
beforeAll(async () => {
	office = await Office.open();
	await office.furnish();
	ann = (await office.hire({ name: 'Ann', groups: ['Printers'] }))[0]!.id;
});
afterAll(async () => await office.close());

const changed = (after: Change['after'], at = '2026-03-02T09:00:00.000Z'): Change => ({
	id: '1',
	ref: { type: 'deal', id: '1' },
	kind: 'updated',
	at,
	changed: ['amount'],
	before: after,
	after,
});
const resolve = async (...anyOf: Condition[][]) =>
	await resolveTrigger(office.scope, { event: 'recordChanged', recordType: 'deal', anyOf });

test('names in every group become ids, and one group that holds is enough', async () => {
	const filter = await resolve(
		[{ field: 'responsible', operator: 'inGroup', value: ['printers'] }],
		[
			{ field: 'stage', operator: 'isOneOf', value: ['Won'] },
			{ field: 'amount', operator: 'atLeast', value: '100' },
		],
	);
	expect(filter.anyOf).toMatchObject([[{ operator: 'isOneOf', value: [ann] }], [{ value: ['sales:won'] }, { value: 100 }]]);
	expect(matches(changed({ responsible: ann }), filter)).toBe(true);
	expect(matches(changed({ stage: 'sales:won', amount: 100 }), filter)).toBe(true);
	expect(firstMismatch(changed({ stage: 'sales:won', amount: 99 }), filter)).toBe('noAlternative');
});

test('"today" is the day of the change, where the workflow is', async () => {
	const filter = await resolve([{ field: 'meetsAt', operator: 'today' }]);
	const lateInStockholm = { meetsAt: '2026-03-02T23:30:00.000Z' };
	expect(matches(changed(lateInStockholm), filter)).toBe(false);
	expect(matches(changed(lateInStockholm, '2026-03-02T23:10:00.000Z'), filter)).toBe(true);
});

test('a group with a condition that can never hold is refused when the workflow is switched on', async () => {
	await expect(resolve([], [{ field: 'amount', operator: 'today' }])).rejects.toEqual(refusal('invalidValue', 'Amount'));
	await expect(resolve([{ field: 'colour', operator: 'isEmpty' }])).rejects.toEqual(refusal('notFound', 'colour'));
	await expect(resolve([{ field: 'createdAt', operator: 'today' }])).rejects.toEqual(refusal('notFound', 'createdAt'));
});
