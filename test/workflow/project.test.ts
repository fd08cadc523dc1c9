import type { INodeParameters } from 'n8n-workflow';
import * as resourceMapping from '../../nodes/Crm/methods/resourceMapping';
import * as loadOptions from '../../nodes/shared/loadOptions';
import { foundCompany, type Company } from './support/company';
import { askedFrom } from './support/editorForm';
import { runWorkflow } from './support/engine';
import { chosen, filledIn, oneStep } from './support/steps';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());

/** Business cards, drawn up in the fields of the form. */
const cards = {
	resource: 'projectTemplate',
	operation: 'save',
	defineAs: 'fields',
	templateName: 'Business cards',
	templateType: 'print',
	parameterLines: 'Print run: number, required\nSides: required\n- one side\n- both sides\nRush: yes or no',
	parameterDetails: { detail: [{ parameter: 'Print run', default: '100' }] },
	stages: {
		stage: [
			{ name: 'Preparation', responsible: 'recordResponsible' },
			{ name: 'Print', responsible: 'supervisor' },
		],
	},
	taskLines: 'Design [Print run] cards for {{record.title}}\nProof\n- after: design [print run] cards for {{record.title}}\nPrint, [Sides]',
	taskDetails: {
		detail: [
			{
				task: 'Design [Print run] cards for {{record.title}}',
				checklist: 'Logo\nPhone',
				deadline: 'start',
				deadlineAmount: 1,
				deadlineUnit: 'days',
				deadlineWorkingTime: false,
			},
			{ task: 'Proof', responsible: 'user', responsibleName: 'Clara Head', priority: 'high' },
			{
				task: 'Print, [Sides]',
				stage: 'Print',
				after: ['Proof'],
				deadline: 'task',
				deadlineTask: 'Proof',
				deadlineAmount: 3,
				deadlineUnit: 'hours',
			},
		],
	},
};

const start = (parameters: object, more: object = {}) => ({
	resource: 'project',
	operation: 'start',
	template: chosen('Business cards'),
	recordSource: 'choose',
	recordType: chosen('deal'),
	recordId: chosen(company.deal),
	parameters: filledIn({ printRun: null, sides: null, rush: false, ...parameters }),
	...more,
});

