import { parseArgs } from 'node:util';
import { openNamed, type PlainDatabase } from '../host/PlainDatabase.ts';
import { closedOpportunities, readSalesData, type Opportunity, type SalesData } from './salesData.ts';
import { TEXTS } from './workflows.ts';

/**
 * A program of its own that judges the demo: it reads nothing but the database and the CSV files, and compares every
 * effect that there should be with what is there.
 *
 *     node test/demo/checker.ts --database crm.sqlite --data FOLDER [--moved 200]
 *     node test/demo/checker.ts --database postgres://user:password@host:port/database --data FOLDER [--moved 200]
 *
 * Prints what is missing and what is there twice (or should not be there), then one JSON line. Exit code 1 unless
 * both are 0.
 */
export interface Verdict {
	records: number;
	changes: number;
	tasks: number;
	historyEntries: number;
	notifications: number;
	projects: number;
	missing: number;
	duplicates: number;
}

/** Rows of one kind of effect, by external id of their deal. */
type Effects = Map<string, Array<Record<string, unknown>>>;

/** Tasks of the project template, in its order. */
const PROJECT_TASKS = ['Prepare the offer', 'Agree on the terms', 'Review the engagement'];

export async function check(database: PlainDatabase, data: SalesData, moved: number): Promise<{ verdict: Verdict; complaints: string[] }> {
	const complaints: string[] = [];
	let missing = 0;
	let duplicates = 0;
	const expectCount = (what: string, deal: string, expected: number, actual: number): void => {
		if (actual === expected) return;
		missing += Math.max(0, expected - actual);
		duplicates += Math.max(0, actual - expected);
		complaints.push(`${deal}: ${what}: ${actual} instead of ${expected}`);
	};
	const wrong = (what: string): void => {
		missing++;
		complaints.push(what);
	};

	const userNames = new Map((await database.rows('SELECT id, name FROM crm_user')).map((row) => [row.id, row.name]));
	const managers = new Map(data.agents.map(({ name, manager }) => [name, manager]));
	const closed = new Map(closedOpportunities(data, moved).map((opportunity) => [opportunity.id, opportunity]));
	const deals = new Map(
		(await database.rows("SELECT id, external_id, stage_id, responsible_id, title FROM record WHERE type = 'deal'")).map((row) => [
			String(row.external_id),
			row,
		]),
	);
	const tasks = await effectsOf(
		database,
		`SELECT t.*, r.external_id FROM task t JOIN record r ON t.record_type = r.type AND t.record_id = r.id WHERE t.project_id IS NULL AND r.type = 'deal'`,
	);
	const projectTasks = await effectsOf(
		database,
		`SELECT t.*, r.external_id FROM task t JOIN project p ON p.id = t.project_id JOIN record r ON p.record_type = r.type AND p.record_id = r.id`,
	);
	const history = await effectsOf(
		database,
		`SELECT h.*, r.external_id FROM history_entry h JOIN record r ON h.record_type = r.type AND h.record_id = r.id WHERE h.text = ?`,
		TEXTS.history,
	);
	const projects = await effectsOf(
		database,
		'SELECT p.*, r.external_id FROM project p JOIN record r ON p.record_type = r.type AND p.record_id = r.id',
	);
	const notifications = await effectsOf(
		database,
		'SELECT n.*, r.external_id FROM notification n JOIN record r ON n.record_type = r.type AND n.record_id = r.id',
	);
	const entered = await effectsOf(
		database,
		`SELECT c.*, r.external_id FROM change_feed c JOIN record r ON c.record_type = r.type AND c.record_id = r.id WHERE c.kind = 'updated'`,
	);

	expectCount('deals', 'All', data.opportunities.length, deals.size);
	for (const opportunity of data.opportunities) checkDeal(opportunity);
	return {
		verdict: {
			records: deals.size,
			changes: count(entered),
			tasks: count(tasks) + count(projectTasks),
			historyEntries: count(history),
			notifications: count(notifications),
			projects: count(projects),
			missing,
			duplicates,
		},
		complaints,
	};

	function checkDeal({ id, agent }: Opportunity): void {
		const deal = deals.get(id);
		const end = closed.get(id);
		const times = end ? 1 : 0;
		if (!deal) return wrong(`${id}: the deal is missing`);
		const stage = `opportunities:${(end?.stage ?? 'Prospecting').toLowerCase()}`;
		if (deal.stage_id !== stage) wrong(`${id}: stands at ${String(deal.stage_id)} instead of ${stage}`);
		if (userNames.get(deal.responsible_id) !== agent)
			wrong(`${id}: belongs to ${String(userNames.get(deal.responsible_id))} instead of ${agent}`);
		expectCount('stage changes', id, times * 2, of(entered, id).length);
		expectCount('tasks', id, times, of(tasks, id).length);
		expectCount('history entries', id, times, of(history, id).length);
		expectCount('projects', id, times, of(projects, id).length);
		expectCount('project tasks', id, times * PROJECT_TASKS.length, of(projectTasks, id).length);
		expectCount('notices', id, end?.stage === 'Lost' ? 1 : 0, of(notifications, id).length);
		for (const task of of(tasks, id)) {
			if (!String(task.title).startsWith(TEXTS.task)) wrong(`${id}: the task is called "${String(task.title)}"`);
			if (userNames.get(task.responsible_id) !== agent)
				wrong(`${id}: the task is for ${String(userNames.get(task.responsible_id))} instead of ${agent}`);
		}
		for (const title of times === 1 ? PROJECT_TASKS : []) {
			if (!of(projectTasks, id).some((task) => String(task.title).startsWith(title))) wrong(`${id}: the project has no task "${title}"`);
		}
		for (const notice of of(notifications, id)) {
			const recipient = userNames.get(notice.recipient_id);
			if (recipient !== managers.get(agent))
				wrong(`${id}: the notice went to ${String(recipient)} instead of ${String(managers.get(agent))}`);
		}
	}
}

async function effectsOf(database: PlainDatabase, sql: string, ...values: string[]): Promise<Effects> {
	const effects: Effects = new Map();
	for (const row of await database.rows(sql, ...values)) {
		const deal = String(row.external_id);
		const rows = effects.get(deal);
		if (rows) rows.push(row);
		else effects.set(deal, [row]);
	}
	return effects;
}

function of(effects: Effects, deal: string): Array<Record<string, unknown>> {
	return effects.get(deal) ?? [];
}

function count(effects: Effects): number {
	return [...effects.values()].reduce((sum, rows) => sum + rows.length, 0);
}

if (import.meta.main) {
	const { values } = parseArgs({
		options: { database: { type: 'string' }, data: { type: 'string' }, moved: { type: 'string', default: '200' } },
	});
	if (values.database === undefined || values.data === undefined)
		throw new Error('Usage: checker.ts --database FILE|ADDRESS --data FOLDER [--moved N]');
	const database = openNamed(values.database);
	const { verdict, complaints } = await check(database, readSalesData(values.data), Number(values.moved));
	await database.close();
	for (const complaint of complaints.slice(0, 20)) console.log(complaint);
	if (complaints.length > 20) console.log(`… and ${complaints.length - 20} more`);
	console.log(JSON.stringify(verdict));
	process.exitCode = verdict.missing + verdict.duplicates === 0 ? 0 : 1;
}
