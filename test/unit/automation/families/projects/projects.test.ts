import { startProjects } from '../../../../../src/automation/families/projects/projects';
import { completeTasks } from '../../../../../src/automation/families/tasks/tasks';
import { listTemplates, saveTemplates, templateParameters } from '../../../../../src/automation/families/projects/templates';
import { listHistory } from '../../../../../src/automation/families/history/history';
import type { ProjectTemplateDraft } from '../../../../../src/model/projectTemplate';
import type { CrmRecord } from '../../../../../src/model/record';
import type { User } from '../../../../../src/model/user';
import { Office, refOf, refusal, RUN } from '../../office';
import type { StartProjectInput } from '../../../../../src/automation/families/projects/inputs';

const CARDS: ProjectTemplateDraft = {
	name: 'Business cards',
	type: 'print',
	parameters: [
		{ name: 'run', label: 'Print run', kind: 'number', required: true },
		{ name: 'sides', label: 'Sides', kind: 'choice', required: true, choices: ['One sided', 'Two sided'] },
		{ name: 'until', label: 'Wanted by', kind: 'date', required: false },
		{ name: 'designer', label: 'Designer', kind: 'user', required: true },
		{ name: 'payer', label: 'Payer', kind: 'record', required: false, target: 'company' },
	],
	stages: [
		{ name: 'Design', responsible: { kind: 'parameter', parameter: 'designer' } },
		{ name: 'Print', responsible: { kind: 'group', group: 'Printers' } },
		{ name: 'Hand over' },
	],
	tasks: [
		{
			key: 'design',
			title: 'Design cards for {{record.title}}',
			description: 'By {{designer}}, {{sides}}, source {{record.source}}.',
			stage: 'Design',
			deadline: { amount: 6, unit: 'hours', workingTime: true },
			checklist: ['Logo of {{payer}}'],
			priority: 'high',
		},
		{
			key: 'print',
			title: 'Print {{run}}',
			stage: 'Print',
			after: ['design'],
			deadline: { amount: 2, unit: 'days', workingTime: true, afterTask: 'design' },
		},
		{ key: 'bill', title: 'Bill', stage: 'Hand over', responsible: { kind: 'supervisor' } },
		{ key: 'deliver', title: 'Deliver', stage: 'Hand over', after: ['print', 'bill'] },
	],
};

let office: Office;
let boss: User;
let ann: User;
let record: CrmRecord;
let acme: CrmRecord;

beforeAll(async () => {
	office = await Office.open();
	await office.furnish();
	[boss] = (await office.hire({ name: 'Boss' })) as [User];
	[ann] = (await office.hire(
		{ name: 'Ann', supervisorId: boss.id },
		{ name: 'Dee', role: 'designer' },
		{ name: 'Pia', groups: ['Printers'] },
		{ name: 'Per', groups: ['Printers'] },
		{ name: 'Pax', groups: ['Printers'], active: false },
	)) as [User];
	[acme] = (await office.add('company', { title: 'Acme' })) as [CrmRecord];
	[record] = (await office.add('deal', { title: 'Big deal', responsible: ann.id, source: 'website', stage: 'sales:proposal' })) as [
		CrmRecord,
	];
	await office.runOne(saveTemplates, { template: CARDS });
});
afterAll(async () => await office.close());

const PARAMETERS = { run: '500', sides: 'two sided', designer: 'Dee', payer: 'Acme' };
const start = async (more: Partial<StartProjectInput> = {}, write = RUN) =>
	await office.runOne(startProjects, { template: 'Business cards', record: refOf(record), parameters: PARAMETERS, ...more }, write);

