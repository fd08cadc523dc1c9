import type { RecordRef } from '../../src/model/record';
import { errorOf, outputOf, type N8nClient } from '../host/N8nClient';
import { sharedClient } from '../host/sharedN8n';
import { Company } from './support/Company';
import { waitFor } from './support/waitFor';
import { WorkflowBench } from './support/WorkflowBench';
import { chain, chosen, crm, CRM_TRIGGER, node, note } from './support/workflows';

/** What starts on deletions in the real n8n, where a merge deletes and a restore creates. */
let client: N8nClient;
let company: Company;
let bench: WorkflowBench;

beforeAll(async () => {
	client = await sharedClient();
	company = await Company.open();
	bench = new WorkflowBench(client);
});
afterEach(async () => await bench.clear());
afterAll(async () => await company?.close());

test('"contact deleted, restore it": a merged duplicate stays merged, a deleted contact comes back, and nothing starts on that', async () => {
	const on = (event: string) => node('CRM Trigger', CRM_TRIGGER, { event, recordType: chosen('contact') });
	const restoring = await bench.activate(chain('Restore the deleted', on('recordDeleted'), crm('Restore', 'record', 'restore', {})));
	const greeting = await bench.activate(chain('Greet the new', on('recordCreated'), note('Welcome.')));
	const [kept, duplicate, deleted] = await Promise.all(
		['Kept', 'Duplicate', 'Deleted'].map(async (title) => await company.create('contact', { title, email: `${title}@deleted.example` })),
	);
	await done(greeting, 3);

	await mergeInto(kept!, duplicate!);
	await company.scope.crm.remove([deleted!], {});
	await done(restoring, 1);
	await waitFor('the deleted contact', async () => (await company.scope.crm.get(deleted!)) !== undefined);
	// Changes are looked at in their order: the merge was before.
	expect(await company.scope.crm.get(duplicate!)).toBeUndefined();
	const [restored] = await client.ended(restoring);
	const run = await client.getExecution(restored!.id);
	expect(errorOf(run)).toBeUndefined();
	expect(outputOf(run, 'Restore')).toMatchObject([{ restored: true, id: deleted!.id }]);

	// One more, so that what came before it was looked at too.
	const last = await company.create('contact', { title: 'Last' });
	await done(greeting, 4);
	// What was written about the duplicate is the master's, with a line on the merge.
	expect([kept, duplicate, deleted, last].map((contact) => company.effects(contact!).history)).toEqual([3, 0, 1, 1]);
});

async function done(workflow: string, count: number): Promise<void> {
	await waitFor(`${count} runs`, () => {
		const { deliveries } = company.ledger(workflow);
		return deliveries.length === count && deliveries.every(({ state }) => state === 'done');
	});
}

async function mergeInto(master: RecordRef, duplicate: RecordRef): Promise<void> {
	const start = node('By hand', 'n8n-nodes-base.manualTrigger', {});
	const merge = crm('Merge', 'record', 'merge', {
		recordSource: 'choose',
		recordType: chosen(master.type),
		recordId: chosen(master.id),
		duplicateSource: 'ids',
		duplicateIds: duplicate.id,
	});
	const execution = await client.finished(await client.run(await bench.add(chain('Merge', start, merge))));
	expect(errorOf(execution)).toBeUndefined();
}
