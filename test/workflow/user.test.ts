import type { ILoadOptionsFunctions } from 'n8n-workflow';
import * as resourceMapping from '../../nodes/Crm/methods/resourceMapping';
import { foundCompany, type Company } from './support/company';
import { runWorkflow } from './support/engine';
import { chosen, crmNode, filledIn, oneStep } from './support/steps';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());

const step = (operation: string, more: object = {}) => oneStep({ resource: 'user', operation, ...more });

describe('user', () => {
	test('create makes a person with what was filled in, and update changes only what is given', async () => {
		await company.scope.crm.users.groups.save!(['North']);
		const additionalFields = {
			email: 'dora@example.com',
			supervisor: company.users.boris,
			role: 'employee',
			groups: ['North'],
			absentFrom: '2026-03-01T00:00:00',
			actor: company.users.clara,
		};
		const made = (await runWorkflow(step('create', { name: 'Dora New', additionalFields }))).json('CRM')[0]!;
		expect(made).toMatchObject({
			type: 'user',
			name: 'Dora New',
			email: 'dora@example.com',
			supervisor: 'Boris Lead',
			supervisorId: company.users.boris,
			role: 'employee',
			groups: ['North'],
			active: true,
			absentFrom: '2026-03-01',
		});
		const { json } = await runWorkflow(
			step('update', { user: chosen(String(made.id)), additionalFields: { active: false, supervisor: '' } }),
		);
		expect(json('CRM')[0]).toMatchObject({
			id: made.id,
			name: 'Dora New',
			active: false,
			supervisorId: null,
			role: 'employee',
			groups: ['North'],
		});
		const [, created] = await company.scope.feed.newest({ types: ['user'] }, 2);
		expect(created).toMatchObject({ kind: 'created', actor: company.users.clara, origin: { workflow: 'workflow-1' } });
	});

	test('fields of your own are filled in by name, changed alone, emptied, and offered on the form', async () => {
		const { schema } = company.scope.crm;
		await schema!.saveField('user', {
			name: 'territory',
			label: 'Territory',
			kind: 'choice',
			required: false,
			options: [
				{ value: 'n', label: 'North' },
				{ value: 's', label: 'South' },
			],
		});
		await schema!.saveField('user', { name: 'deputy', label: 'Deputy', kind: 'user', required: false });
		const form = {
			getNode: () => crmNode({}),
			getTimezone: () => 'Europe/Warsaw',
			getCurrentNodeParameter: () => undefined,
			getCurrentNodeParameters: () => ({}),
		} as unknown as ILoadOptionsFunctions;
		expect((await resourceMapping.getUserFieldsForUpdate.call(form)).fields).toEqual([
			expect.objectContaining({ id: 'territory', type: 'options', removed: true }),
			expect.objectContaining({ id: 'deputy', displayName: 'Deputy' }),
		]);
		const made = (
			await runWorkflow(step('create', { name: 'Dora New', customFields: filledIn({ territory: 'North', deputy: 'Anna Agent' }) }))
		).json('CRM')[0]!;
		expect(made).toMatchObject({ territory: 'n', deputy: 'Anna Agent', deputyId: company.users.anna });
		const changed = await runWorkflow(
			step('update', { user: chosen(String(made.id)), customFields: filledIn({ territory: 'South', deputy: '={{ null }}' }) }),
		);
		expect(changed.json('CRM')[0]).toMatchObject({ name: 'Dora New', territory: 's', deputy: null });
		const untouched = await runWorkflow(step('update', { user: chosen(String(made.id)), additionalFields: { role: 'employee' } }));
		expect(untouched.json('CRM')[0]).toMatchObject({ territory: 's', role: 'employee' });
	});

	test.each([
		['a field that there is not', 'create', { name: 'Emil', customFields: filledIn({ shoeSize: 'XL' }) }, 'shoeSize'],
		['an address that another has', 'create', { name: 'Anna Two', additionalFields: { email: 'ANNA@example.com' } }, 'Anna Agent'],
		['a supervisor who does not exist', 'create', { name: 'Emil', additionalFields: { supervisor: 'Nobody' } }, 'Nobody'],
		[
			'a circle of supervisors',
			'update',
			{ user: chosen('Clara Head'), additionalFields: { supervisor: 'Anna Agent' } },
			'Clara Head → Anna Agent → Boris Lead → Clara Head',
		],
		['a day that is none', 'update', { user: chosen('Anna Agent'), additionalFields: { absentFrom: 'soon' } }, 'soon'],
	])('%s is refused with the names, and nothing is written', async (_, operation, parameters, naming) => {
		const before = company.rows();
		const { error } = await runWorkflow(step(operation, parameters));
		expect(error?.message).toContain(naming);
		expect(error?.description).toMatch(/\S/);
		expect(company.rows()).toEqual(before);
	});

	test('get many filters, get supervisors gives the nearest first', async () => {
		const found = await runWorkflow(step('getMany', { returnAll: true, additionalFields: { supervisor: company.users.clara } }));
		expect(found.json('CRM').map(({ name }) => name)).toEqual(['Boris Lead']);
		const searched = await runWorkflow(
			step('getMany', { returnAll: true, additionalFields: { search: 'HEAD', role: 'manager', active: true } }),
		);
		expect(searched.json('CRM').map(({ name }) => name)).toEqual(['Clara Head']);
		const limited = await runWorkflow(step('getMany', { returnAll: false, limit: 2 }));
		expect(limited.json('CRM').map(({ name }) => name)).toEqual(['Administrator', 'Anna Agent']);
		const above = await runWorkflow(step('getSupervisors', { user: chosen('Anna Agent') }));
		expect(above.json('CRM').map(({ name }) => name)).toEqual(['Boris Lead', 'Clara Head']);
		const one = await runWorkflow(step('get', { user: chosen('anna@example.com') }));
		expect(one.json('CRM')).toEqual([expect.objectContaining({ name: 'Anna Agent', supervisor: 'Boris Lead' })]);
	});
});
