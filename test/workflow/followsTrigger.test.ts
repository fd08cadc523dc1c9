import type { IDataObject, INode } from 'n8n-workflow';
import * as resourceMapping from '../../nodes/Crm/methods/resourceMapping';
import * as listSearch from '../../nodes/shared/listSearch';
import * as loadOptions from '../../nodes/shared/loadOptions';
import { foundCompany, type Company } from './support/company';
import { askedFrom, editorForm } from './support/editorForm';
import type { WorkflowJson } from './support/engine';
import { chosen, crmNode } from './support/steps';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());

/** A node of that name; CRM Trigger unless another type is given. */
function start(name: string, parameters: object, type = 'n8n-nodes-crmflow.crmTrigger'): INode {
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters: parameters as INode['parameters'] };
}

/** The nodes in a row. */
function row(...nodes: INode[]): WorkflowJson {
	const next = nodes.slice(0, -1).map(({ name }, index) => [name, { main: [[{ node: nodes[index + 1]!.name, type: 'main', index: 0 }]] }]);
	return { name: 'Form', nodes, connections: Object.fromEntries(next) as WorkflowJson['connections'] };
}

const leads = { event: 'recordCreated', recordType: chosen('lead') };
const moveStep = (more: object = {}) => crmNode({ resource: 'record', operation: 'changeStage', ...more });

describe('the type of the record that starts the workflow', () => {
	const typeIn = async (workflow: WorkflowJson, input?: IDataObject) => (await editorForm(workflow, 'CRM', input)).startingType;
	const edit = start('Edit', {}, 'n8n-nodes-base.noOp');

	test('is that of the trigger in front, before anything has run, whatever stands between', async () => {
		expect(await typeIn(row(start('CRM Trigger', leads), edit, moveStep()))).toBe('lead');
		expect(await typeIn(row(start('CRM Trigger', { event: 'stageChanged' }), moveStep()))).toBe('deal');
	});

	test('of several triggers it is that of the one in front', async () => {
		const workflow = row(start('CRM Trigger1', { ...leads, recordType: chosen('contact') }), moveStep());
		workflow.nodes.push(start('CRM Trigger', leads));
		expect(await typeIn(workflow)).toBe('contact');
	});

	test('a trigger that was renamed is known by its new name, as n8n writes it into the expressions', async () => {
		const expression = String((await import('../../nodes/shared/startingType')).startingTypeField.default);
		const renamed = moveStep({ startingType: expression.replace("$('CRM Trigger')", "$('New lead')") });
		expect(await typeIn(row(start('New lead', leads), renamed))).toBe('lead');
	});

	test('is that of the item where no trigger of that name is in front', async () => {
		const other = start('New lead', leads);
		const change = { event: 'created', record: { type: 'lead', id: '1', updatedAt: '2026-01-01' }, change: {} };
		expect(await typeIn(row(other, moveStep()), change)).toBe('lead');
		expect(await typeIn(row(other, moveStep()), { type: 'contact', id: '1', updatedAt: '2026-01-01' })).toBe('contact');
		expect(await typeIn(row(other, moveStep()), { type: 'contact', masterId: '1', duplicateIds: [] })).toBe('contact');
	});

	test.each([
		['before anything has run', start('New lead', leads), undefined],
		['when the item is no record', start('Start', {}, 'n8n-nodes-base.noOp'), { type: 'invoice', id: 7 }],
		['of a task, which belongs to a record of any type', start('CRM Trigger', { event: 'taskStatusChanged' }), undefined],
		['that an expression gives', start('CRM Trigger', { ...leads, recordType: '={{ "lead" }}' }), undefined],
	])('is not known %s', async (_, trigger, input) => {
		expect(await typeIn(row(trigger, moveStep()), input)).toBe('');
	});
});

describe('lists and fields follow it', () => {
	const formOf = async (parameters: object) => askedFrom(await editorForm(row(start('CRM Trigger', leads), crmNode(parameters)), 'CRM'));
	const names = ({ results }: { results: Array<{ name: string }> }) => results.map(({ name }) => name);

	test('stages, with the next and the previous one first', async () => {
		const form = await formOf({ resource: 'record', operation: 'changeStage' });
		expect(names(await listSearch.searchTargetStages.call(form))).toEqual([
			'Next Stage',
			'Previous Stage',
			...(await company.scope.crm.describe('lead')).pipelines[0]!.stages.map(({ name }) => name),
		]);
		expect(names(await listSearch.searchTargetStages.call(form, 'prev'))).toEqual(['Previous Stage']);
		expect((await loadOptions.getStages.call(form)).map(({ value }) => value)).not.toContain('sales:won');
		expect(names(await listSearch.searchPipelines.call(form))).toEqual(['Leads']);
	});

	test('fields, those of conditions and of rules too', async () => {
		const score = await formOf({ resource: 'record', operation: 'score' });
		expect((await loadOptions.getConditionFields.call(score)).map(({ value }) => value)).toContain('email');
		expect((await loadOptions.getConditionFields.call(score)).map(({ value }) => value)).not.toContain('closeDate');
		expect((await loadOptions.getNumberFields.call(score)).map(({ value }) => value)).not.toContain('amount');
		const update = await formOf({ resource: 'record', operation: 'update' });
		expect((await resourceMapping.getFieldsForUpdate.call(update)).fields.map(({ id }) => id)).toContain('email');
	});

	test('a record that is chosen has the type that is chosen with it', async () => {
		const form = await formOf({ resource: 'record', operation: 'changeStage', recordSource: 'choose', recordType: chosen('deal') });
		expect(names(await listSearch.searchTargetStages.call(form))).toContain('Negotiation');
	});

	test('while the type is not known the lists are empty, and the form asks for it', async () => {
		const form = askedFrom(await editorForm(row(start('Start', {}, 'n8n-nodes-base.noOp'), moveStep()), 'CRM'));
		expect(await loadOptions.getStages.call(form)).toEqual([]);
		expect(await loadOptions.getConditionFields.call(form)).toEqual([]);
		expect(await loadOptions.getNumberFields.call(form)).toEqual([]);
		expect(await resourceMapping.getFieldsForUpdate.call(form)).toMatchObject({ emptyFieldsNotice: 'Choose a record type first.' });
	});
});
