import { foundCompany, type Company } from './support/company';
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
	parameters: {
		parameter: [
			{ label: 'Print run', name: 'printRun', kind: 'number', required: true, default: '100' },
			{ label: 'Sides', name: 'sides', kind: 'choice', required: true, choices: 'one side, both sides' },
			{ label: 'Rush', name: 'rush', kind: 'boolean', required: false },
		],
	},
	stages: {
		stage: [
			{ name: 'Preparation', responsible: 'recordResponsible' },
			{ name: 'Print', responsible: 'supervisor' },
		],
	},
	tasks: {
		task: [
			{
				title: 'Design {{printRun}} cards for {{record.title}}',
				key: 'design',
				stage: '',
				checklist: 'Logo\nPhone',
				deadline: 'start',
				deadlineAmount: 1,
				deadlineUnit: 'days',
				deadlineWorkingTime: false,
			},
			{
				title: 'Proof',
				key: '',
				stage: 'Preparation',
				after: 'design',
				responsible: 'user',
				responsibleName: 'Clara Head',
				priority: 'high',
			},
			{
				title: 'Print, {{sides}}',
				key: 'print',
				stage: 'Print',
				after: 'task2',
				deadline: 'task',
				deadlineTask: 'task2',
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
			after: ['task2'],
			deadline: { afterTask: 'task2', amount: 3, unit: 'hours', workingTime: true },
		});

		const json = { ...cards, defineAs: 'json', templateJson: JSON.stringify({ ...template, tasks: template.tasks.slice(0, 1) }) };
		expect((await runWorkflow(oneStep(json))).json('CRM')[0]).toMatchObject({ version: 2 });
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
