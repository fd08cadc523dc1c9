import type { ProjectTemplateDraft } from '../../../src/model/projectTemplate';
import { libraryOf, type Bench } from '../support/Bench.ts';
import { bareSql, type BareSql, type Prepared } from '../support/BareSql.ts';
import { BenchCrm, type BackendName } from '../support/BenchCrm.ts';
import { measurePairs, partOf, timed, worstOf, type Measurements, type Part } from '../support/measurement.ts';
import { fillCompany, fillDeals, settle } from '../support/seededData.ts';

const TASKS = 50;
const DEALS = 500;
/** Projects, each in its own commit, that are timed together. */
const PROJECTS = 10;

/**
 * template.vsSql: starting a project of 50 tasks from its template.
 *
 * Ours is the use case as the node runs it (parameters checked, texts merged, tasks given out, deadlines in working time,
 * the effect stored). The peer inserts the same rows - project, tasks, history entry, plan, effect - by the bare driver, with
 * one prepared INSERT per row in one transaction, into the same tables of a database of the same content; it knows the
 * values beforehand. Both leave the same changes in the feed. On both databases, the worse counts.
 */
export async function template(bench: Bench): Promise<Measurements> {
	const parts: Part[] = [];
	const durability: string[] = [];
	for (const backend of ['SQLite', 'PostgreSQL'] as const) {
		const own = await ProjectStarter.prepare(backend, bench);
		const peer = await ProjectStarter.prepare(backend, bench);
		const inserter = new Inserter(await bareSql(peer.crm), await peer.sample(), peer.crm);
		const pairs = await measurePairs({
			pairs: 15,
			warmUps: 5,
			own: async () => await own.start(),
			peer: async () => await inserter.insert(),
		});
		await sameContent(own, peer);
		parts.push(partOf(`${backend}, ${PROJECTS} commits of one project`, 'ms', pairs));
		durability.push(await own.crm.durability());
		if ((await inserter.sql.durability()) !== durability.at(-1)) throw new Error('The two sides are not equally durable.');
		inserter.sql.close();
		await Promise.all([own.crm.discard(), peer.crm.discard()]);
	}
	return { 'template.vsSql': worstOf(parts, { atMost: 3 }, { durability: durability.join('; ') }) };
}

type Row = Record<string, unknown>;
/** The rows of one project, by table. */
type Sample = ReadonlyMap<string, Row[]>;

const TABLES = ['project', 'task', 'history_entry', 'project_plan', 'effect'] as const;

class ProjectStarter {
	readonly crm: BenchCrm;
	private readonly deals: readonly string[];
	private readonly library: ReturnType<typeof libraryOf>;
	private count = 0;

	private constructor(crm: BenchCrm, deals: readonly string[], library: ReturnType<typeof libraryOf>) {
		this.crm = crm;
		this.deals = deals;
		this.library = library;
	}

	static async prepare(backend: BackendName, bench: Bench): Promise<ProjectStarter> {
		const crm = await BenchCrm.open(backend, bench);
		const { scope } = crm;
		await scope.crm.users.roles.save!(['employee', 'manager', 'administrator']);
		const deals = await fillDeals(crm, await fillCompany(crm), DEALS);
		await scope.ledger.templates.save(TEMPLATE, scope.clock.now().toISOString());
		await settle(crm);
		return new ProjectStarter(crm, deals, libraryOf(bench));
	}

	async start(): Promise<number> {
		return await timed(async () => {
			for (let turn = 0; turn < PROJECTS; turn++) await this.startOne();
		});
	}

	/** Starts one project and reads what that wrote. */
	async sample(): Promise<Sample> {
		await this.startOne();
		const sample = new Map<string, Row[]>();
		for (const table of TABLES) sample.set(table, await this.crm.run(`select * from ${table}`));
		if (sample.get('task')!.length !== TASKS) throw new Error(`The project has ${sample.get('task')!.length} tasks, not ${TASKS}.`);
		return sample;
	}