describe('project template', () => {
	test('save from fields, then the same again changes nothing, then a new version from JSON', async () => {
		const first = (await runWorkflow(oneStep(cards))).json('CRM')[0]!;
		expect(first).toMatchObject({ name: 'Business cards', type: 'print', version: 1 });
		expect((await runWorkflow(oneStep(cards))).json('CRM')[0]).toMatchObject({ version: 1 });
		const template = (await company.scope.ledger.templates.get(String(first.id)))!;
		expect(template.parameters).toEqual([
			expect.objectContaining({ name: 'printRun', default: 100 }),
			expect.objectContaining({ name: 'sides', choices: ['one side', 'both sides'] }),
			expect.objectContaining({ name: 'rush', required: false }),
		]);
		expect(template.tasks[2]).toMatchObject({
			key: 'print',
			stage: 'Print',
			after: ['proof'],
			deadline: { afterTask: 'proof', amount: 3, unit: 'hours', workingTime: true },
		});

		const json = { ...cards, defineAs: 'json', templateJson: JSON.stringify({ ...template, tasks: template.tasks.slice(0, 1) }) };
		expect((await runWorkflow(oneStep(json))).json('CRM')[0]).toMatchObject({ version: 2 });
	});

	test('a choice may have commas, and errors name the parameter or task in words', async () => {
		const save = async (parameterLines: string, taskLines: string, more: object = {}) =>
			await runWorkflow(oneStep({ ...cards, parameterDetails: {}, taskDetails: {}, stages: {}, parameterLines, taskLines, ...more }));
		const details = { detail: [{ parameter: 'Price range', choices: 'up to 500\nover 1,000\n' }] };
		expect((await save('Price range', 'Buy', { parameterDetails: details })).json('CRM')[0]).toMatchObject({
			parameters: [{ name: 'priceRange', kind: 'choice', choices: ['up to 500', 'over 1,000'] }],
			stages: [{ name: 'All Tasks' }],
		});
		expect((await save('Gift\nPrice range: choice', 'Buy')).error?.message).toBe(
			'The project template "Business cards" has a problem: Parameter 2 (Price range): it has no choices.',
		);
		expect((await save('', 'Buy\nDeliver\n- after: By')).error?.message).toBe(
			'The project template "Business cards" has a problem: Task 2 (Deliver): it comes after "By", which is no task (tasks: Buy, Deliver).',
		);
	});

	describe('a saved one is changed', () => {
		const change = { resource: 'projectTemplate', operation: 'save', defineAs: 'change', template: chosen('Business cards') };
		const loaded = async () =>
			(await resourceMapping.getTemplateRows.call(askedFrom(change as unknown as INodeParameters))).fields.filter(
				({ removed }) => removed !== true,
			);
		const rowsWith = async (changes: Record<string, string | null>) => {
			const fields = await loaded();
			const value = Object.fromEntries(fields.map(({ id, defaultValue }) => [id, defaultValue ?? null]));
			return { mappingMode: 'defineBelow', schema: fields, value: { ...value, ...changes } };
		};
		const saved = async () => (await company.scope.ledger.templates.list())[0]!;
		beforeEach(async () => void (await runWorkflow(oneStep(cards))));

		test('it is loaded into the form, a row for each of its parts', async () => {
			expect((await loaded()).map(({ displayName, defaultValue }) => [displayName, defaultValue])).toEqual([
				['Template Type', 'print'],
				['Parameter 1', 'Print run: number, required'],
				['Parameter 2', 'Sides: required | one side | both sides'],
				['Parameter 3', 'Rush: yes or no'],
				['New Parameter', undefined],
				['Stage 1', 'Preparation'],
				['Stage 2', 'Print'],
				['New Stage', undefined],
				['Task 1', 'Design [Print run] cards for {{record.title}}'],
				['Task 2', 'Proof | after: Design [Print run] cards for {{record.title}}'],
				['Task 3', 'Print, [Sides] | after: Proof'],
				['New Task', undefined],
			]);
		});

		test('saved as it was loaded, it is the same version', async () => {
			const { json, error } = await runWorkflow(oneStep({ ...change, rows: await rowsWith({}) }));
			expect(error).toBeUndefined();
			expect(json('CRM')[0]).toMatchObject({ version: 1 });
		});

		test('parts are renamed, taken out and added; what is not in the rows stays', async () => {
			const before = await saved();
			const rows = await rowsWith({
				'parameter:rush': null,
				'parameter:sides': 'Faces: required | one side | both sides',
				'stage:Print': 'Printing',
				'task:proof': 'Proofread | after: Design [Print run] cards for {{record.title}}',
				'new:task:1': 'Send | after: Print, [Sides]',
			});
			const taskDetails = { detail: [{ task: 'Send', priority: 'high', stage: 'Printing' }] };
			const { error } = await runWorkflow(oneStep({ ...change, rows, taskDetails }));
			expect(error).toBeUndefined();
			const [design, proof, print] = before.tasks;
			expect(await saved()).toMatchObject({
				version: 2,
				type: 'print',
				parameters: [before.parameters[0], { ...before.parameters[1], label: 'Faces' }],
				stages: [before.stages[0], { ...before.stages[1], name: 'Printing' }],
				tasks: [
					design,
					{ ...proof, title: 'Proofread' },
					{ ...print, stage: 'Printing' },
					{ key: 'send', title: 'Send', stage: 'Printing', after: ['print'], priority: 'high' },
				],
			});
		});

		test('a task that others wait for cannot be taken out unseen', async () => {
			const { error } = await runWorkflow(oneStep({ ...change, rows: await rowsWith({ 'task:proof': '' }) }));
			expect(error?.message).toContain('it comes after "Proof", which is no task');
			expect(await saved()).toMatchObject({ version: 1 });
		});

		test('a form that was never loaded is refused', async () => {
			expect((await runWorkflow(oneStep(change))).error).toMatchObject({
				message: 'The template was not loaded into the form.',
				description: 'Choose the template anew under "Project Template".',
			});
		});
	});

	test('the lists of details have what was written above', async () => {
		const form = (parameters: object) => askedFrom(parameters as INodeParameters);
		const named = async (load: typeof loadOptions.getWrittenTasks, parameters: object) =>
			(await load.call(form(parameters))).map(({ name, value }) => (name === value ? name : [name, value]));
		expect(await named(loadOptions.getWrittenParameters, cards)).toEqual(['Print run', 'Sides', 'Rush']);
		expect(await named(loadOptions.getWrittenTasks, cards)).toEqual([
			'Design [Print run] cards for {{record.title}}',
			'Proof',
			'Print, [Sides]',
		]);
		expect(await named(loadOptions.getWrittenStages, cards)).toEqual([['As It Is, or the First One', ''], 'Preparation', 'Print']);
		const rows = { value: { 'parameter:run': 'Run: number', 'stage:All': 'All', 'task:a': 'A', 'new:task:1': 'B | after: A' } };
		expect(await named(loadOptions.getWrittenTasks, { defineAs: 'change', rows })).toEqual(['A', 'B']);
		expect(await named(loadOptions.getWrittenStages, { defineAs: 'change', rows })).toEqual([['As It Is, or the First One', ''], 'All']);
		await expect(loadOptions.getWrittenTasks.call(form({ taskLines: '- after: A' }))).rejects.toMatchObject({
			message: '"- after: A" stands below no task.',
		});
	});

	test('get many lists the newest versions, filtered', async () => {
		await runWorkflow(oneStep(cards));
		await runWorkflow(oneStep({ ...cards, templateName: 'Flower delivery', templateType: 'shop' }));
		const many = (additionalFields: object) =>
			oneStep({ resource: 'projectTemplate', operation: 'getMany', returnAll: true, additionalFields });
		expect((await runWorkflow(many({}))).json('CRM').map(({ name }) => name)).toEqual(['Business cards', 'Flower delivery']);
		expect((await runWorkflow(many({ type: 'shop' }))).json('CRM').map(({ name }) => name)).toEqual(['Flower delivery']);
	});
});