describe('project templates', () => {
	it('saving one again with changes makes the next version, without changes none', async () => {
		const template = { ...CARDS, name: 'Flowers' };
		expect(await office.runOne(saveTemplates, { template })).toMatchObject({
			name: 'Flowers',
			version: 1,
			savedAt: '2026-03-02T09:00:00.000Z',
			tasks: CARDS.tasks,
		});
		expect(await office.runOne(saveTemplates, { template })).toMatchObject({
			version: 1,
			reason: 'Nothing differs from version 1, which was saved before.',
		});
		const next = await office.runOne(saveTemplates, { template: JSON.stringify({ ...template, type: 'gift' }) });
		expect(next).toMatchObject({ version: 2, type: 'gift', reason: null });
		const again = await office.runOne(saveTemplates, { template: next });
		expect(again).toEqual({ ...next, reason: 'Nothing differs from version 2, which was saved before.' });
	});

	it('are listed by name, and found by a part of name or type', async () => {
		expect((await listTemplates(office.scope)).map(({ name }) => name)).toEqual(['Business cards', 'Flowers']);
		expect((await listTemplates(office.scope, { search: 'GIF' })).map(({ name }) => name)).toEqual(['Flowers']);
		expect((await listTemplates(office.scope, { type: 'print', limit: 5 })).map(({ name }) => name)).toEqual(['Business cards']);
		expect((await templateParameters(office.scope, 'flowers')).map(({ name }) => name)).toEqual([
			'run',
			'sides',
			'until',
			'designer',
			'payer',
		]);
	});

	it.each<[string, unknown, string, string]>([
		['a task at no stage', { ...CARDS, tasks: [{ ...CARDS.tasks[0], stage: 'Nowhere' }] }, 'invalidValue', 'Nowhere'],
		['broken JSON', '{', 'invalidValue', 'not valid JSON'],
		[
			'an unknown group',
			{ ...CARDS, stages: CARDS.stages.map((stage) => ({ ...stage, responsible: { kind: 'group', group: 'Painters' } })) },
			'notFound',
			'"Painters"',
		],
		[
			'an unknown role',
			{ ...CARDS, stages: CARDS.stages.map((stage) => ({ ...stage, responsible: { kind: 'role', role: 'painter' } })) },
			'notFound',
			'"painter"',
		],
		[
			'an unknown user',
			{ ...CARDS, stages: CARDS.stages.map((stage) => ({ ...stage, responsible: { kind: 'user', user: 'Nemo' } })) },
			'notFound',
			'"Nemo"',
		],
		[
			'an unknown record type',
			{
				...CARDS,
				parameters: [...CARDS.parameters, { name: 'ship', label: 'Ship', kind: 'record', required: false, target: 'spaceship' }],
			},
			'notFound',
			'spaceship',
		],
	])('with %s are refused', async (_, template, code, word) => {
		await expect(office.runOne(saveTemplates, { template })).rejects.toEqual(refusal(code, word));
		expect(await listTemplates(office.scope)).toHaveLength(2);
	});
});

