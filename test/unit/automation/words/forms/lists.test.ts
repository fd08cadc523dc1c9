import { templateForm } from '../../../../../src/automation/families/projects/templateForm';
import { listProjectTemplates } from '../../../../../src/automation/families/projects/projectLists';
import { listTasks } from '../../../../../src/automation/families/tasks/taskLists';
import { recordForm } from '../../../../../src/automation/words/forms/describeForm';
import * as lists from '../../../../../src/automation/words/forms/lists';
import type { ListPage, ListRequest } from '../../../../../src/automation/words/forms/listPage';
import { createTasks } from '../../../../../src/automation/families/tasks/tasks';
import { saveTemplates } from '../../../../../src/automation/families/projects/templates';
import type { User } from '../../../../../src/model/user';
import { Office, refusal } from '../../office';

let office: Office;
let ann: User;

beforeAll(async () => {
	office = await Office.open();
	await office.furnish();
	[ann] = (await office.hire(
		{ name: 'Ann', email: 'ann@firm.example' },
		{ name: 'Aaron', active: false },
		{ name: 'Zoe', role: 'designer' },
	)) as [User];
	await office.add('company', { title: 'Acme' }, { title: 'Betasoft' });
	const parameters = [
		{ name: 'run', label: 'Print run', kind: 'number', required: true, default: 100, help: 'How many' },
		{ name: 'sides', label: 'Sides', kind: 'choice', required: true, choices: ['One', 'Two'] },
		{ name: 'until', label: 'Until', kind: 'date', required: false },
		{ name: 'glossy', label: 'Glossy', kind: 'boolean', required: false },
		{ name: 'note', label: 'Note', kind: 'address', required: false },
		{ name: 'designer', label: 'Designer', kind: 'user', required: true },
		{ name: 'payer', label: 'Payer', kind: 'record', target: 'company', required: false },
	];
	await office.runOne(saveTemplates, {
		template: { name: 'Cards', type: 'print', parameters, stages: [{ name: 'A' }], tasks: [{ key: 'a', title: 'A', stage: 'A' }] },
	});
});
afterAll(async () => await office.close());

async function allPages(list: (request: ListRequest) => Promise<ListPage>, search?: string): Promise<string[]> {
	const names: string[] = [];
	let page: string | undefined;
	do {
		const found = await list({ search, page });
		names.push(...found.options.map(({ name }) => name));
		page = found.nextPage;
	} while (page !== undefined);
	return names;
}

describe('lists on the canvas', () => {
	it('types, pipelines, stages, fields', async () => {
		expect(await allPages((request) => lists.listRecordTypes(office.scope, request))).toEqual(['Lead', 'Deal', 'Contact', 'Company']);
		expect(await allPages((request) => lists.listRecordTypes(office.scope, request, 'all'))).toEqual(
			expect.arrayContaining(['Task', 'User']),
		);
		expect(await allPages((request) => lists.listRecordTypes(office.scope, request, 'withStages'))).toEqual(['Lead', 'Deal']);
		expect(await allPages((request) => lists.listPipelines(office.scope, 'deal', request))).toEqual(['Sales', 'Renewals']);
		expect(await allPages((request) => lists.listPipelines(office.scope, undefined, request), 'lead')).toEqual(['Leads']);
		expect(await allPages((request) => lists.listStages(office.scope, 'deal', request, 'renewals'))).toEqual(['Due', 'Asked', 'Renewed']);
		expect(await allPages((request) => lists.listStages(office.scope, 'deal', request), 'renew')).toEqual([
			'Renewals: Due',
			'Renewals: Asked',
			'Renewals: Renewed',
		]);
		expect(await allPages((request) => lists.listFields(office.scope, 'deal', request), 'AMO')).toEqual(['Amount']);
	});

	it('users who work here first, templates, groups, roles, types of history entries', async () => {
		expect(await allPages((request) => lists.listUsers(office.scope, request))).toEqual([
			'Administrator',
			'Ann',
			'Zoe',
			'Aaron (inactive)',
		]);
		expect((await lists.listUsers(office.scope, { search: 'ann@' })).options).toEqual([
			{ name: 'Ann', value: 'ann@firm.example', description: 'ann@firm.example' },
		]);
		expect((await listProjectTemplates(office.scope, { search: 'print' })).options).toEqual([
			{ name: 'Cards', value: 'Cards', description: 'print, version 1' },
		]);
		expect(await allPages((request) => lists.listGroups(office.scope, request), 'pri')).toEqual(['Printers']);
		expect(await allPages((request) => lists.listRoles(office.scope, request), 'des')).toEqual(['designer']);
		expect(await allPages((request) => lists.listHistoryTypes(office.scope, request))).toContain('Information');
	});

	it('who was chosen by id, as it was kept once, is still listed by it; all others by what another CRM understands', async () => {
		const values = async (...chosen: string[]) =>
			(await lists.listUsers(office.scope, {}, new Set(chosen))).options.map(({ value }) => value);
		expect(await values()).toEqual([
			expect.stringMatching(/^Administrator \(user \d+\)$/),
			'ann@firm.example',
			expect.stringMatching(/^Zoe \(user \d+\)$/),
			expect.stringMatching(/^Aaron \(user \d+\)$/),
		]);
		expect(await values(ann.id, 'Offers')).toEqual(expect.arrayContaining([ann.id, expect.stringMatching(/^Zoe/)]));
		const responsible = async (filled: object) =>
			(await recordForm(office.scope, 'deal', 'create', { ...filled })).find(({ id }) => id === 'responsible')!.options!;
		expect(await responsible({})).toContainEqual({ name: 'Ann', value: 'ann@firm.example' });
		expect(await responsible({ responsible: ann.id, amount: 3 })).toContainEqual({ name: 'Ann', value: ann.id });
		const designer = async (filled: object) =>
			(await templateForm(office.scope, 'Cards', { ...filled })).find(({ id }) => id === 'designer')!.options!;
		expect(await designer({})).toContainEqual({ name: 'Ann', value: 'ann@firm.example' });
		expect(await designer({ designer: ann.id })).toContainEqual({ name: 'Ann', value: ann.id });
	});

	it('a template that is called as another is numbered is listed by its own number', async () => {
		const [cards] = await office.scope.ledger.templates.list();
		const stages = [{ name: 'A' }];
		await office.runOne(saveTemplates, {
			template: { name: cards!.id, type: 'odd', parameters: [], stages, tasks: [{ key: 'a', title: 'A', stage: 'A' }] },
		});
		const [odd] = (await listProjectTemplates(office.scope, { search: 'odd' })).options;
		expect([odd!.name, odd!.value === cards!.id]).toEqual([cards!.id, false]);
	});

	it('records and tasks in pages, searched by title', async () => {
		await office.add('deal', ...Array.from({ length: 120 }, (_, index) => ({ title: `Deal ${index}` })));
		await office.run(
			createTasks,
			Array.from({ length: 60 }, (_, index) => ({ title: `Task ${index}`, responsible: { kind: 'user' as const, user: 'Ann' } })),
		);
		const first = await lists.listRecords(office.scope, 'deal', {});
		expect(first.options).toHaveLength(50);
		expect(first.options[0]).toEqual({ name: 'Deal 119', value: expect.any(String), description: 'New' });
		expect(new Set(await allPages((request) => lists.listRecords(office.scope, 'deal', request))).size).toBe(120);
		expect(await allPages((request) => lists.listRecords(office.scope, 'deal', request), 'deal 11')).toHaveLength(11);
		expect(new Set(await allPages((request) => listTasks(office.scope, undefined, request))).size).toBe(60);
	});

	it('an unknown type is refused', async () => {
		await expect(lists.listStages(office.scope, 'spaceship', {})).rejects.toEqual(refusal('notFound', 'spaceship'));
	});
});