describe('project: start from template', () => {
	beforeEach(async () => void (await runWorkflow(oneStep(cards))));

	test('makes the project and all its tasks, parameters merged in, defaults for what was left blank', async () => {
		const { json, error } = await runWorkflow(
			oneStep(start({ sides: 'both sides' }, { additionalFields: { projectName: 'Cards for Acme', actor: company.users.boris } })),
		);
		expect(error).toBeUndefined();
		const project = json('CRM')[0]!;
		expect(project).toMatchObject({ name: 'Cards for Acme' });
		const tasks = (await company.scope.crm.tasks.find({ projectId: String(project.id) })).reverse();
		expect(tasks.map(({ title, status, responsibleId, projectStage }) => [title, status, responsibleId, projectStage])).toEqual([
			['Design 100 cards for Acme, 100 chairs', 'open', company.users.anna, 'Preparation'],
			['Proof', 'waiting', company.users.clara, 'Preparation'],
			['Print, both sides', 'waiting', company.users.boris, 'Print'],
		]);
	});

	test('a missing required parameter stops it, and nothing is half-written', async () => {
		const { error } = await runWorkflow(oneStep(start({})));
		expect(error).toMatchObject({ message: expect.stringContaining('Sides'), itemIndex: 0 });
		expect(await company.counts()).toMatchObject({ projects: 0, tasks: 0, history: 0 });
	});

	test('a value that is not among the choices is refused', async () => {
		const { error } = await runWorkflow(oneStep(start({ sides: 'three sides' })));
		expect(error?.message).toContain('three sides');
		expect(error?.description).toContain('both sides');
		expect(await company.counts()).toMatchObject({ projects: 0, tasks: 0 });
	});
});