describe('starting a project', () => {
	it('makes the project, its tasks and an entry in the history', async () => {
		const output = await start();
		expect(output).toMatchObject({
			name: 'Business cards: Big deal',
			template: 'Business cards',
			templateVersion: 1,
			status: 'running',
			record: { type: 'deal', id: record.id, title: 'Big deal' },
			parameters: { run: 500, sides: 'Two sided', until: null, payer: acme.id },
			startedAt: '2026-03-02T09:00:00.000Z',
		});
		const facts = 'Print run: 500\nSides: Two sided\nDesigner: Dee\nPayer: Acme';
		expect(output.tasks).toEqual([
			expect.objectContaining({
				title: 'Design cards for Big deal',
				description: `By Dee, Two sided, source Website.\n\n${facts}`,
				responsible: 'Dee',
				status: 'open',
				priority: 'high',
				deadline: '2026-03-02T15:00:00.000Z',
				checklist: [{ text: 'Logo of Acme', done: false }],
				projectId: output.id,
				projectStage: 'Design',
				record: { type: 'deal', id: record.id, title: 'Big deal' },
				origin: { ...RUN.origin, pipeline: 'sales', stage: 'sales:proposal' },
			}),
			expect.objectContaining({ title: 'Print 500', description: facts, responsible: 'Per', status: 'waiting', deadline: null }),
			expect.objectContaining({ title: 'Bill', responsible: 'Boss', status: 'open' }),
			expect.objectContaining({ title: 'Deliver', responsible: 'Ann', status: 'waiting' }),
		]);
		const [entry] = await listHistory(office.scope, { record: refOf(record), limit: 1 });
		expect(entry).toMatchObject({ type: 'information', text: expect.stringMatching(/Business cards.*version 1.*4 tasks/) });
	});

	it('gives the tasks of a group to the least loaded, then by name', async () => {
		const [fresh] = await office.hire({ name: 'Quin', groups: ['Printers'] });
		const printers = async () => (await start()).tasks![1]!['responsible'];
		expect(await printers()).toBe('Pia');
		await office.change(fresh!, { active: false });
	});

	it('without a record tasks for nobody else are for who starts it', async () => {
		const template = { name: 'Alone', parameters: [], stages: [{ name: 'One' }], tasks: [{ key: 'a', title: 'A', stage: 'One' }] };
		await office.runOne(saveTemplates, { template });
		const input = { template: 'alone', record: undefined, parameters: {} };
		expect(await start(input, { ...RUN, actor: ann.id })).toMatchObject({
			name: 'Alone',
			record: null,
			startedBy: 'Ann',
			tasks: [{ responsible: 'Ann', creator: 'Ann' }],
		});
		await expect(start(input)).rejects.toEqual(refusal('missingValue', '"a"', '"Alone"', 'no record'));
	});

	it.each<[string, Partial<StartProjectInput>, string, string[]]>([
		['an unknown template', { template: 'Busines cards' }, 'notFound', ['Project template "Busines cards"']],
		['a missing parameter', { parameters: { ...PARAMETERS, run: '' } }, 'missingValue', ['"Print run"']],
		['a wrong choice', { parameters: { ...PARAMETERS, sides: 'three' } }, 'invalidValue', ['Sides', '"three"']],
		['an unknown parameter', { parameters: { ...PARAMETERS, colour: 'red' } }, 'notFound', ['Parameter "colour"']],
		['an unknown user', { parameters: { ...PARAMETERS, designer: 'Nemo' } }, 'notFound', ['"Nemo"', 'Designer']],
		['an unknown record as parameter', { parameters: { ...PARAMETERS, payer: 'Nobody & Co' } }, 'notFound', ['Payer', '"Nobody & Co"']],
		['an unknown record', { record: { type: 'deal', id: '999999' } }, 'notFound', ['999999']],
		['a merge field of no record', { record: undefined }, 'invalidValue', ['{{record.title}}', '"design"']],
	])('%s is refused, and nothing is written', async (_, more, code, words) => {
		const before = await office.count();
		await expect(start(more)).rejects.toEqual(refusal(code, ...words));
		expect(await office.count()).toEqual(before);
	});

	it('a group in which nobody works is refused, and nothing is written', async () => {
		const template = {
			name: 'Nobody',
			parameters: [],
			stages: [{ name: 'One', responsible: { kind: 'group', group: 'nobody' } }],
			tasks: [{ key: 'a', title: 'A', stage: 'One' }],
		};
		await office.runOne(saveTemplates, { template });
		const before = await office.count();
		await expect(start({ template: 'Nobody', parameters: {} })).rejects.toEqual(refusal('missingValue', 'group "Nobody"'));
		expect(await office.count()).toEqual(before);
	});

	it('200 at once with one bad one: that one is refused whole, the others are whole', async () => {
		const deals = await office.add('deal', ...Array.from({ length: 200 }, (_, index) => ({ title: `D${index}`, responsible: ann.id })));
		const inputs = deals.map((one, index) => ({
			template: 'Business cards',
			record: refOf(one),
			parameters: { ...PARAMETERS, run: index === 77 ? 'many' : index + 1 },
		}));
		const before = await office.count();
		const first = await office.runStep(startProjects, inputs, 'start200');
		const after = await office.count();
		expect(first[77]).toEqual({ ok: false, error: refusal('invalidValue', 'Print run', '"many"') });
		expect(after).toEqual({
			...before,
			projects: before['projects']! + 199,
			tasks: before['tasks']! + 199 * 4,
			history: before['history']! + 199,
		});

		const good = inputs.filter((_, index) => index !== 77);
		const again = await office.runStep(startProjects, inputs, 'start200');
		expect(again.filter((outcome) => outcome.ok && outcome.repeated)).toHaveLength(good.length);
		expect(await office.count()).toEqual(after);
	});

	it('the same step with another template is refused', async () => {
		await office.runStep(startProjects, [{ template: 'Business cards', record: refOf(record), parameters: PARAMETERS }], 'startOne');
		const other = await office.runStep(startProjects, [{ template: 'Flowers', record: refOf(record), parameters: PARAMETERS }], 'startOne');
		expect(other).toEqual([{ ok: false, error: refusal('effectMismatch') }]);
	});
});

