import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { RecordDraft } from '../../../src/crm/Crm';
import { readSalesData, writeOwnSalesData, type SalesData } from '../../demo/salesData.ts';
import { projectRoot } from '../../host/hostFolder.cjs';
import type { BenchCrm } from './BenchCrm.ts';

/** Records written at once while a database is filled. */
const CHUNK = 5_000;

/** Where the sales data are: `CRMFLOW_DATA`, or beside the project; undefined: a made-up set of the same form is used. */
export function dataFolder(): string | undefined {
	const given = process.env.CRMFLOW_DATA || join(projectRoot, '..', 'shared', 'data');
	return [join(given, 'sales-opportunities'), resolve(given)].find((folder) => existsSync(join(folder, 'sales_pipeline.csv')));
}

function salesData(): SalesData {
	const folder = dataFolder();
	if (folder !== undefined) return readSalesData(folder);
	const own = mkdtempSync(join(tmpdir(), 'crmflow-bench-data-'));
	try {
		writeOwnSalesData(own);
		return readSalesData(own);
	} finally {
		rmSync(own, { recursive: true, force: true });
	}
}

/** A company with sales people and customers of the sales data. Returns what deals of it need. */
export async function fillCompany({ scope: { crm } }: Pick<BenchCrm, 'scope'>): Promise<DealSource> {
	const data = salesData();
	const people = await crm.users.create!(
		data.agents.map(({ name }) => ({ name, role: 'employee' })),
		{},
	);
	const companies = await crm.create(
		'company',
		data.accounts.map(({ name, sector }) => ({ values: { title: name, industry: sector } })),
		{},
	);
	return {
		data,
		people: new Map(people.map(({ name, id }) => [name, id])),
		companies: new Map(companies.map(({ id, values }) => [String(values.title), id])),
	};
}

export interface DealSource {
	data: SalesData;
	/** Ids by name. */
	people: ReadonlyMap<string, string>;
	companies: ReadonlyMap<string, string>;
}

const STAGES = { Prospecting: 'sales:new', Engaging: 'sales:proposal', Won: 'sales:won', Lost: 'sales:lost' };

/** `count` deals, those of the sales data again and again; the same every time. */
function dealDrafts({ data, people, companies }: DealSource, count: number, from = 0): RecordDraft[] {
	return Array.from({ length: count }, (_, index) => {
		const number = from + index;
		const { id, agent, product, account, stage, closeDate, value } = data.opportunities[number % data.opportunities.length]!;
		return {
			values: {
				title: `${product} for ${account || 'somebody'} (${number})`,
				stage: STAGES[stage],
				externalId: `${id}-${number}`,
				responsible: people.get(agent) ?? null,
				company: companies.get(account) ?? null,
				amount: value ?? 0,
				closeDate: closeDate || null,
			},
		};
	});
}

/** Fills the CRM with so many deals and returns their ids. */
export async function fillDeals(crm: BenchCrm, source: DealSource, count: number): Promise<string[]> {
	const ids: string[] = [];
	for (let from = 0; from < count; from += CHUNK) {
		const created = await crm.scope.crm.create('deal', dealDrafts(source, Math.min(CHUNK, count - from), from), {});
		ids.push(...created.map(({ id }) => id));
	}
	return ids;
}

/** After much was written, and before anything is timed: databases keep house now, and not in the middle. */
export async function settle(crm: BenchCrm): Promise<void> {
	if (crm.name === 'SQLite') {
		await crm.run('pragma wal_checkpoint(truncate)');
	} else {
		await crm.run('vacuum analyze');
		await crm.run('checkpoint');
	}
}
