import { readTable, type ReadingChoices } from '../../../../../src/automation/families/import/readTable';
import { cellText, type Table } from '../../../../../src/automation/families/import/table';
import { workbook, type BookCell } from './workbook';

const csv = async (text: string, choices: ReadingChoices = {}) =>
	await readTable({ name: 'deals.csv', content: Buffer.from(text) }, choices);
const excel = async (sheets: Record<string, BookCell[][]>, choices: ReadingChoices = {}) =>
	await readTable({ name: 'DEALS.XLSX', content: workbook(sheets) }, choices);
/** By number of the row: its cells, or what is wrong. */
const rowsOf = ({ rows }: Table) => rows.map(({ row, cells, problem }) => [row, problem?.message ?? cells]);

describe('a CSV file', () => {
	test.each([
		['semicolon', ';', ';'],
		['comma', ',', ','],
		['tab', '\t', '\t'],
		['vertical bar', '|', '|'],
	])('%s', async (_, sign, separator) => {
		const table = await csv([`Title${sign}Amount`, `Acme${sign}"5${sign}00"`, `Globex${sign}7`].join('\r\n'));
		expect(table.reading).toEqual({ kind: 'CSV', encoding: 'UTF-8', separator, headingRow: 1 });
		expect(table.headings).toEqual(['Title', 'Amount']);
		expect(rowsOf(table)).toEqual([
			[2, ['Acme', `5${sign}00`]],
			[3, ['Globex', '7']],
		]);
	});

	test('decimals with a comma do not make the comma the separator', async () => {
		expect((await csv('Title;Amount;Tax\nAcme;5,00;1,15\nGlobex;7,50;1,73\n')).reading.separator).toBe(';');
		expect((await csv('Title;Amount, EUR\nAcme;5,00\nGlobex;7,50\n')).headings).toEqual(['Title', 'Amount, EUR']);
	});

	test('the separator is chosen, or named by the first line, which is then no row', async () => {
		expect((await csv('Title|Sign\nAcme|;\n', { separator: '|' })).headings).toEqual(['Title', 'Sign']);
		const hinted = await csv('sep=;\r\nTitle;Amount\r\nAcme;5\r\n');
		expect([hinted.headings, rowsOf(hinted)]).toEqual([['Title', 'Amount'], [[2, ['Acme', '5']]]]);
		await expect(csv('Title\nAcme\n', { separator: ';;' })).rejects.toThrow('";;" is not a single sign');
	});

	test('one column only', async () => {
		expect(rowsOf(await csv('Title\nAcme\nGlobex'))).toEqual([
			[2, ['Acme']],
			[3, ['Globex']],
		]);
	});

	test('line breaks, separators and quotation marks within cells; a row is one whatever its lines', async () => {
		expect(rowsOf(await csv('Title,Note\n"Acme, Inc.","first\nsecond"\n"5"" pipe",x\n'))).toEqual([
			[2, ['Acme, Inc.', 'first\nsecond']],
			[3, ['5" pipe', 'x']],
		]);
	});

	test.each(['\n', '\r\n', '\r'])('blank rows and rows of separators are skipped, and counted: lines end with %j', async (end) => {
		const table = await csv(['', 'Title,Amount,Tax', '', 'Acme,5,1', ',,', ' , ,', 'Globex,7,2', ''].join(end));
		expect(rowsOf(table)).toEqual([
			[4, ['Acme', '5', '1']],
			[7, ['Globex', '7', '2']],
		]);
		expect([table.reading.headingRow, table.blankRows]).toEqual([2, 3]);
	});

	test('rows with other numbers of cells are refused, the others are not', async () => {
		expect(rowsOf(await csv('Title,Amount\nAcme,5\nGlobex\nUmbrella,7,8\nStark,9\n'))).toEqual([
			[2, ['Acme', '5']],
			[3, 'The row has 1 cells, but there are 2 headings.'],
			[4, 'The row has 3 cells, but there are 2 headings.'],
			[5, ['Stark', '9']],
		]);
	});

	const STRAY = 'The row has a stray quotation mark, so it is not clear where its cells end.';

	test.each([
		['in the middle of a cell', 'Pipe 5" long,6'],
		['never closed', '"Pipe,6'],
		['closed too early', '"Pipe" long,6'],
	])('a stray quotation mark refuses its row and no other: %s', async (_, line) => {
		const table = await csv(`Title,Amount\nAcme,5\n${line}\nGlobex,"7"\nUmbrella,8\n`);
		expect(rowsOf(table)).toEqual([
			[2, ['Acme', '5']],
			[3, STRAY],
			[4, ['Globex', '7']],
			[5, ['Umbrella', '8']],
		]);
		expect(table.rows[1]!.cells).toEqual(line.split(','));
	});

	test('a mark that swallowed rows before a later one closed it', async () => {
		const table = await csv('Title,Amount,Tax\nAcme,"5\nGlobex,7,2\nUmbrella,8"\nStark,9,4\n');
		expect(rowsOf(table)).toEqual([
			[2, STRAY],
			[3, ['Globex', '7', '2']],
			[4, STRAY],
			[5, ['Stark', '9', '4']],
		]);
	});

	test('thousands of rows behind stray marks are read', async () => {
		const lines = Array.from({ length: 3000 }, (_, index) => (index % 100 === 50 ? `"Deal ${index},1` : `Deal ${index},1`));
		const table = await csv(['Title,Amount', ...lines].join('\n'));
		expect(table.rows.filter(({ problem }) => problem !== undefined)).toHaveLength(30);
		expect(table.rows.map(({ row }) => row)).toEqual(lines.map((_, index) => index + 2));
	});

	test('headings further down are chosen', async () => {
		const table = await csv('Export of 31.03.2026\n\nTitle,Amount\nAcme,5\n', { headingRow: 3 });
		expect([table.headings, rowsOf(table)]).toEqual([['Title', 'Amount'], [[4, ['Acme', '5']]]]);
	});

	test.each([
		['empty', '', 'The file "deals.csv" is empty.'],
		['blank lines only', '\n \n,,\n', '"deals.csv" has no rows.'],
		['headings only', 'Title,Amount\n\n', '"deals.csv" has headings, but no rows below them.'],
		['stray mark in the headings', 'Title,"Amount\nAcme,5\n', 'The headings of "deals.csv", in row 1: The row has a stray'],
		['page', '<html><table><tr><td>Title</td></tr></table></html>', '"deals.csv" is neither a CSV nor an Excel file.'],
		['picture', '\u0000\u0000\u0001PNG\u0000\u0000\u0000', '"deals.csv" is neither a CSV nor an Excel file.'],
	])('refused: %s', async (_, text, message) => {
		await expect(csv(text)).rejects.toMatchObject({
			message: expect.stringContaining(message),
			remedy: expect.stringMatching(/./),
		});
	});
});

