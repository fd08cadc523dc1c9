import type { IDataObject, ILoadOptionsFunctions } from 'n8n-workflow';
import * as listSearch from '../../nodes/shared/listSearch';
import * as loadOptions from '../../nodes/shared/loadOptions';
import * as resourceMapping from '../../nodes/Crm/methods/resourceMapping';
import { foundCompany, type Company } from './support/company';
import { runWorkflow } from './support/engine';
import { chosen, crmNode, oneStep } from './support/steps';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());

/** What n8n gives a method while a person fills in the form. */
function form(parameters: IDataObject = {}): ILoadOptionsFunctions {
	const node = crmNode(parameters);
	return {
		getNode: () => node,
		getTimezone: () => 'Europe/Warsaw',
		getCurrentNodeParameter: (name: string) => node.parameters[name],
		getCurrentNodeParameters: () => node.parameters,
	} as unknown as ILoadOptionsFunctions;
}
const deal = { recordType: chosen('deal') } as IDataObject;

describe('lists to pick from', () => {
	test('record types, pipelines, stages, users, records, tasks', async () => {
		const names = async (search: (typeof listSearch)['searchUsers'], parameters?: IDataObject, filter?: string) =>
			(await search.call(form(parameters), filter)).results.map(({ name }) => name);
		expect(await names(listSearch.searchRecordTypes)).toEqual(['Lead', 'Deal', 'Contact', 'Company']);
		expect(await names(listSearch.searchAllRecordTypes)).toEqual(expect.arrayContaining(['Deal', 'Task', 'User']));
		expect(await names(listSearch.searchPipelines, deal)).toEqual(['Sales']);
		expect(await names(listSearch.searchStages, deal, 'pro')).toEqual(['Proposal']);
		expect(await names(listSearch.searchStages, { ...deal, recordSource: 'trigger', startingType: 'lead' }, 'disq')).toEqual([
			'Disqualified',
		]);
		expect(await names(listSearch.searchUsers, {}, 'ann')).toEqual(['Anna Agent']);
		expect(await names(listSearch.searchRecords, deal, 'acme')).toEqual(['Acme, 100 chairs · New · Anna Agent']);
		expect(await names(listSearch.searchSiblingRecords, { '&recordType': 'deal' }, 'acme')).toEqual([
			'Acme, 100 chairs · New · Anna Agent',
		]);
		expect(await names(listSearch.searchSiblingRecords)).toEqual([]);
		expect((await names(listSearch.searchActors)).slice(0, 4)).toEqual([
			'System',
			'Responsible Person of the Record',
			'Person Who Made the Change',
			'Administrator',
		]);
		expect(await names(listSearch.searchActors, {}, 'boris')).toEqual(['Boris Lead']);
		expect(await names(listSearch.searchRoles, {}, 'mana')).toEqual(['manager']);
		expect(await names(listSearch.searchTasks)).toEqual([]);
	});

	test('drop-down lists', async () => {
		const values = async (load: (typeof loadOptions)['getUsers'], parameters?: IDataObject) =>
			(await load.call(form(parameters))).map(({ value }) => value);
		expect(await values(loadOptions.getStages, deal)).toContain('sales:won');
		expect(await values(loadOptions.getFields, deal)).toEqual(expect.arrayContaining(['title', 'amount', 'stage']));
		expect(await values(loadOptions.getOrderedFields, deal)).toEqual(['amount', 'closeDate']);
		expect(await values(loadOptions.getHistoryTypes)).toEqual(expect.arrayContaining(['violation', 'accessRefused']));
		expect(await values(loadOptions.getPermissionTypes)).toEqual([
			'*',
			'lead',
			'deal',
			'contact',
			'company',
			'task',
			'user',
			'project',
			'activity',
			'document',
		]);
		expect(await values(loadOptions.getUsers)).toContain('boris@example.com');
		// Where an older workflow holds an id, the list still shows who it is.
		const { boris } = company.users;
		expect(await values(loadOptions.getUsers, { additionalFields: { observers: [boris] } })).toContain(boris);
		const condition = { '&field': 'responsible', conditions: { condition: [{ field: 'responsible', values: [boris] }] } };
		expect(await values(loadOptions.getConditionValues, { ...deal, ...condition })).toContain(boris);
		expect(await values(loadOptions.getConditionValues, { ...deal, '&field': 'responsible' })).toContain('boris@example.com');
	});

	test('an error says what to do', async () => {
		await expect(loadOptions.getFields.call(form({ recordType: chosen('dael') }))).rejects.toMatchObject({
			message: expect.stringContaining('dael'),
			description: expect.stringContaining('deal'),
		});
	});
});

