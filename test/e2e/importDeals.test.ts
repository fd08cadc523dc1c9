import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAxiosError } from 'axios';
import { parse } from 'csv-parse/sync';
import type { IBinaryData } from 'n8n-workflow';
import { projectRoot } from '../host/hostFolder.cjs';
import { requireFromHost } from '../host/hostRequire';
import type { N8nClient } from '../host/N8nClient';
import type { StoredExecution, WorkflowContent } from '../host/n8nTypes';
import { sharedClient } from '../host/sharedN8n';
import { Company } from './support/Company';
import { WorkflowBench } from './support/WorkflowBench';
import { waitFor } from './support/waitFor';

/** The example "Import deals from a spreadsheet", used as a person does: a file through the form, a report back. */
let client: N8nClient;
let company: Company;
let bench: WorkflowBench;
let workflow: string;

beforeAll(async () => {
	client = await sharedClient();
	company = await Company.open();
	bench = new WorkflowBench(client);
	workflow = await bench.activate(
		JSON.parse(readFileSync(join(projectRoot, 'docs', 'examples', '8-import-deals.json'), 'utf8')) as WorkflowContent,
	);
});
afterEach(async () => {
	const imported = company.rows("SELECT id FROM record WHERE external_id LIKE 'IMP-%'").map(({ id }) => ({ type: 'deal', id: String(id) }));
	await company.scope.crm.remove(imported, {});
});
afterAll(async () => {
	await bench?.clear();
	await company?.close();
});

const HEADINGS = ['Deal Number', 'Title', 'Amount', 'Stage', 'Close Date', 'Responsible'];
type Row = [number: string, title: string, amount: string, stage: string, closeDate: string, responsible: string];

/** A row of the file: it starts with `n`, from 0. */
function goodRow(n: number): Row {
	const stages = ['New', 'Qualified', 'Proposal', 'Won'];
	return [
		`IMP-${n}`,
		`Imported, "quoted" ${n}`,
		`${n}.50`,
		stages[n % 4]!,
		`2026-0${(n % 9) + 1}-1${n % 10}`,
		n % 2 === 0 ? 'Anna Kowalska' : 'johan@example.com',
	];
}

interface Mistake {
	spoil(row: Row): Row;
	wrong: RegExp;
	remedy: RegExp;
}

const MISTAKES: Mistake[] = [
	{
		spoil: ([number, title, amount, , date, who]) => [number, title, amount, 'Victory', date, who],
		wrong: /stage "Victory"/i,
		remedy: /New, Qualified, Proposal/,
	},
	{
		spoil: ([number, title, , stage, date, who]) => [number, title, 'a lot', stage, date, who],
		wrong: /"Amount".*"a lot"/,
		remedy: /digits/,
	},
	{
		spoil: ([number, title, amount, stage, , who]) => [number, title, amount, stage, '31.02.2026', who],
		wrong: /"Close Date".*31\.02\.2026/i,
		remedy: /YYYY-MM-DD/,
	},
	{
		spoil: ([number, , amount, stage, date, who]) => [number, '', amount, stage, date, who],
		wrong: /"Title".*(empty|missing|required)/i,
		remedy: /\w+/,
	},
	{
		spoil: ([number, title, amount, stage, date]) => [number, title, amount, stage, date, 'Nobody Known'],
		wrong: /"Nobody Known"/,
		remedy: /\w+/,
	},
	{
		spoil: ([, title, amount, stage, date, who]) => ['', title, amount, stage, date, who],
		wrong: /"External ID".*empty/,
		remedy: /Give every row a value/,
	},
	{
		spoil: ([, title, amount, stage, date, who]) => ['IMP-0', title, amount, stage, date, who],
		wrong: /"IMP-0" was given before, by item 1:/,
		remedy: /Take out one of the two/,
	},
];

/** `count` rows; the mistakes are spread over the file, one after the other. */
function fileWith(count: number, mistakes: number): { rows: Row[]; spoiled: Map<number, Mistake> } {
	const spoiled = new Map<number, Mistake>();
	const every = Math.floor(count / (mistakes + 1));
	for (let n = 0; n < mistakes; n++) spoiled.set((n + 1) * every, MISTAKES[n % MISTAKES.length]!);
	const rows = Array.from({ length: count }, (_, n) => spoiled.get(n)?.spoil(goodRow(n)) ?? goodRow(n));
	return { rows, spoiled };
}

