import { presentChange, presentChanges } from '../../../../../src/automation/words/output/presentChange';
import { getRecord } from '../../../../../src/automation/families/records/records';
import { createTasks, completeTasks } from '../../../../../src/automation/families/tasks/tasks';
import type { Change } from '../../../../../src/model/change';
import type { CrmRecord } from '../../../../../src/model/record';
import type { User } from '../../../../../src/model/user';
import { Office, refOf, RUN } from '../../office';

let office: Office;
let ann: User;
let bo: User;
let acme: CrmRecord;

beforeAll(async () => {
	office = await Office.open();
	await office.furnish();
	[ann, bo] = (await office.hire({ name: 'Ann', email: 'ann@firm.example' }, { name: 'Bo' })) as [User, User];
	[acme] = (await office.add('company', { title: 'Acme' })) as [CrmRecord];
});
afterAll(async () => await office.close());

async function changesOf(work: () => Promise<unknown>): Promise<Change[]> {
	const from = await office.scope.feed.head();
	await work();
	return (await office.scope.feed.read(from, 1000)).changes;
}

describe('what the trigger puts out', () => {
	it('a created record, as the node shows records', async () => {
		const [change] = await changesOf(async () => await office.add('deal', { title: 'D', company: acme.id, responsible: ann.id }));
		const output = await presentChange(office.scope, change!);
		const { version, ...record } = await getRecord(office.scope, change!.ref);
		expect(version).toBe('1');
		expect(output).toEqual({
			event: 'created',
			record,
			before: null,
			changed: [],
			values: [],
			actor: null,
			reason: null,
			at: change!.at,
			change: { id: change!.id },
		});
	});

	it('a changed record, before and after, with names instead of ids', async () => {
		const [deal] = await office.add('deal', { title: 'D', company: acme.id, responsible: ann.id, currency: 'EUR' });
		office.clock.at = new Date('2026-03-03T09:00:00Z');
		const changes = { stage: 'sales:won', responsible: bo.id, company: null, currency: 'PLN', tags: ['hot'], amount: 5, urgent: true };
		const [change] = await changesOf(
			async () => await office.scope.crm.update('deal', [{ id: deal!.id, values: changes }], { actor: bo.id }),
		);
		const output = await presentChange(office.scope, change!);
		expect(output).toMatchObject({
			event: 'updated',
			record: {
				id: deal!.id,
				stage: 'Won',
				stageId: 'sales:won',
				responsible: 'Bo',
				company: null,
				createdAt: deal!.createdAt,
				updatedAt: '2026-03-03T09:00:00.000Z',
			},
			before: { id: deal!.id, stage: 'New', responsible: 'Ann', responsibleEmail: 'ann@firm.example', company: 'Acme', companyId: acme.id },
			actor: { id: bo.id, name: 'Bo' },
		});
		expect(output.changed.slice().sort()).toEqual(Object.keys(changes).sort());
		expect(Object.fromEntries(output.values.map(({ field, label, from, to }) => [field, [label, from, to]]))).toEqual({
			stage: ['Stage', 'New', 'Won'],
			responsible: ['Responsible', 'Ann', 'Bo'],
			company: ['Company', 'Acme', null],
			currency: ['Currency', 'EUR', 'PLN'],
			tags: ['Tags', null, ['Hot one']],
			amount: ['Amount', null, 5],
			urgent: ['Urgent', null, true],
		});
		office.clock.at = new Date('2026-03-02T09:00:00Z');
	});

	it('a deleted record with its last known values', async () => {
		const [deal] = await office.add('deal', { title: 'Last', amount: 7 });
		const [change] = await changesOf(async () => await office.scope.crm.remove([deal!], {}));
		expect(await presentChange(office.scope, change!)).toMatchObject({
			event: 'deleted',
			record: { title: 'Last', amount: 7, createdAt: null },
			before: { title: 'Last' },
		});
	});

	it('a task, with its people and record by name', async () => {
		const [deal] = await office.add('deal', { title: 'D', responsible: ann.id });
		const task = await office.runOne(createTasks, { title: 'T', record: refOf(deal!), participants: ['Bo'], parent: undefined });
		const [change] = await changesOf(async () => await office.runOne(completeTasks, { kind: 'task', task: task.id }));
		expect(await presentChange(office.scope, change!)).toMatchObject({
			event: 'updated',
			record: {
				type: 'task',
				id: task.id,
				title: 'T',
				status: 'completed',
				responsible: 'Ann',
				responsibleId: ann.id,
				participants: [{ id: bo.id, name: 'Bo' }],
				observers: [],
				record: { type: 'deal', id: deal!.id, title: 'D' },
			},
			before: { status: 'open' },
			values: expect.arrayContaining([{ field: 'status', label: 'Status', from: 'Open', to: 'Completed' }]),
		});
	});

	it('a user, with the supervisor by name', async () => {
		const [change] = await changesOf(async () => await office.change(bo, { supervisorId: ann.id }));
		expect(await presentChange(office.scope, change!)).toMatchObject({
			record: { type: 'user', title: 'Bo', supervisor: 'Ann' },
			values: [{ field: 'supervisor', from: null, to: 'Ann' }],
		});
	});

	it('500 changes in a few reads', async () => {
		const deals = await office.add('deal', ...Array.from({ length: 500 }, (_, index) => ({ title: `D${index}`, company: acme.id })));
		const changes = await changesOf(
			async () =>
				await office.scope.crm.update(
					'deal',
					deals.map(({ id }) => ({ id, values: { amount: 1 } })),
					RUN,
				),
		);
		const read = jest.spyOn(office.scope.crm, 'find');
		expect(await presentChanges(office.scope, changes)).toHaveLength(500);
		expect(read.mock.calls.length).toBeLessThanOrEqual(2);
	});
});
