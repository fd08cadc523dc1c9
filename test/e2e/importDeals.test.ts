import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAxiosError } from 'axios';
import { parse } from 'csv-parse/sync';
import { encode } from 'iconv-lite';
import type { IBinaryData, IDataObject } from 'n8n-workflow';
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
type Cell = string | number | Date;
type Row = [number: Cell, title: Cell, amount: Cell, stage: Cell, closeDate: Cell, responsible: Cell];

/** A row of the file: it starts with `n`, from 0. As a person in Poland writes it. */
function goodRow(n: number): Row {
	const stages = ['New', 'Qualified', 'Proposal', 'Won'];
	return [
		`IMP-${n}`,
		`Zażółć; "quoted" ${n}`,
		`${n},50`,
		stages[n % 4]!,
		`1${n % 10}.0${(n % 9) + 1}.2026`,
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
		wrong: /"IMP-0" was given before, in row 2:/,
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

/** As Excel saves it in Poland. */
function csvOf(rows: Row[]): Buffer {
	const quoted = (value: Cell) => (/[";]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
	return encode([HEADINGS, ...rows].map((row) => row.map(quoted).join(';')).join('\r\n'), 'win1250');
}

/** Amounts and days are numbers and dates, as in a file that somebody keeps. */
function xlsxOf(rows: Row[]): Buffer {
	const xlsx = requireFromHost<{
		utils: {
			aoa_to_sheet(rows: unknown[][], options: object): unknown;
			book_new(): object;
			book_append_sheet(book: object, sheet: unknown, name: string): void;
		};
		write(book: object, options: object): Buffer;
	}>('@e965/xlsx');
	const real = rows.map(([number, title, amount, stage, date, who]) => [number, title, realNumber(amount), stage, realDate(date), who]);
	const book = xlsx.utils.book_new();
	xlsx.utils.book_append_sheet(book, xlsx.utils.aoa_to_sheet([], {}), 'Notes');
	xlsx.utils.book_append_sheet(book, xlsx.utils.aoa_to_sheet([HEADINGS, ...real], { UTC: true }), 'Deals');
	return xlsx.write(book, { type: 'buffer', bookType: 'xlsx' });
}

function realNumber(written: Cell): Cell {
	const number = Number(String(written).replace(',', '.'));
	return Number.isNaN(number) ? written : number;
}

function realDate(written: Cell): Cell {
	const [day, month, year] = String(written).split('.').map(Number) as [number, number, number];
	return day > 28 ? written : new Date(Date.UTC(year, month - 1, day));
}

interface Imported {
	page: string;
	/** The rows of the file that is given back. */
	report: Array<Record<string, string>>;
	/** What the step puts out. */
	output: IDataObject;
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
	return { page, ...(await resultOf(await client.getExecution(id))) };
}

/** While it works on thousands of rows, n8n may drop a connection. */
function whileBusy(error: unknown): undefined {
	if (!isAxiosError(error) || error.code !== 'ECONNRESET') throw error;
}

async function resultOf(execution: StoredExecution): Promise<Omit<Imported, 'page'>> {
	const { runData, error } = execution.data.resultData;
	expect(error?.message).toBeUndefined();
	const item = runData['Import File']?.[0]?.data?.main?.[0]?.[0];
	const file: IBinaryData | undefined = item?.binary?.['refused'];
	expect(file).toMatchObject({ fileName: expect.stringMatching(/^deals(-refused-rows)+\.csv$/i) });
	const { body } = await client.rest.send<string>('GET', '/rest/binary-data', undefined, {
		id: file!.id,
		action: 'download',
		fileName: file!.fileName,
		mimeType: file!.mimeType,
	});
	return { report: parse(body, { columns: true, bom: true, delimiter: body.includes('Row;') ? ';' : ',' }), output: item!.json };
}

const deals = () =>
	company.rows(
		"SELECT r.external_id, r.title, r.stage_id, r.version, u.name, json_extract(r.custom, '$.closeDate') AS close_date, json_extract(r.custom, '$.amount') AS amount FROM record r LEFT JOIN crm_user u ON u.id = r.responsible_id WHERE r.external_id LIKE 'IMP-%' ORDER BY r.id",
	);

function expectImported(rows: Row[], spoiled: Map<number, Mistake>, { page, report, output }: Imported): void {
	const good = rows.filter((_, n) => !spoiled.has(n));
	const stored = deals();
	expect(stored.map(({ external_id, title, amount, close_date }) => [external_id, title, amount, close_date])).toEqual(
		good.map(([number, title, amount, , date]) => [number, title, realNumber(amount), (realDate(date) as Date).toISOString().slice(0, 10)]),
	);
	expect(new Set(stored.map(({ name }) => name))).toEqual(new Set(['Anna Kowalska', 'Johan Ek']));
	expect(report.map(({ Row }) => Number(Row))).toEqual([...spoiled.keys()].map((n) => n + 2));
	for (const [index, mistake] of [...spoiled.values()].entries()) {
		expect(report[index]!['What Was Wrong']).toMatch(mistake.wrong);
		expect(report[index]!['What to Do']).toMatch(mistake.remedy);
	}
	expect(page).toContain(`${good.length} rows were written`);
	expect(page).toContain(spoiled.size === 0 ? 'No row was refused' : `${spoiled.size} rows were refused`);
	expect(output).toMatchObject({ rows: rows.length, written: good.length, refused: spoiled.size, ignored: [] });
}

test('a file in Excel format: real dates and numbers, on the second sheet, and a name in capital letters', async () => {
	const { rows, spoiled } = fileWith(40, MISTAKES.length);
	const imported = await importFile('DEALS.XLSX', xlsxOf(rows));
	expectImported(rows, spoiled, imported);
	expect(imported.output).toMatchObject({ read: { kind: 'Excel', sheet: 'Deals' }, notes: [expect.stringContaining('"Notes"')] });
});

test('10,000 rows, 25 of them wrong: the good ones are there once, the others are named; a second time nothing changes', async () => {
	const { rows, spoiled } = fileWith(10_000, 25);
	const file = csvOf(rows);
	const first = await importFile('deals.csv', file);
	expectImported(rows, spoiled, first);
	expect(first.output).toMatchObject({
		created: 9975,
		read: { encoding: 'Windows-1250', separator: ';', numberFormat: '1.234,56', dateFormat: '31.03.2026' },
	});
	const before = deals();
	const second = await importFile('deals.csv', file);
	expectImported(rows, spoiled, second);
	expect(second.output).toMatchObject({ created: 0, unchanged: 9975 });
	expect(deals()).toEqual(before);
}, 900_000);

test('the file that was given back is corrected and imported: what was refused is written, and nothing else', async () => {
	const { rows, spoiled } = fileWith(8, 1);
	const first = await importFile('deals.csv', csvOf(rows));
	expectImported(rows, spoiled, first);
	const [n] = [...spoiled.keys()] as [number];
	const [line] = first.report as [Record<string, string>];
	const corrected = { ...line, Stage: 'New' };
	const file = [Object.keys(corrected), Object.values(corrected)].map((cells) =>
		cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(';'),
	);
	const second = await importFile('deals-refused-rows.csv', Buffer.from(file.join('\r\n')));
	expect(second.output).toMatchObject({ rows: 1, created: 1, ignored: [] });
	expect(deals().map(({ external_id }) => external_id)).toContain(`IMP-${n}`);
});
