import { parse } from 'csv-parse/sync';
import { refusedRowsFile, withoutApostrophe } from '../../../../../src/automation/families/import/refusedRows';

const REASON = { error: 'Column "Amount": "a lot" is no number.', remedy: 'Write digits.' };

test('the rows as they stood, with what was wrong in front; spreadsheet programs read it right', () => {
	const file = refusedRowsFile(
		['Title', 'Amount', 'Day'],
		[{ row: { row: 7, cells: ['Łukasz; "The" one', 12.5, new Date('2026-03-31T00:00:00Z')] }, ...REASON }],
		';',
	);
	expect(file.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
	expect(parse(file, { bom: true, delimiter: ';', columns: true })).toEqual([
		{
			Row: '7',
			'What Was Wrong': REASON.error,
			'What to Do': REASON.remedy,
			Title: 'Łukasz; "The" one',
			Amount: '12.5',
			Day: '2026-03-31',
		},
	]);
});

test('headings alone, where nothing was refused', () => {
	expect(refusedRowsFile(['Title'], []).toString()).toBe('\ufeffRow,What Was Wrong,What to Do,Title\r\n');
});

const FORMULAS = ['=1+1', '+48 123 456', '-cmd', '@SUM(A1)', '\tx', '\rx', "'=1+1", '＝1+1'];
const HARMLESS = ['-5', '-1.234,56', 'a=b', "it's", "'quoted'", '5', ''];

test('what a spreadsheet program would work out gets an apostrophe, which is taken away when the file comes back', () => {
	const cells = [...FORMULAS, ...HARMLESS];
	const file = refusedRowsFile(
		cells.map((_, index) => `C${index}`),
		[{ row: { row: 2, cells }, error: '=HYPERLINK("http://x.example")', remedy: '' }],
	);
	const [, line] = parse(file, { bom: true }) as string[][];
	expect(line!.slice(1, 2)).toEqual(['\'=HYPERLINK("http://x.example")']);
	expect(line!.slice(3)).toEqual([...FORMULAS.map((cell) => `'${cell}`), ...HARMLESS]);
	expect(line!.slice(3).map(withoutApostrophe)).toEqual(cells);
});

test('rows with more or fewer cells than there are headings; the reasons of an earlier import go', () => {
	const headings = ['Row', 'What Was Wrong', 'What to Do', 'Title', 'Amount'];
	const file = refusedRowsFile(headings, [
		{ row: { row: 2, cells: ['9', 'old', 'old', 'Acme'] }, ...REASON },
		{ row: { row: 3, cells: ['9', 'old', 'old', 'Globex', '1', '2'] }, ...REASON },
	]);
	expect(parse(file, { bom: true, relax_column_count: true })).toEqual([
		headings,
		['2', REASON.error, REASON.remedy, 'Acme', ''],
		['3', REASON.error, REASON.remedy, 'Globex', '1', '2'],
	]);
});
