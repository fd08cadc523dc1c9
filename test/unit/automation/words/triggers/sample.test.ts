import { sampleChange } from '../../../../../src/automation/words/triggers/sample';
import type { Values } from '../../../../../src/model/record';
import type { TriggerFilter } from '../../../../../src/model/triggers';
import { Office } from '../../office';

/** What "Execute step" of CRM Trigger shows. */
let office: Office;
beforeEach(async () => {
	office = await Office.open();
});
afterEach(async () => await office.close());

const create = async (type: string, title: string) => (await office.scope.crm.create(type, [{ values: { title } }], {}))[0]!;
const sample = async (filter: TriggerFilter) => await sampleChange(office.scope, filter);
const created: TriggerFilter = { event: 'recordCreated', recordType: 'contact' };

test('the newest change that matches', async () => {
	await create('contact', 'First');
	const second = await create('contact', 'Second');
	await create('deal', 'Of another type');
	expect(await sample(created)).toMatchObject({ real: true, change: { kind: 'created', ref: { type: 'contact', id: second.id } } });
});

test('a change of a record that is still there goes before a newer one of a record that is gone', async () => {
	const kept = await create('contact', 'Kept');
	const { type, id } = await create('contact', 'Gone');
	await office.scope.crm.remove([{ type, id }], {});
	expect(await sample(created)).toMatchObject({ real: true, change: { ref: { id: kept.id } } });
});

test('where all records are gone, the newest change all the same; a deletion is shown as it was', async () => {
	const { type, id } = await create('contact', 'Gone');
	await office.scope.crm.remove([{ type, id }], {});
	expect(await sample(created)).toMatchObject({ real: true, change: { kind: 'created', after: { title: 'Gone' } } });
	const deleted: TriggerFilter = { event: 'recordDeleted', recordType: 'contact' };
	expect(await sample(deleted)).toMatchObject({ real: true, change: { kind: 'deleted', before: { title: 'Gone' } } });
});

test('a task has its changes too', async () => {
	const [ann] = await office.hire({ name: 'Ann' });
	const [task] = await office.scope.crm.tasks.create([{ title: 'Call', responsibleId: ann!.id }], {});
	await office.scope.crm.tasks.update([{ id: task!.id, status: 'completed' }], {});
	expect(await sample({ event: 'taskStatusChanged', recordType: 'task', statuses: ['completed'] } as TriggerFilter)).toMatchObject({
		real: true,
		change: { ref: { type: 'task', id: task!.id }, after: { status: 'completed' } },
	});
});

describe('where nothing has matched', () => {
	const proposal: TriggerFilter = { event: 'stageChanged', recordType: 'deal', toStages: ['sales:proposal'] };
	const deal = async (title: string, values: Values = {}) =>
		(await office.scope.crm.create('deal', [{ values: { title, ...values } }], {}))[0]!;

	test('it is made up from the newest record that fits: a move to where it is', async () => {
		const fits = await deal('At Proposal', { stage: 'sales:proposal' });
		await deal('Won', { stage: 'sales:won' });
		expect(await sample(proposal)).toMatchObject({
			real: false,
			made: 'fits',
			change: {
				id: 'sample',
				kind: 'updated',
				ref: { id: fits.id },
				changed: ['stage'],
				before: { stage: 'sales:qualified' },
				after: { stage: 'sales:proposal' },
			},
		});
		expect(await sample({ ...proposal, fromStages: ['sales:new'] })).toMatchObject({ change: { before: { stage: 'sales:new' } } });
	});

	test('conditions count too', async () => {
		const big = await deal('Big', { stage: 'sales:proposal', amount: 900 });
		await deal('Small', { stage: 'sales:proposal', amount: 1 });
		const conditions = [{ field: 'amount', operator: 'atLeast' as const, value: 500, kind: 'money' as const }];
		expect(await sample({ ...proposal, conditions })).toMatchObject({ made: 'fits', change: { ref: { id: big.id } } });
		expect(await sample({ ...proposal, conditions: [{ ...conditions[0]!, value: 1000 }] })).toBeUndefined();
	});

	test('where no record is there, a real one is shown as if it were', async () => {
		const { id } = await deal('New one');
		expect(await sample(proposal)).toMatchObject({
			made: 'moved',
			change: { ref: { id }, changed: ['stage'], after: { title: 'New one', stage: 'sales:proposal' } },
		});
	});

	test('a field that changed, or that crossed a value, differs from before', async () => {
		const { id } = await deal('Edited', { amount: 900 });
		// Its creation is no edit.
		const changed: TriggerFilter = { event: 'recordChanged', recordType: 'deal' };
		const ofField = await sample({ ...changed, fields: ['amount'] });
		expect(ofField).toMatchObject({
			made: 'fits',
			change: { ref: { id }, changed: ['amount'], before: { amount: null }, after: { amount: 900 } },
		});
		expect((await sample(changed))?.change.changed).toHaveLength(1);
		const rises = { field: 'amount', direction: 'up' as const, value: 500 };
		expect(await sample({ ...changed, crossing: rises })).toMatchObject({ made: 'fits', change: { before: { amount: 499 } } });
		const falls = { field: 'amount', direction: 'down' as const, value: 1000 };
		expect(await sample({ ...changed, crossing: falls })).toMatchObject({ change: { before: { amount: 1001 } } });
		expect(await sample({ ...changed, crossing: { ...rises, value: 901 } })).toBeUndefined();
	});

	test('without a record there is nothing to show', async () => {
		expect(await sample(proposal)).toBeUndefined();
	});
});
