import type { IDataObject, INode } from 'n8n-workflow';
import { signOfLife } from '../../src/automation/engine/delivery/owner';
import { foundCompany, type Company } from './support/company';
import { runWorkflow, type WorkflowJson } from './support/engine';
import { changeItem, onChange } from './support/steps';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());

let changes = 0;

/** A delivery as main hands it to n8n in queue mode, and the item it emits. */
async function handOver(): Promise<{ item: IDataObject; delivery: string }> {
	const { ledger, clock } = company.scope;
	const changeId = String(++changes);
	const [row] = await ledger.deliveries.add(
		[{ workflowId: 'workflow-1', nodeId: 'trigger', changeId, replay: 0, recordKey: `deal/${company.deal}` }],
		clock.now().toISOString(),
	);
	const hand = { owner: 'main|1|a', aliveUntil: signOfLife(company.scope) };
	const [handedOver] = await ledger.deliveries.handOver([[row!.id]], hand, clock.now().toISOString());
	const item = changeItem({ type: 'deal', id: company.deal }, { id: changeId });
	return { item: { ...item, change: { ...(item.change as IDataObject), delivery: row!.id, run: handedOver!.runId } }, delivery: row!.id };
}

/** What the trigger put out as the version, after a look that the ledger has the same. */
async function versionOf(json: WorkflowJson): Promise<unknown> {
	const { item, delivery } = await handOver();
	const { json: output } = await runWorkflow(json, { mode: 'trigger', items: [item], startNode: 'CRM Trigger' });
	const [{ workflow }] = output('CRM Trigger') as [{ workflow: { id: string; name: string; version: number } }];
	const stored = await company.scope.ledger.deliveries.get(delivery);
	expect(stored?.workflowVersion).toBe(String(workflow.version));
	expect(workflow).toEqual({ id: 'workflow-1', name: 'Test', version: expect.any(Number) });
	return workflow.version;
}

const base = () => onChange({ resource: 'history', operation: 'add', text: 'First' });
const changed = (change: (step: INode, json: WorkflowJson) => void): WorkflowJson => {
	const json = structuredClone(base());
	change(json.nodes[1]!, json);
	return json;
};

test('a run says which version of its workflow it was: one per content, an old content has its old number', async () => {
	expect(await versionOf(base())).toBe(1);
	expect(await versionOf(base())).toBe(1);
	expect(await versionOf(changed((step) => (step.parameters.text = 'Second')))).toBe(2);
	expect(await versionOf(changed((step) => (step.disabled = true)))).toBe(3);
	expect(await versionOf(changed((step) => (step.retryOnFail = true)))).toBe(4);
	expect(await versionOf(changed((step) => (step.credentials = { crmBuiltInApi: { id: 'c', name: 'C' } })))).toBe(5);
	expect(await versionOf(changed((_, json) => (json.connections = {})))).toBe(6);
	expect(await versionOf(base())).toBe(1);
});

test('where nodes stand, what notes say and their order make no new version', async () => {
	expect(await versionOf(base())).toBe(1);
	expect(await versionOf(changed((step) => (step.position = [900, 900])))).toBe(1);
	expect(await versionOf(changed((step) => (step.notes = 'Asks for the number')))).toBe(1);
	expect(await versionOf(changed((step) => (step.retryOnFail = false)))).toBe(1);
	expect(await versionOf(changed((_, json) => json.nodes.reverse()))).toBe(1);
	const note = {
		id: 'note',
		name: 'Sticky Note',
		type: 'n8n-nodes-base.stickyNote',
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: { content: 'Hello' },
	};
	expect(await versionOf(changed((_, json) => json.nodes.push(note)))).toBe(1);
});

test('a test in the editor has no version, and takes no number', async () => {
	const { json } = await runWorkflow(base(), { mode: 'manual' });
	expect(json('CRM Trigger')).toEqual([expect.objectContaining({ workflow: { id: 'workflow-1', name: 'Test', version: null } })]);
	expect(await company.scope.ledger.workflowVersions.list('workflow-1')).toEqual([]);
});
