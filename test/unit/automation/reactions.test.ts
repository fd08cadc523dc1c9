import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { scopeOf, type Scope } from '../../../src/automation/engine/Scope';
import { startProjects } from '../../../src/automation/families/projects/projects';
import { saveTemplates } from '../../../src/automation/families/projects/templates';
import type { Operation } from '../../../src/automation/engine/effects/Operation';
import { runEffects } from '../../../src/automation/engine/effects/runEffects';
import { openBackend, type Backend, type ConnectionOptions } from '../../../src/crm/backends';
import type { Change } from '../../../src/model/change';
import { systemClock } from '../../../src/model/clock';
import type { Child } from '../builtin/support';
import { SharedDatabases } from '../support/SharedDatabases';
import { until } from './engine/delivery/connection';

/** What follows by itself when other programs write, with processes that come and go. What follows from what: in the contract. */
const databases = new SharedDatabases(join(__dirname, 'children', 'serve.ts'));

interface TestCrm {
	options(): ConnectionOptions;
	/** As a person at a shell of the database. */
	execute(statement: string): Promise<void>;
}

const crms: Array<[name: string, testCrm: TestCrm]> = [
	[
		'SQLite',
		{
			options: () => databases.sqliteOptions(),
			async execute(statement) {
				const shell = new DatabaseSync(databases.sqliteFile, { timeout: 10_000 });
				shell.exec(statement);
				shell.close();
			},
		},
	],
	[
		'PostgreSQL',
		{
			options: () => databases.postgresOptions(),
			execute: async (statement) => await databases.executeOnPostgres(statement),
		},
	],
];

describe.each(crms)('on %s', (_, testCrm) => {
	let backend: Backend;
	let scope: Scope;
	let person: string;
	let steps = 0;

	beforeAll(async () => {
		backend = await openBackend(testCrm.options(), systemClock);
		scope = scopeOf(backend, systemClock, 'Europe/Stockholm');
		person = (await scope.crm.users.create!([{ name: 'Ann' }], {}))[0]!.id;
		await step(saveTemplates, {
			template: {
				name: 'Cards',
				parameters: [],
				stages: [{ name: 'All', responsible: { kind: 'user', user: person } }],
				tasks: [
					{ key: 'design', title: 'Design', stage: 'All' },
					{ key: 'print', title: 'Print', stage: 'All', after: ['design'], deadline: { amount: 2, unit: 'days', afterTask: 'design' } },
				],
			},
		});
	});
	afterEach(async () => {
		await databases.killAll();
	});
	afterAll(async () => await backend.close());

	async function step<Input, Result>(operation: Operation<Input, Result>, input: Input): Promise<Result> {
		const [outcome] = await runEffects(scope, operation, [{ key: `step ${++steps}`, input, write: {} }], 'each');
		if (!outcome!.ok) throw outcome!.error;
		return outcome!.result;
	}

	async function serve(): Promise<Child> {
		return await databases.start(testCrm.options(), 'serving');
	}

	async function project() {
		const { id } = await step(startProjects, { template: 'Cards', parameters: {} });
		const tasks = async () =>
			(await scope.crm.tasks.find({ projectId: String(id), orderBy: { field: 'title' } })).map(({ title, status }) => `${title} ${status}`);
		const complete = async (title: string) =>
			await testCrm.execute(`update task set status = 'completed' where project_id = ${String(id)} and title = '${title}'`);
		return { id: String(id), tasks, complete, is: async () => (await scope.companions.projects.get(String(id)))!.status };
	}

	async function dealWithActivity() {
		const [deal] = await scope.crm.create('deal', [{ values: { title: 'A deal' } }], {});
		const record = { type: 'deal', id: deal!.id };
		const [activity] = await scope.crm.activities!.create([{ description: 'Call', record, responsibleId: person }], {});
		const move = async (stage: string) => await testCrm.execute(`update record set stage_id = '${stage}' where id = ${deal!.id}`);
		return { activity: activity!.id, move, is: async () => (await scope.crm.activities!.get(activity!.id))!.status };
	}

	/** How often each was changed to that, by the feed: by whom does not count. */
	async function changesTo(field: string, value: string, from: string): Promise<string[]> {
		const changes: Change[] = [];
		for (let page = await scope.feed.read(from, 500); page.changes.length > 0; page = await scope.feed.read(page.cursor, 500))
			changes.push(...page.changes);
		return changes
			.filter(({ kind, changed, after }) => kind === 'updated' && changed.includes(field) && after?.[field] === value)
			.map(({ ref }) => `${ref.type}/${ref.id}`);
	}

	test('a task that another program completes releases the next one and finishes its project; once, with two processes', async () => {
		await serve();
		await serve();
		const { id, tasks, complete, is } = await project();
		const from = await scope.feed.head();
		await complete('Design');
		await until(async () => (await tasks()).includes('Print open'), 'the next task');
		const [print] = await scope.crm.tasks.find({ projectId: id, search: 'Print' });
		expect(Date.parse(print!.deadline!) - Date.now()).toBeGreaterThan(47 * 3600_000);
		expect(await is()).toBe('running');
		await complete('Print');
		await until(async () => (await is()) === 'finished', 'the end of the project');
		expect(await changesTo('status', 'open', from)).toEqual([`task/${print!.id}`]);
		expect(await changesTo('status', 'finished', from)).toEqual([`project/${id}`]);
	});

	test('an activity is completed when another program moves its record; once, with two processes', async () => {
		await serve();
		await serve();
		const { activity, move, is } = await dealWithActivity();
		const from = await scope.feed.head();
		await move('sales:proposal');
		await until(async () => (await is()) === 'completed', 'the activity');
		await move('sales:won');
		const later = await dealWithActivity();
		await later.move('sales:won');
		await until(async () => (await later.is()) === 'completed', 'the second activity');
		expect(await changesTo('status', 'completed', from)).toEqual([`activity/${activity}`, `activity/${later.activity}`]);
	});

	test('what was written while no process ran follows when one runs again, and when the leader was killed', async () => {
		const first = await serve();
		const [one, two] = [await project(), await dealWithActivity()];
		await first.kill();
		await one.complete('Design');
		await two.move('sales:won');
		const leader = await serve();
		await until(async () => (await one.tasks()).includes('Print open') && (await two.is()) === 'completed', 'what followed');
		const other = await serve();
		await leader.kill();
		await one.complete('Print');
		await until(async () => (await one.is()) === 'finished', 'what the other does');
		await other.kill();
	});

	test('an activity that was made after the move stays open, however late the move is seen', async () => {
		const first = await serve();
		const { move, is, activity } = await dealWithActivity();
		await first.kill();
		await move('sales:won');
		const { record } = (await scope.crm.activities!.get(activity))!;
		await new Promise((resolve) => setTimeout(resolve, 20));
		const [late] = await scope.crm.activities!.create([{ description: 'Thank them', record, responsibleId: person }], {});
		await serve();
		await until(async () => (await is()) === 'completed', 'the first');
		expect((await scope.crm.activities!.get(late!.id))!.status).toBe('planned');
	});
});
