import { sampleChange } from '../../../../../src/automation/words/triggers/sample';
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

test('where nothing has matched, one made up from the newest record; without a record, none', async () => {
	const won: TriggerFilter = { event: 'stageChanged', recordType: 'deal', toStages: ['sales:won'] };
	expect(await sample(won)).toBeUndefined();
	const deal = await create('deal', 'New one');
	expect(await sample(won)).toMatchObject({ real: false, change: { id: 'sample', kind: 'updated', ref: { id: deal.id } } });
});