	private async startOne(): Promise<void> {
		const { runEffects, startProjects, effectKey } = this.library;
		const { scope } = this.crm;
		const deal = this.deals[this.count % this.deals.length]!;
		const start = { kind: 'change', feed: scope.ledger.feedId, change: String(++this.count), replay: 0 } as const;
		const origin = { workflow: 'bench', workflowName: 'Bench', run: '1', node: 'start', depth: 1 };
		const [outcome] = await runEffects(
			scope,
			startProjects,
			[
				{
					key: effectKey({ workflowId: 'bench', nodeId: 'start', start }, '0.0'),
					input: { template: TEMPLATE.name, record: { type: 'deal', id: deal }, parameters: { run: 500, paper: 'Matt' } },
					write: { origin },
				},
			],
			'each',
		);
		if (outcome?.ok !== true) throw outcome?.error;
	}
}

/** Inserts the rows of the sample again and again, with new ids and keys. */
class Inserter {
	readonly sql: BareSql;
	private readonly rows: Array<{ table: string; row: Row; index: number; statement: Prepared }>;
	private count = 0;

	constructor(sql: BareSql, sample: Sample, crm: BenchCrm) {
		this.sql = sql;
		this.rows = [...sample].flatMap(([table, rows]) => {
			const columns = Object.keys(rows[0]!);
			const list = columns.map((column) => `"${column}"`).join(', ');
			const given = crm.name === 'PostgreSQL' ? 'overriding system value' : '';
			const statement = sql.prepare(
				`insert into "${table}" (${list}) ${given} values (${columns.map((_, index) => crm.placeholder(index + 1)).join(', ')})`,
			);
			return rows.map((row, index) => ({ table, row, index, statement }));
		});
	}

	async insert(): Promise<number> {
		return await timed(async () => {
			for (let turn = 0; turn < PROJECTS; turn++) await this.insertOne();
		});
	}

	private async insertOne(): Promise<void> {
		// Ids that no sequence has given out; 100 apart from project to project.
		const base = 10_000_000 + ++this.count * 100;
		await this.sql.begin();
		for (const { table, row, index, statement } of this.rows) await statement(Object.values(renumbered(table, row, base, index)));
		await this.sql.commit();
	}
}

function renumbered(table: string, row: Row, base: number, index: number): Row {
	switch (table) {
		case 'project':
			return { ...row, id: base };
		case 'task':
			return { ...row, id: base + index, project_id: base };
		case 'history_entry':
			return { ...row, id: base + index };
		case 'project_plan':
			return { ...row, project_id: String(base) };
		default:
			return { ...row, key: `bench:start:${base}` };
	}
}

/** Both did the same work: as many rows of each kind, and as many changes in the feed. */
async function sameContent(own: ProjectStarter, peer: ProjectStarter): Promise<void> {
	for (const table of [...TABLES, 'change_feed']) {
		const [ours, theirs] = await Promise.all([own, peer].map(async ({ crm }) => await crm.count(table)));
		// The peer started one project itself, as the sample.
		const perProject = table === 'task' ? TASKS : table === 'change_feed' ? TASKS + 1 : 1;
		if (ours! + perProject !== theirs) throw new Error(`The two sides differ in ${table}: ${ours} and ${theirs} rows.`);
	}
}

const TEMPLATE: ProjectTemplateDraft = {
	name: 'Print run',
	type: 'printing',
	parameters: [
		{ name: 'run', label: 'Print Run', kind: 'number', required: true },
		{ name: 'paper', label: 'Paper', kind: 'choice', required: true, choices: ['Matt', 'Gloss'] },
	],
	stages: [
		{ name: 'Design', responsible: { kind: 'recordResponsible' } },
		{ name: 'Printing', responsible: { kind: 'role', role: 'employee' } },
	],
	tasks: Array.from({ length: TASKS }, (_, index) => ({
		key: `task${index}`,
		title: `Step ${index + 1} of {{run}} pieces on {{paper}}`,
		description: 'For {{record.title}}',
		stage: index < TASKS / 2 ? 'Design' : 'Printing',
		...(index % 5 === 4 && { after: [`task${index - 1}`] }),
		...(index % 2 === 0 && { deadline: { amount: 1 + (index % 7), unit: 'days', workingTime: true } as const }),
		checklist: ['Looked through'],
	})),
};
