import type { ProjectTemplateDraft } from '../../../src/model/projectTemplate';
import { libraryOf, type Bench } from '../support/Bench.ts';
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
 * the effect stored). The peer inserts the same rows - project, tasks, history entry, plan, effect - with one prepared INSERT
 * per row in one transaction, into the same tables of a database of the same content; it knows the values beforehand. Both
 * leave the same changes in the feed. On both databases, the worse counts.
 */
export async function template(bench: Bench): Promise<Measurements> {
	const parts: Part[] = [];
	const durability: string[] = [];
	for (const backend of ['SQLite', 'PostgreSQL'] as const) {
		const own = await ProjectStarter.prepare(backend, bench);
		const peer = await ProjectStarter.prepare(backend, bench);
		const sample = await peer.sample();
		const pairs = await measurePairs({ pairs: 15, warmUps: 4, own: async () => await own.start(), peer: async () => await peer.insert(sample) });
		await sameContent(own, peer);
		parts.push(partOf(`${backend}, ${PROJECTS} commits of one project`, 'ms', pairs));
		durability.push(await own.crm.durability());
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
		await scope.crm.schema!.saveRoles(['employee', 'manager', 'administrator']);
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

	/** The same rows again, with new ids and keys. */
	async insert(sample: Sample): Promise<number> {
		const statements = new Map([...sample].map(([table, rows]) => [table, this.insertText(table, Object.keys(rows[0]!))]));
		return await timed(async () => {
			for (let turn = 0; turn < PROJECTS; turn++) await this.insertOne(sample, statements);
		});
	}

	private async startOne(): Promise<void> {
		const { runEffects, startProjects, effectKey } = this.library;
		const { scope } = this.crm;
		const deal = this.deals[this.count % this.deals.length]!;
		const start = { kind: 'change', feed: scope.ledger.feedId, change: String(++this.count), replay: 0 } as const;
		const origin = { workflow: 'bench', workflowName: 'Bench', run: '1', node: 'start', depth: 1 };
		const [outcome] = await runEffects(scope, startProjects, [
			{
				key: effectKey({ workflowId: 'bench', nodeId: 'start', start }, '0.0'),
				input: { template: TEMPLATE.name, record: { type: 'deal', id: deal }, parameters: { run: 500, paper: 'Matt' } },
				write: { origin },
			},
		]);
		if (outcome?.ok !== true) throw outcome?.error;
	}

	private async insertOne(sample: Sample, statements: ReadonlyMap<string, string>): Promise<void> {
		this.count++;
		// Ids that no sequence has given out; 100 apart from project to project.
		const base = 10_000_000 + this.count * 100;
		await this.crm.scope.ledger.transaction(async () => {
			for (const [table, rows] of sample) {
				for (const [index, row] of rows.entries()) await this.crm.run(statements.get(table)!, Object.values(renumbered(table, row, base, index)));
			}
		});
	}

	private insertText(table: string, columns: readonly string[]): string {
		const list = columns.map((column) => `"${column}"`).join(', ');
		const given = this.crm.name === 'PostgreSQL' ? 'overriding system value' : '';
		return `insert into "${table}" (${list}) ${given} values (${columns.map((_, index) => this.crm.placeholder(index + 1)).join(', ')})`;
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
	stages: [{ name: 'Design', responsible: { kind: 'recordResponsible' } }, { name: 'Printing', responsible: { kind: 'role', role: 'employee' } }],
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
