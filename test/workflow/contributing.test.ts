import type { INodeType } from 'n8n-workflow';
import { ScratchCopy } from '../unit/contributing/ScratchCopy';
import { foundCompany, type Company } from './support/company';
import { runWorkflow } from './support/engine';
import { chosen, oneStep } from './support/steps';

/** What the copy exports. */
interface Copied {
	Crm: new () => INodeType;
	closeConnections(): Promise<void>;
}

/** Who adds an operation as CONTRIBUTING.md says has an operation that works, and has touched nothing else. */
let copy: ScratchCopy;
let copied: Copied;
let company: Company;
beforeAll(async () => {
	company = await foundCompany();
	copy = ScratchCopy.following('A new operation');
	copy.makeLists();
	const bundle = copy.bundle(
		"export { Crm } from './nodes/Crm/Crm.node'; export { closeConnections } from './src/automation/engine/hub/hub';",
	);
	copied = (await import(bundle)) as Copied;
});
afterAll(async () => {
	await copied?.closeConnections();
	copy?.remove();
	await company?.close();
});

const parameters = () => ({
	resource: 'comment',
	operation: 'thank',
	recordSource: 'choose',
	recordType: chosen('deal'),
	recordId: chosen(company.deal),
	reason: '@Anna Agent for the patience',
});
const comments = async () => (await company.rows()).comment;

test('there are two places, and TypeScript has nothing against them', () => {
	expect(copy.touched).toEqual(['src/automation/families/messages/thanks.ts', 'nodes/Crm/actions/comment/thank.operation.ts']);
	expect(copy.typeErrors()).toEqual([]);
});

test('the operation is on the list of its resource, with its fields and those that every write has', () => {
	const { properties } = new copied.Crm().description;
	const ofComments = properties.filter(({ displayOptions }) => displayOptions?.show?.resource?.includes('comment'));
	const list = ofComments.find(({ name }) => name === 'operation')!;
	expect(list.options).toContainEqual(expect.objectContaining({ name: 'Thank', value: 'thank' }));
	const fields = ofComments.filter(({ displayOptions }) => displayOptions?.show?.operation?.includes('thank')).map(({ name }) => name);
	expect(fields).toEqual(expect.arrayContaining(['recordId', 'reason', 'additionalFields', 'dryRun']));
});

test('it runs in n8n, dry and for real', async () => {
	const crm = new copied.Crm();
	const dry = await runWorkflow(oneStep({ ...parameters(), dryRun: true }), { crm });
	expect(dry.error).toBeUndefined();
	expect(dry.json('CRM')).toEqual([expect.objectContaining({ dryRun: true, operation: 'Thank somebody for a record' })]);
	expect(await comments()).toBe(0);

	const { json, error } = await runWorkflow(oneStep(parameters()), { crm });
	expect(error).toBeUndefined();
	expect(json('CRM')).toEqual([
		expect.objectContaining({ text: 'Thanks, @Anna Agent for the patience', notified: [{ id: company.users.anna, name: 'Anna Agent' }] }),
	]);
	expect(await comments()).toBe(1);
});
