import { resolveFilter } from '../../../../../src/automation/words/triggers/resolveFilter';
import type { OpenConnection } from '../../../../../src/automation/engine/hub/hub';
import { freshConnection } from '../../engine/delivery/connection';

let fresh: Awaited<ReturnType<typeof freshConnection>>;
let connection: OpenConnection;

beforeAll(async () => {
	fresh = await freshConnection();
	connection = await fresh.open();
	await connection.scope.crm.users.create!([{ name: 'Anna Kowalska', email: 'anna@example.com' }], {});
});
afterAll(async () => {
	connection.release();
	await fresh.end();
});

test('names of pipelines, stages and people become ids, so that the trigger can match', async () => {
	const anna = (await connection.scope.crm.users.find()).find(({ name }) => name === 'Anna Kowalska')!;
	const filter = await resolveFilter(connection.scope, {
		event: 'stageChanged',
		recordType: 'deal',
		pipelines: ['Sales'],
		fromStages: ['sales:new'],
		toStages: ['won', 'Lost'],
		conditions: [{ field: 'responsible', operator: 'is', value: 'anna@example.com' }],
	});
	expect(filter).toMatchObject({
		pipelines: ['sales'],
		fromStages: ['sales:new'],
		toStages: ['sales:won', 'sales:lost'],
		conditions: [{ field: 'responsible', operator: 'is', value: anna.id }],
	});
});

test.each([
	['an unknown type', { recordType: 'invoice' }, 'invoice'],
	['a stage of another type, by its name', { toStages: ['leads:new'] }, 'The stage "New" is one of Leads'],
	['an unknown field', { conditions: [{ field: 'colour', operator: 'is', value: 'red' }] }, 'colour'],
	['an unknown person', { conditions: [{ field: 'responsible', operator: 'is', value: 'Nobody' }] }, 'Nobody'],
	['a condition without its value', { conditions: [{ field: 'title', operator: 'contains', value: '' }] }, 'title'],
	['a type without stages', { recordType: 'contact' }, 'stages'],
] as const)('%s is refused when the workflow is switched on, with what to do', async (_, more, named) => {
	const refused = resolveFilter(connection.scope, { event: 'stageChanged', recordType: 'deal', ...more });
	await expect(refused).rejects.toMatchObject({
		name: 'CrmError',
		message: expect.stringContaining(named),
		remedy: expect.stringMatching(/\w/),
	});
});