describe('the progress of a project', () => {
	const complete = async (id: string) => await office.runOne(completeTasks, { kind: 'task', task: id });

	it('tasks wait for theirs, deadlines count from the end of theirs, and the last one finishes the project', async () => {
		const { id, tasks } = await start();
		const [design, print, bill, deliver] = tasks!.map((task) => task.id) as [string, string, string, string];
		office.clock.at = new Date('2026-03-05T14:00:00Z');
		expect(await complete(design)).toMatchObject({
			completed: 1,
			released: [{ id: print, status: 'open', deadline: '2026-03-09T14:00:00.000Z' }],
			finishedProjects: [],
		});
		expect(await complete(print)).toMatchObject({ released: [] });
		expect(await complete(bill)).toMatchObject({ released: [{ id: deliver, status: 'open' }], finishedProjects: [] });
		expect(await complete(deliver)).toMatchObject({ released: [], finishedProjects: [id] });
		expect(await complete(deliver)).toMatchObject({ completed: 0, finishedProjects: [] });
		office.clock.at = new Date('2026-03-02T09:00:00Z');
	});

	it('the project itself is finished then, where the CRM can change projects', async () => {
		const { id, tasks } = await start();
		await office.run(
			completeTasks,
			tasks!.map((task) => ({ kind: 'task' as const, task: task.id })),
		);
		const finished =
			'update' in office.scope.companions.projects ? { status: 'finished', finishedAt: '2026-03-02T09:00:00.000Z' } : { status: 'running' };
		expect(await office.scope.companions.projects.get(id)).toMatchObject(finished);
	});

	it('completing many at once releases and finishes all that follows', async () => {
		const starts = await office.run(
			startProjects,
			[1, 2].map((run) => ({ template: 'Business cards', record: refOf(record), parameters: { ...PARAMETERS, run } })),
		);
		const ids = starts.flatMap(({ tasks }) => tasks!.map((task) => task.id));
		const results = await office.run(
			completeTasks,
			ids.map((task) => ({ kind: 'task' as const, task })),
		);
		expect(results.map(({ completed }) => completed)).toEqual(ids.map(() => 1));
		expect(results.flatMap(({ released }) => released)).toEqual([]);
		expect(new Set(results.flatMap(({ finishedProjects }) => finishedProjects))).toEqual(new Set(starts.map(({ id }) => id)));
	});

	it('what waits for approval releases nothing', async () => {
		const { tasks } = await start();
		const [design] = tasks!;
		await office.scope.crm.tasks.update([{ id: design!.id, resultNeedsApproval: true }], {});
		expect(await complete(design!.id)).toMatchObject({ awaitingApproval: 1, released: [] });
	});

	it('a running project keeps the version it started with', async () => {
		const { templateVersion, tasks } = await start({ template: 'Flowers', parameters: PARAMETERS });
		await office.runOne(saveTemplates, { template: { ...CARDS, name: 'Flowers', tasks: CARDS.tasks.slice(0, 1) } });
		expect(await complete(tasks![0]!.id)).toMatchObject({ released: [{ id: tasks![1]!.id }] });
		expect((await start({ template: 'Flowers' })).templateVersion).toBe(Number(templateVersion) + 1);
	});
});