function csvOf(rows: Row[]): Buffer {
	const quoted = (value: string) => (/[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
	return Buffer.from([HEADINGS, ...rows].map((row) => row.map(quoted).join(',')).join('\r\n'));
}

function xlsxOf(rows: Row[]): Buffer {
	const xlsx = requireFromHost<{
		utils: {
			aoa_to_sheet(rows: unknown[][]): unknown;
			book_new(): object;
			book_append_sheet(book: object, sheet: unknown, name: string): void;
		};
		write(book: object, options: object): Buffer;
	}>('@e965/xlsx');
	const book = xlsx.utils.book_new();
	xlsx.utils.book_append_sheet(book, xlsx.utils.aoa_to_sheet([HEADINGS, ...rows]), 'Deals');
	return xlsx.write(book, { type: 'buffer', bookType: 'xlsx' });
}

interface Imported {
	page: string;
	report: Array<Record<string, string>>;
}

/** Sends the file through the form, looks at the last page as a browser does, and reads the report. */
async function importFile(name: string, content: Buffer): Promise<Imported> {
	const form = new FormData();
	form.append('field-0', new Blob([new Uint8Array(content)]), name);
	const { body } = await client.rest.send<{ formWaitingUrl?: string }>('POST', '/form/import-deals', form);
	expect(body).toEqual({ formWaitingUrl: expect.stringContaining('/form-waiting/') });
	const waiting = new URL(body.formWaitingUrl!);
	const id = waiting.pathname.split('/').at(-1)!;
	const status = async () => (await client.listExecutions({ workflowId: workflow })).find((execution) => execution.id === id)?.status;
	await waitFor('the last page', async () => ['waiting', 'error', 'success'].includes((await status().catch(whileBusy)) ?? ''), 600_000);
	const { body: page } = await client.rest.send<string>('GET', `${waiting.pathname}${waiting.search}`);
	const report = await reportOf(await client.getExecution(id));
	return { page, report };
}

/** While it works on thousands of rows, n8n may drop a connection. */
function whileBusy(error: unknown): undefined {
	if (!isAxiosError(error) || error.code !== 'ECONNRESET') throw error;
}

async function reportOf(execution: StoredExecution): Promise<Imported['report']> {
	const { runData, error } = execution.data.resultData;
	expect(error?.message).toBeUndefined();
	const file: IBinaryData | undefined = runData['Report']?.[0]?.data?.main?.[0]?.[0]?.binary?.report;
	expect(file).toMatchObject({ fileName: 'refused-rows.csv' });
	const { body } = await client.rest.send<string>('GET', '/rest/binary-data', undefined, {
		id: file!.id,
		action: 'download',
		fileName: file!.fileName,
		mimeType: file!.mimeType,
	});
	return parse(body, { columns: true, bom: true });
}

const deals = () =>
	company.rows(
		"SELECT r.external_id, r.title, r.stage_id, r.version, u.name FROM record r LEFT JOIN crm_user u ON u.id = r.responsible_id WHERE r.external_id LIKE 'IMP-%' ORDER BY r.id",
	);

function expectImported(rows: Row[], spoiled: Map<number, Mistake>, { page, report }: Imported): void {
	const good = rows.filter((_, n) => !spoiled.has(n));
	const stored = deals();
	expect(stored.map(({ external_id, title }) => [external_id, title])).toEqual(good.map(([number, title]) => [number, title]));
	expect(new Set(stored.map(({ name }) => name))).toEqual(new Set(['Anna Kowalska', 'Johan Ek']));
	expect(report.map(({ Row }) => Number(Row))).toEqual([...spoiled.keys()].map((n) => n + 2));
	for (const [index, mistake] of [...spoiled.values()].entries()) {
		expect(report[index]!['What Was Wrong']).toMatch(mistake.wrong);
		expect(report[index]!['What to Do']).toMatch(mistake.remedy);
	}
	expect(page).toContain(`${good.length} rows were written`);
	expect(page).toContain(`${spoiled.size} rows were refused`);
}

test('a file in Excel format', async () => {
	const { rows, spoiled } = fileWith(40, MISTAKES.length);
	expectImported(rows, spoiled, await importFile('deals.xlsx', xlsxOf(rows)));
});

test('10,000 rows, 25 of them wrong: the good ones are there once, the others are named; a second time nothing changes', async () => {
	const { rows, spoiled } = fileWith(10_000, 25);
	const file = csvOf(rows);
	expectImported(rows, spoiled, await importFile('deals.csv', file));
	const before = deals();
	expect(before).toHaveLength(9975);
	expectImported(rows, spoiled, await importFile('deals.csv', file));
	expect(deals()).toEqual(before);
}, 900_000);

test('where nothing is wrong the report says so', async () => {
	const { rows } = fileWith(3, 0);
	expect((await importFile('deals.csv', csvOf(rows))).report).toEqual([
		expect.objectContaining({ Row: '', 'What Was Wrong': 'Nothing: every row was written.' }),
	]);
});