test('refused: no such row of headings', async () => {
	await expect(csv('Title\nAcme\n', { headingRow: 9 })).rejects.toThrow('Row 9 of "deals.csv", which should have the headings, is empty.');
});

describe('an Excel file', () => {
	test('numbers, real dates, switches and texts; row numbers are those of the sheet', async () => {
		const table = await excel({
			Deals: [
				[],
				['Title', 'Amount', 'Close Date', 'Meets at', 'Own', 'Urgent'],
				['Acme', 1234.56, { serial: 46112 }, { serial: 46112.604166666664, style: 'dateTime' }, { serial: 46112, style: 'own' }, true],
				[],
				[' Globex ', 0.1 + 0.2, null, null, null, false],
			],
		});
		expect(table.reading).toEqual({ kind: 'Excel', sheet: 'Deals', headingRow: 2 });
		const day = new Date('2026-03-31T00:00:00Z');
		const [first, second] = table.rows;
		expect(first).toMatchObject({ row: 3, cells: ['Acme', 1234.56, day, expect.any(Date), day, true] });
		expect(Math.abs((first!.cells[3] as Date).getTime() - Date.parse('2026-03-31T14:30:00Z'))).toBeLessThan(1000);
		expect(second).toEqual({ row: 5, cells: [' Globex ', 0.30000000000000004, null, null, null, false] });
	});

	test('the first sheet with rows is read, and what else there is is said', async () => {
		const rows = [['Title'], ['Acme']];
		const second = await excel({ Cover: [], 'Deals 2026': rows, More: rows, Empty: [] });
		expect(second.reading.sheet).toBe('Deals 2026');
		expect(second.notes).toEqual([
			'The first sheet, "Cover", is empty: "Deals 2026" was read.',
			'Only the sheet "Deals 2026" was read. There are rows on others too: "More".',
		]);
		expect((await excel({ Deals: rows, Empty: [] })).notes).toEqual([]);
	});

	test('a sheet is chosen by name or number', async () => {
		const sheets = { One: [['Title'], ['first']], Two: [['Title'], ['second']] };
		const read = async (sheet: string) => (await excel(sheets, { sheet })).rows[0]!.cells[0];
		expect([await read('Two'), await read(' two '), await read('2'), await read('1')]).toEqual(['second', 'second', 'second', 'first']);
		await expect(excel(sheets, { sheet: 'Three' })).rejects.toMatchObject({
			message: 'Sheet "Three" does not exist in "DEALS.XLSX".',
			remedy: 'Choose one of: Two, One.',
		});
	});

	test('an empty sheet that was chosen, with the sheets that have rows', async () => {
		await expect(excel({ Cover: [], Deals: [['Title'], ['Acme']] }, { sheet: 'Cover' })).rejects.toMatchObject({
			message: '"DEALS.XLSX, sheet Cover" has no rows. There are rows on: "Deals".',
		});
		await expect(excel({ Cover: [], Other: [] })).rejects.toThrow('"DEALS.XLSX" has no rows on any of its sheets.');
	});

	test('an error of a formula is a text, which no field takes for empty', async () => {
		expect(
			(
				await excel({
					Deals: [
						['Title', 'Amount'],
						['Acme', { error: '#DIV/0!' }],
					],
				})
			).rows[0]!.cells,
		).toEqual(['Acme', '#DIV/0!']);
	});

	test('a time without a day is a time for people', async () => {
		const time = { serial: 0.6041666666666666, style: 'dateTime' } as const;
		const { rows } = await excel({
			Deals: [
				['Title', 'At'],
				['Acme', time],
			],
		});
		expect(rows[0]!.cells.map(cellText)).toEqual(['Acme', '14:30:00']);
	});

	test('2,000 rows of twelve columns', async () => {
		const rows = Array.from({ length: 2000 }, (_, row) => [`Deal ${row}`, ...Array.from({ length: 11 }, (__, column) => row * column)]);
		const table = await excel({ Deals: [Array.from({ length: 12 }, (_, column) => `Column ${column}`), ...rows] });
		expect(table.rows).toHaveLength(2000);
		expect(table.rows.at(-1)!.cells).toEqual(rows.at(-1));
	});

	test.each([
		['of the old kind', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), 'is an Excel file of the old kind (.xls)'],
		['no workbook', Buffer.from('PK\u0003\u0004 and so on'), 'cannot be read as an Excel file'],
	])('refused: %s', async (_, content, message) => {
		await expect(readTable({ name: 'deals.xlsx', content }, {})).rejects.toMatchObject({
			message: expect.stringContaining(message),
			remedy: expect.stringContaining('Excel Workbook'),
		});
	});
});