describe('fields to fill in', () => {
	test('of a record type, custom ones too', async () => {
		await company.scope.crm.schema!.saveField('deal', {
			name: 'colour',
			label: 'Colour',
			kind: 'choice',
			required: true,
			options: [{ value: 'red', label: 'Red' }],
		});
		const create = (await resourceMapping.getFieldsForCreate.call(form(deal))).fields;
		expect(create.find(({ id }) => id === 'colour')).toMatchObject({
			displayName: 'Colour',
			required: true,
			type: 'options',
			options: [{ name: 'Red', value: 'red' }],
			display: true,
		});
		expect(create.map(({ id }) => id)).toContain('stage');
		const update = (await resourceMapping.getFieldsForUpdate.call(form(deal))).fields;
		expect(update.every(({ removed, required }) => removed === true && !required)).toBe(true);
		const upsert = (await resourceMapping.getFieldsForUpsert.call(form(deal))).fields;
		expect(upsert.filter(({ defaultMatch }) => defaultMatch).map(({ id }) => id)).toEqual(['externalId']);
	});

	test('a link to a project or a document, which have a name and no title', async () => {
		const { crm } = company.scope;
		const templateJson = JSON.stringify({
			name: 'Cards',
			parameters: [],
			stages: [{ name: 'All' }],
			tasks: [{ key: 'a', title: 'A', stage: 'All' }],
		});
		await runWorkflow(oneStep({ resource: 'projectTemplate', operation: 'save', defineAs: 'json', templateJson }));
		const [project] = (
			await runWorkflow(
				oneStep({
					resource: 'project',
					operation: 'start',
					template: chosen('Cards'),
					recordSource: 'choose',
					recordType: chosen('deal'),
					recordId: chosen(company.deal),
				}),
			)
		).json('CRM');
		for (const target of ['project', 'document'])
			await crm.schema!.saveField('deal', { name: target, label: target, kind: 'record', required: false, target });
		const { fields } = await resourceMapping.getFieldsForCreate.call(form(deal));
		expect(fields.find(({ id }) => id === 'project')).toMatchObject({ options: [{ name: 'Cards: Acme, 100 chairs', value: project!.id }] });
		expect(fields.find(({ id }) => id === 'document')).toMatchObject({ options: [] });
	});

	test('people are given by what another CRM understands, but for whom an older workflow has by id', async () => {
		const { anna } = company.users;
		const people = async (value: IDataObject) =>
			(await resourceMapping.getFieldsForUpdate.call(form({ ...deal, fields: { value } }))).fields.find(({ id }) => id === 'responsible')!
				.options;
		expect(await people({})).toContainEqual({ name: 'Anna Agent', value: 'anna@example.com' });
		expect(await people({ responsible: anna })).toContainEqual({ name: 'Anna Agent', value: anna });
	});

	test('of a project template', async () => {
		const template = {
			name: 'Flowers',
			parameters: [
				{ name: 'address', label: 'Address', kind: 'address', required: true },
				{
					name: 'price',
					label: 'Price',
					kind: 'choice',
					required: true,
					choices: ['low', 'high'],
					default: 'low',
					help: 'What the customer pays',
				},
			],
			stages: [{ name: 'All' }],
			tasks: [{ key: 'buy', title: 'Buy', stage: 'All' }],
		};
		await runWorkflow(
			oneStep({ resource: 'projectTemplate', operation: 'save', defineAs: 'json', templateJson: JSON.stringify(template) }),
		);
		const { fields } = await resourceMapping.getTemplateParameters.call(form({ template: chosen('Flowers') } as IDataObject));
		expect(fields).toEqual([
			expect.objectContaining({ id: 'address', displayName: 'Address', required: true, type: 'string' }),
			expect.objectContaining({
				id: 'price',
				displayName: 'Price (What the customer pays)',
				type: 'options',
				defaultValue: 'low',
				options: [
					{ name: 'low', value: 'low' },
					{ name: 'high', value: 'high' },
				],
			}),
		]);
		expect(await resourceMapping.getTemplateParameters.call(form())).toMatchObject({ fields: [], emptyFieldsNotice: expect.any(String) });
	});
});