describe('forms', () => {
	it('a new record: its own fields with their kinds, stages by pipeline, people and short lists of records to choose', async () => {
		const form = new Map((await recordForm(office.scope, 'deal', 'create')).map((field) => [field.id, field]));
		expect(form.get('title')).toEqual({ id: 'title', label: 'Title', required: true, kind: 'string' });
		expect(form.get('amount')).toMatchObject({ kind: 'number', required: false });
		expect(form.get('closeDate')).toMatchObject({ kind: 'dateTime' });
		expect(form.get('urgent')).toMatchObject({ kind: 'boolean' });
		expect(form.get('tags')).toMatchObject({ kind: 'array', help: 'Any of: Hot one, Cold one' });
		expect(form.get('currency')!.options).toContainEqual({ name: 'EUR', value: 'EUR' });
		expect(form.get('pipeline')).toMatchObject({
			required: false,
			options: [
				{ name: 'Sales', value: 'sales' },
				{ name: 'Renewals', value: 'renewals' },
			],
		});
		expect(form.get('stage')!.options).toContainEqual({ name: 'Renewals: Due', value: 'renewals:due' });
		expect(form.get('responsible')!.options!.map(({ name }) => name)).toEqual(['Administrator', 'Ann', 'Zoe']);
		expect(form.get('company')!.options!.map(({ name }) => name)).toEqual(['Acme', 'Betasoft']);
		// What only other programs give stands at the end.
		expect([...form.keys()].at(-1)).toBe('externalId');
	});

	it('a change: nothing is required, and the stage has an operation of its own', async () => {
		const form = await recordForm(office.scope, 'deal', 'update');
		expect(form.filter(({ required }) => required)).toEqual([]);
		expect(form.map(({ id }) => id)).not.toEqual(expect.arrayContaining(['stage']));
		expect((await recordForm(office.scope, 'company', 'create')).map(({ id }) => id)).not.toEqual(expect.arrayContaining(['stage']));
	});

	it('beyond 200 records a link is typed', async () => {
		await office.add('contact', ...Array.from({ length: 201 }, (_, index) => ({ title: `Contact ${index}` })));
		expect((await recordForm(office.scope, 'deal', 'create')).find(({ id }) => id === 'contact')).toMatchObject({
			kind: 'string',
			help: expect.stringContaining('Contact'),
		});
	});

	it('the parameters of a template', async () => {
		const form = await templateForm(office.scope, 'cards');
		expect(form.map(({ id, kind, required }) => [id, kind, required])).toEqual([
			['run', 'number', false],
			['sides', 'options', true],
			['until', 'dateTime', false],
			['glossy', 'boolean', false],
			['note', 'string', false],
			['designer', 'options', true],
			['payer', 'options', false],
		]);
		expect(form[0]).toMatchObject({ default: 100, help: 'How many' });
		expect(form[1]!.options).toEqual([
			{ name: 'One', value: 'One' },
			{ name: 'Two', value: 'Two' },
		]);
		await expect(templateForm(office.scope, 'Card')).rejects.toEqual(refusal('notFound', '"Card"'));
	});
});
