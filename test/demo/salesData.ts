import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/** One opportunity of the sales data, in the CRM's terms. Dates are `YYYY-MM-DD`, empty where the data has none. */
export interface Opportunity {
	id: string;
	agent: string;
	product: string;
	account: string;
	stage: 'Prospecting' | 'Engaging' | 'Won' | 'Lost';
	engageDate: string;
	closeDate: string;
	value: number | null;
}

export interface SalesData {
	opportunities: Opportunity[];
	accounts: Array<{ name: string; sector: string; employees: number; location: string }>;
	agents: Array<{ name: string; manager: string; office: string }>;
}

/** One move of a deal, as it happened. */
export interface Move {
	date: string;
	opportunity: Opportunity;
	stage: 'Engaging' | 'Won' | 'Lost';
}

type Row = Record<string, string>;

/** Reads the CSV files of the "CRM Sales Opportunities" set (Maven Analytics), or files of the same form. */
export function readSalesData(folder: string): SalesData {
	return {
		opportunities: rows(folder, 'sales_pipeline.csv').map(opportunityOf),
		accounts: rows(folder, 'accounts.csv').map((row) => ({
			name: row.account!,
			sector: row.sector!,
			employees: Number(row.employees),
			location: row.office_location!,
		})),
		agents: rows(folder, 'sales_teams.csv').map((row) => ({ name: row.sales_agent!, manager: row.manager!, office: row.regional_office! })),
	};
}

/** The first `count` closed opportunities by (engage date, id): the ones that the demo moves. */
export function closedOpportunities(data: SalesData, count: number): Opportunity[] {
	return data.opportunities
		.filter(({ stage }) => stage === 'Won' || stage === 'Lost')
		.sort((a, b) => order(a.engageDate, b.engageDate) || order(a.id, b.id))
		.slice(0, count);
}

/** Into Engaging on the engage date, to the real end on the close date; all in the order of their dates. */
export function movesOf(opportunities: readonly Opportunity[]): Move[] {
	const moves = opportunities.flatMap((opportunity): Move[] => [
		{ date: opportunity.engageDate, opportunity, stage: 'Engaging' },
		{ date: opportunity.closeDate, opportunity, stage: opportunity.stage as 'Won' | 'Lost' },
	]);
	// A sort is stable: a deal engaged and closed on one day still engages first.
	return moves.sort((a, b) => order(a.date, b.date));
}

/** Writes a small made-up set of the same form, for those who have no data at hand. The same every time. */
export function writeOwnSalesData(folder: string, opportunities = 300): void {
	mkdirSync(folder, { recursive: true });
	const pick = picker(42);
	const agents = ['Ada Novak', 'Bo Larsen', 'Chloe Martin', 'Dmitri Orlov', 'Ewa Kowalska', 'Finn Berg', 'Greta Lind', 'Hana Sato'];
	const managers = ['Ingrid Holm', 'Jan Zielinski'];
	const accounts = Array.from({ length: 25 }, (_, index) => `Customer ${String(index + 1).padStart(2, '0')} Ltd`);
	const products = ['Copper Roof', 'Glass Door', 'Oak Floor', 'Stone Wall'];
	const lines = Array.from({ length: opportunities }, (_, index) => {
		const stage = pick(['Won', 'Won', 'Won', 'Lost', 'Lost', 'Engaging', 'Prospecting']);
		const engaged = stage === 'Prospecting' ? '' : usDate(index % 200);
		const closed = stage === 'Won' || stage === 'Lost' ? usDate((index % 200) + 5 + Number(pick(['1', '20', '60']))) : '';
		const value = stage === 'Won' ? pick(['550', '1200', '4821', '26768']) : stage === 'Lost' ? '0' : '';
		return [`OWN${String(index).padStart(5, '0')}`, pick(agents), pick(products), pick(accounts), stage, engaged, closed, value].join(',');
	});
	const table = (header: string, body: readonly string[]): string => `${[header, ...body].join('\n')}\n`;
	writeFileSync(
		join(folder, 'sales_pipeline.csv'),
		table('opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value', lines),
	);
	writeFileSync(
		join(folder, 'accounts.csv'),
		table(
			'account,sector,year_established,revenue,employees,office_location,subsidiary_of',
			accounts.map((name) => `${name},retail,2001,10.5,${pick(['12', '140', '2200'])},Sweden,`),
		),
	);
	writeFileSync(
		join(folder, 'sales_teams.csv'),
		table(
			'sales_agent,manager,regional_office',
			agents.map((name, index) => `${name},${managers[index % managers.length]!},North`),
		),
	);
}

function rows(folder: string, file: string): Row[] {
	return parse(readFileSync(join(folder, file)), { columns: true, bom: true, skip_empty_lines: true, trim: true });
}

function opportunityOf(row: Row): Opportunity {
	return {
		id: row.opportunity_id!,
		agent: row.sales_agent!,
		// The published files spell this product in two ways.
		product: row.product === 'GTXPro' ? 'GTX Pro' : row.product!,
		account: row.account!,
		stage: row.deal_stage as Opportunity['stage'],
		engageDate: isoDate(row.engage_date!),
		closeDate: isoDate(row.close_date!),
		value: row.close_value === '' ? null : Number(row.close_value),
	};
}

/** `10/20/2016` → `2016-10-20` */
function isoDate(text: string): string {
	if (text === '') return '';
	const [month, day, year] = text.split('/');
	return `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
}

function usDate(dayOfPeriod: number): string {
	const date = new Date(Date.UTC(2025, 0, 1 + dayOfPeriod));
	return `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()}`;
}

function order(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

/** Picks from lists in an order that looks random and is the same every time. */
function picker(start: number): <T>(from: readonly T[]) => T {
	let seed = start;
	return (from) => {
		seed = (seed * 1103515245 + 12345) % 2147483648;
		return from[Math.floor((seed / 2147483648) * from.length)]!;
	};
}
