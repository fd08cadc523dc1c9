import { foundCompany, type Company } from './support/company';
import { runWorkflow } from './support/engine';
import { changeItem, chosen, filledIn, onChange, oneStep } from './support/steps';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());

const theDeal = () => ({ recordSource: 'choose', recordType: chosen('deal'), recordId: chosen(company.deal) });
const comment = (actor: string, more: object = {}) => ({
	resource: 'comment',
	operation: 'add',
	text: 'Done',
	additionalFields: { actor: chosen(actor) },
	...more,
});
const changedBy = (actor: { id: string } | null, change = '1') => ({
	mode: 'trigger' as const,
	items: [{ ...changeItem({ type: 'deal', id: company.deal }, { id: change }), actor }],
});

describe('the responsible person of the record', () => {
	test('acts, with the rights of that person: of the starting record, and of a chosen one', async () => {
		const started = await runWorkflow(onChange(comment('recordResponsible')), changedBy({ id: company.users.clara }));
		expect(started.json('CRM')).toEqual([expect.objectContaining({ author: 'Anna Agent' })]);
		const { crm, companions } = company.scope;
		await crm.users.roles.save!(['agent']);
		await companions.permissions.save('agent', [{ recordType: 'deal', allowed: ['see'], ownOnly: false }]);
		await crm.users.update!([{ id: company.users.anna, name: 'Anna Agent', role: 'agent' }], {});
		const refused = await runWorkflow(
			oneStep({ resource: 'record', operation: 'delete', ...theDeal(), additionalFields: { actor: 'recordResponsible' } }),
		);
		expect(refused.error?.message).toContain('Anna Agent');
		expect(await company.counts()).toMatchObject({ deals: 1 });
	});

	test('of a step that only reads, and of a record that was deleted lately', async () => {
		await company.scope.crm.remove([{ type: 'deal', id: company.deal }], {});
		const restore = { resource: 'record', operation: 'restore', additionalFields: { actor: 'recordResponsible' } };
		expect((await runWorkflow(onChange(restore), changedBy(null))).json('CRM')).toEqual([expect.objectContaining({ restored: true })]);
		expect((await company.scope.feed.newest({}, 1))[0]).toMatchObject({ kind: 'created', actor: company.users.anna });
		const get = { resource: 'record', operation: 'get', ...theDeal(), additionalFields: { actor: 'recordResponsible' } };
		expect((await runWorkflow(oneStep(get))).json('CRM')).toEqual([expect.objectContaining({ id: company.deal })]);
	});

	test('where nobody is responsible, or there is no record, the step says so and does nothing', async () => {
		await company.scope.crm.update('deal', [{ id: company.deal, values: { responsible: null } }], {});
		const nobody = await runWorkflow(oneStep(comment('recordResponsible', theDeal())));
		expect(nobody.error).toMatchObject({
			message: '"Act As" is the responsible person of the record, but nobody is responsible for "Acme, 100 chairs".',
			itemIndex: 0,
		});
		const task = { resource: 'task', operation: 'create', title: 'Call', recordSource: 'none', responsible: 'user' };
		const form = { ...task, responsibleUser: chosen('Anna Agent'), additionalFields: { actor: 'recordResponsible' } };
		expect((await runWorkflow(oneStep(form))).error?.message).toBe(
			'"Act As" is the responsible person of the record, but this step is about no record.',
		);
		expect(await company.counts()).toMatchObject({ tasks: 0 });
	});
});

describe('the person who made the change', () => {
	test('acts; where nobody made it by hand, the system does', async () => {
		const clara = await runWorkflow(onChange(comment('changeAuthor')), changedBy({ id: company.users.clara }));
		expect(clara.json('CRM')).toEqual([expect.objectContaining({ author: 'Clara Head' })]);
		const system = await runWorkflow(onChange(comment('changeAuthor')), changedBy(null, '2'));
		expect(system.json('CRM')).toEqual([expect.objectContaining({ author: null })]);
	});

	test('without a change it is not known', async () => {
		expect((await runWorkflow(oneStep(comment('changeAuthor', theDeal())))).error).toMatchObject({
			message: '"Act As" is the person who made the change, but no change of CRM Trigger is known that this item comes from.',
			description: 'Choose somebody else under "Act As", or start the workflow with CRM Trigger.',
		});
	});
});

describe('a step that is run again for the same change', () => {
	const rename = (actor: string) => ({
		resource: 'user',
		operation: 'update',
		user: chosen('anna@example.com'),
		additionalFields: { actor: chosen(actor), email: 'anna.agent@example.com' },
	});

	test('gives its result, although it changed the address by which it knows who acts', async () => {
		const first = await runWorkflow(onChange(rename('anna@example.com')), changedBy(null));
		expect(first.error).toBeUndefined();
		const again = await runWorkflow(onChange(rename('anna@example.com')), changedBy(null));
		expect(again.json('CRM')).toEqual(first.json('CRM'));
		const next = await runWorkflow(onChange(rename('anna@example.com')), changedBy(null, '2'));
		expect(next.error?.message).toContain('anna@example.com');
	});

	test('gives its result, although nobody is responsible any more', async () => {
		const release = {
			resource: 'record',
			operation: 'update',
			...theDeal(),
			fields: filledIn({ title: 'Left by {{record.responsible}}' }),
			additionalFields: { actor: 'recordResponsible' },
		};
		const first = await runWorkflow(onChange(release), changedBy(null));
		expect(first.error).toBeUndefined();
		await company.scope.crm.update('deal', [{ id: company.deal, values: { responsible: null } }], {});
		expect((await runWorkflow(onChange(release), changedBy(null))).json('CRM')).toEqual(first.json('CRM'));
		expect((await runWorkflow(onChange(release), changedBy(null, '2'))).error?.message).toContain('nobody is responsible');
	});
});
