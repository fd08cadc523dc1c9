import { parse } from 'csv-parse/sync';
import { encode } from 'iconv-lite';
import type { IDataObject, ILoadOptionsFunctions } from 'n8n-workflow';
import * as listSearch from '../../nodes/shared/listSearch';
import * as loadOptions from '../../nodes/shared/loadOptions';
import { workbook } from '../unit/automation/families/import/workbook';
import { foundCompany, type Company } from './support/company';
import { runWorkflow, type RunOptions } from './support/engine';
import { changeItem, chosen, fileOf, onChange, oneStep } from './support/steps';

let company: Company;
beforeEach(async () => {
	company = await foundCompany();
	const { schema } = company.scope.crm;
	const options = [
		{ value: 'hot', label: 'Hot one' },
		{ value: 'over 1,000', label: 'Over 1,000' },
	];
	await schema!.saveField('deal', { name: 'tags', label: 'Tags', kind: 'multiChoice', required: false, options });
	await schema!.saveField('deal', { name: 'urgent', label: 'Is Urgent', kind: 'boolean', required: false });
	await schema!.saveField('deal', { name: 'meetsAt', label: 'Meets at', kind: 'dateTime', required: false });
	await schema!.saveField('deal', { name: 'weight', label: 'Weight', kind: 'number', required: false });
});
afterEach(async () => await company.close());

const step = (more: object = {}) => ({
	resource: 'record',
	operation: 'importFile',
	recordType: chosen('deal'),
	binaryProperty: 'data',
	matchField: chosen('externalId'),
	...more,
});
const additional = (additionalFields: object) => ({ additionalFields });

interface Imported {
	report: IDataObject & { report: IDataObject[] };
	/** The rows of the file of refused rows. */
	refused: Array<Record<string, string>>;
	/** What the output pane says. */
	hints: string[];
}

async function importing(content: string | Uint8Array, more: object = {}, name = 'deals.csv', options: RunOptions = {}): Promise<Imported> {
	const workflow = options.mode === 'trigger' ? onChange(step(more)) : oneStep(step(more));
	const { output, run, error } = await runWorkflow(workflow, { binary: fileOf(content, name, 'text/csv'), ...options });
	expect(error).toBeUndefined();
	const [item] = output('CRM');
	expect(item!.pairedItem).toEqual({ item: 0 });
	const file = item!.binary!['refused']!;
	const text = Buffer.from(file.data, 'base64').toString();
	const refused: Imported['refused'] = parse(text, { bom: true, columns: true, delimiter: text.includes('Row;') ? ';' : ',' });
	const hints = (run.data.resultData.runData['CRM']?.[0]?.hints ?? []).map(({ message }) => message);
	return { report: item!.json as Imported['report'], refused, hints };
}

async function refusal(content: string | Uint8Array, more: object = {}) {
	const { error } = await runWorkflow(oneStep(step(more)), { binary: fileOf(content, 'deals.csv', 'text/csv') });
	return error;
}

/** Values of the imported deals, by external id. */
async function deals(...fields: string[]): Promise<Record<string, unknown[]>> {
	const found: Record<string, unknown[]> = {};
	for await (const { values } of company.scope.crm.find('deal', { orderBy: { field: 'id' } })) {
		const id = values['externalId'];
		if (typeof id === 'string') found[id] = fields.map((field) => values[field] ?? null);
	}
	return found;
}

describe('a file as people have it', () => {
	const FILE = [
		'External ID;TITLE;amount;Close_Date;Stage;Responsible;Remark',
		'D-1;Acme;1.234;31.03.2026;Proposal;anna@example.com;first',
		'D-2;"Globex; Inc.";€ 1.234,56;1.4.2026;won;Anna Agent;',
		';;;;;;',
		'D-3;Umbrella;(5);2026-04-02;;;',
		'D-4;Stark;a lot;3.4.2026;New;;',
		'D-5;Wayne;7;31.02.2026;New;;',
		'D-6;Wonka;8;4.4.2026;Victory;;',
		'D-7;Tyrell;9;4.4.2026;New;Nobody Known;',
		';Cyberdyne;9;4.4.2026;New;;',
		'D-1;Again;9;4.4.2026;New;;',
		'D-8;;9;4.4.2026;New;;',
		'D-9;"Soylent;9;4.4.2026;New;;',
		'D-10;Initech;9;4.4.2026;New;',
		'D-11;Hooli;10;5.4.2026;New;;',
	].join('\r\n');

	test('what is right is written, the others are named: row, what was wrong, what to do', async () => {
		const { report, refused, hints } = await importing(encode(FILE, 'win1250'));
		expect(await deals('title', 'amount', 'closeDate', 'stage', 'responsible')).toEqual({
			'D-1': ['Acme', 1234, '2026-03-31', 'sales:proposal', company.users.anna],
			'D-2': ['Globex; Inc.', 1234.56, '2026-04-01', 'sales:won', company.users.anna],
			'D-3': ['Umbrella', -5, '2026-04-02', 'sales:new', null],
			'D-11': ['Hooli', 10, '2026-04-05', 'sales:new', null],
		});
		expect(report).toMatchObject({
			type: 'deal',
			file: 'deals.csv',
			rows: 13,
			written: 4,
			created: 4,
			updated: 0,
			refused: 9,
			blankRows: 1,
			read: { kind: 'CSV', separator: ';', headingRow: 1, numberFormat: '1.234,56', dateFormat: '31.03.2026' },
			ignored: ['Remark'],
		});
		const wrong = report.report.filter(({ outcome }) => outcome === 'refused');
		expect(wrong.map(({ row, error }) => [row, error])).toEqual([
			[6, expect.stringMatching(/"amount".*"a lot" is no number/)],
			[7, expect.stringMatching(/"Close_Date".*"31\.02\.2026" is no day of the calendar/)],
			[8, expect.stringMatching(/"Victory"/)],
			[9, expect.stringMatching(/"Nobody Known"/)],
			[10, expect.stringMatching(/"External ID" is empty/)],
			[11, expect.stringMatching(/"D-1" was given before, in row 2/)],
			[12, expect.stringMatching(/Title/)],
			[13, expect.stringMatching(/stray quotation mark/)],
			[14, expect.stringMatching(/6 cells, but there are 7 headings/)],
		]);
		for (const { remedy } of wrong) expect(remedy).toMatch(/\w+/);
		expect(refused.map((row) => [row['Row'], row['External ID']])).toEqual([
			['6', 'D-4'],
			['7', 'D-5'],
			['8', 'D-6'],
			['9', 'D-7'],
			['10', ''],
			['11', 'D-1'],
			['12', 'D-8'],
			['13', 'D-9'],
			['14', 'D-10'],
		]);
		expect(refused[0]).toMatchObject({ 'What Was Wrong': wrong[0]!.error, 'What to Do': wrong[0]!.remedy, amount: 'a lot' });
		expect(hints).toEqual([
			expect.stringContaining('for real'),
			expect.stringContaining('9 of 13 rows were refused'),
			expect.stringContaining('"Remark"'),
		]);
	});

	test('once more it changes nothing, and says so', async () => {
		await importing(FILE);
		const before = company.rows()['change_feed'];
		const { report } = await importing(FILE);
		expect(report).toMatchObject({ created: 0, updated: 0, unchanged: 4, refused: 9 });
		expect(company.rows()['change_feed']).toBe(before);
	});

	test('the corrected file of refused rows is imported as it is', async () => {
		const rows = ['External ID,Title,Description,Amount', 'D-1,Acme,=cmd,a lot', 'D-2,Globex,+48 123 456,b lot'].join('\n');
		const { output } = await runWorkflow(oneStep(step()), { binary: fileOf(rows, 'deals.csv') });
		const file = Buffer.from(output('CRM')[0]!.binary!['refused']!.data, 'base64');
		expect(output('CRM')[0]!.binary!['refused']!.fileName).toBe('deals-refused-rows.csv');
		expect(file.toString()).toContain(`'=cmd`);
		const { report } = await importing(file.toString().replaceAll('a lot', '5').replaceAll('b lot', '6'));
		expect(report).toMatchObject({ created: 2, refused: 0, ignored: [] });
		expect(await deals('description', 'amount')).toEqual({ 'D-1': ['=cmd', 5], 'D-2': ['+48 123 456', 6] });
	});
});

describe('emptied cells', () => {
	test('empty the field; a required one refuses its row', async () => {
		await importing('External ID,Title,Amount,Tags\nD-1,Acme,5,hot\nD-2,Globex,6,hot\n');
		const { report } = await importing('External ID,Title,Amount,Tags\nD-1,Acme,,\nD-2,,7,hot\n');
		expect(report).toMatchObject({
			updated: 1,
			refused: 1,
			report: [
				{ row: 2, outcome: 'updated' },
				{ row: 3, error: expect.stringContaining('Title') },
			],
		});
		expect(await deals('title', 'amount', 'tags')).toEqual({ 'D-1': ['Acme', null, null], 'D-2': ['Globex', 6, ['hot']] });
	});

	test('a column that is not in the file leaves its field alone', async () => {
		await importing('External ID,Title,Amount\nD-1,Acme,5\n');
		await importing('External ID,Title\nD-1,Acme Inc.\n');
		expect(await deals('title', 'amount')).toEqual({ 'D-1': ['Acme Inc.', 5] });
	});
});

describe('an Excel file', () => {
	test('real dates, numbers and switches; its name does not matter', async () => {
		const content = workbook({
			Deals: [
				['External ID', 'Title', 'Amount', 'Close Date', 'Meets at', 'Is Urgent', 'Weight'],
				[1042, 'Acme', 1234.5, { serial: 46112 }, { serial: 46112.604166666664, style: 'dateTime' }, true, 0.1 + 0.2],
				['D-2', 'Globex', '1 234,50', { serial: 46112, style: 'own' }, null, false, null],
				['D-3', 'Umbrella', { error: '#REF!' }, null, null, null, null],
				['D-4', 'Stark', { serial: 46112 }, null, null, null, null],
				['D-5', 'Wayne', 5, 46112, null, null, null],
				['D-6', 'Wonka', 5, 12, null, null, null],
			],
		});
		const { report } = await importing(content, {}, 'DEALS.XLSX');
		expect(await deals('amount', 'closeDate', 'meetsAt', 'urgent', 'weight')).toEqual({
			1042: [1234.5, '2026-03-31', '2026-03-31T12:30:00.000Z', true, 0.3],
			'D-2': [1234.5, '2026-03-31', null, false, null],
			'D-5': [5, '2026-03-31', null, null, null],
		});
		expect(report.report.filter(({ outcome }) => outcome === 'refused').map(({ row, error }) => [row, error])).toEqual([
			[4, expect.stringContaining('"#REF!" is an error of the spreadsheet')],
			[5, expect.stringContaining('is no number')],
			[7, expect.stringContaining('"12" is no date')],
		]);
		expect(report).toMatchObject({ file: 'DEALS.XLSX', read: { kind: 'Excel', sheet: 'Deals', encoding: null, separator: null } });
	});

	test('data on the second sheet is read, and it is said', async () => {
		const { report } = await importing(
			workbook({
				Cover: [],
				Deals: [
					['External ID', 'Title'],
					['D-1', 'Acme'],
				],
			}),
			{},
			'deals.xlsx',
		);
		expect(report).toMatchObject({ created: 1, notes: ['The first sheet, "Cover", is empty: "Deals" was read.'] });
	});
});

describe('number and date formats', () => {
	test('1.234 is never a thousandth of what was meant without a word', async () => {
		const { report } = await importing('External ID,Title,Amount,Weight\nD-1,Acme,1.234,2.500\nD-2,Globex,12.50,7\n');
		expect(report).toMatchObject({ created: 1, refused: 1, read: { numberFormat: '1,234.56' } });
		expect(report.report[0]).toMatchObject({
			error: 'Column "Amount": "1.234" can be 1234 or 1.234.',
			remedy: expect.stringContaining('Number Format'),
		});
		await importing('External ID,Title,Amount,Weight\nD-1,Acme,1.234,2.500\n', additional({ numberFormat: '1.234,56' }));
		expect(await deals('amount', 'weight')).toEqual({ 'D-1': [1234, 2500], 'D-2': [12.5, 7] });
	});

	test('a file that shows nothing but its separator', async () => {
		const { report } = await importing('External ID;Title;Amount\nD-1;Acme;1.234\nD-2;Globex;12.000\n');
		expect(report).toMatchObject({ created: 2, read: { numberFormat: '1.234,56' } });
		expect(await deals('amount')).toEqual({ 'D-1': [1234], 'D-2': [12000] });
	});

	test('the order of day and month is shown by one date, or chosen', async () => {
		const file = (other: string) => `External ID,Title,Close Date\nD-1,Acme,03/04/2026\nD-2,Globex,${other}\n`;
		expect((await importing(file('04/05/2026'))).report).toMatchObject({ refused: 2, read: { dateFormat: null } });
		expect((await importing(file('31/03/2026'))).report).toMatchObject({ refused: 0, read: { dateFormat: '31.03.2026' } });
		expect(await deals('closeDate')).toEqual({ 'D-1': ['2026-04-03'], 'D-2': ['2026-03-31'] });
		await importing(file('04/05/2026'), additional({ dateFormat: '03/31/2026' }));
		expect(await deals('closeDate')).toEqual({ 'D-1': ['2026-03-04'], 'D-2': ['2026-04-05'] });
	});

	test('amounts in several currencies are said', async () => {
		const { report } = await importing('External ID;Title;Amount\nD-1;Acme;€ 5\nD-2;Globex;7 USD\n');
		expect(report.notes).toEqual([expect.stringContaining('several currencies (€, USD)')]);
	});
});

test('an encoding that was chosen wrongly, or broken text, refuses its rows: a sign that could not be read is never stored', async () => {
	const { report } = await importing(encode('External ID;Title\nD-1;Łódź\nD-2;Plain\n', 'win1250'), additional({ encoding: 'UTF-8' }));
	expect(report).toMatchObject({ created: 1, refused: 1 });
	expect(report.report[0]).toMatchObject({
		error: expect.stringContaining('has a sign that could not be read'),
		remedy: expect.stringContaining('"Encoding"'),
	});
	expect(await deals('title')).toEqual({ 'D-2': ['Plain'] });
});

test('several choices survive an export and an import, those with commas in them too', async () => {
	await importing('External ID;Title;Tags\nD-1;Acme;Hot one, Over 1,000\nD-2;Globex;over 1,000\nD-3;Umbrella;"[""hot""]"\n');
	const tags = { 'D-1': [['hot', 'over 1,000']], 'D-2': [['over 1,000']], 'D-3': [['hot']] };
	expect(await deals('tags')).toEqual(tags);
	const exported = await runWorkflow({
		name: 'Export',
		nodes: [
			oneStep({ resource: 'record', operation: 'getMany', recordType: chosen('deal'), returnAll: true, simplify: false }).nodes[1]!,
			{
				id: 'file',
				name: 'File',
				type: 'n8n-nodes-base.convertToFile',
				typeVersion: 1.1,
				position: [0, 0],
				parameters: { operation: 'csv', binaryPropertyName: 'data', options: {} },
			},
		],
		connections: { CRM: { main: [[{ node: 'File', type: 'main', index: 0 }]] } },
	});
	expect(exported.error).toBeUndefined();
	const file = Buffer.from(exported.output('File')[0]!.binary!['data']!.data, 'base64');
	expect(file.toString()).toContain('tags.1');
	const rows = file.toString().replaceAll('Acme', 'ACME');
	const { report } = await importing(rows, { matchField: chosen('externalId') });
	expect(report.report.filter(({ id }) => id !== null).map(({ outcome, title }) => [outcome, title])).toEqual([
		['unchanged', 'Umbrella'],
		['unchanged', 'Globex'],
		['updated', 'ACME'],
	]);
	expect(await deals('tags')).toEqual(tags);
});

describe('matching', () => {
	test('by another field where the first is empty; without any, every row is a record', async () => {
		await importing('External ID,Title,Amount\nD-1,Acme,1\n');
		const rows = 'External ID,Title,Amount\nD-1,Acme Inc.,2\n,"Acme, 100 chairs",3\n,New,4\n';
		const { report } = await importing(rows, additional({ otherwiseMatchField: chosen('title') }));
		expect(report.report.map(({ outcome, id }) => [outcome, id])).toEqual([
			['updated', '2'],
			['updated', company.deal],
			['created', '3'],
		]);
		const none = await importing('Title\nAcme\nAcme\n', { matchField: chosen('') });
		expect(none.report).toMatchObject({ created: 2, updated: 0 });
	});

	test('values that mean the same record are the same: for the CRM, and for two rows of the file', async () => {
		const [nora] = await company.scope.crm.create('contact', [{ values: { title: 'Nora', email: 'nora@north.example' } }], {});
		const rows = 'Name,Email\nNora North," NORA@north.example "\nNora again,nora@North.example\n';
		const { report } = await importing(rows, { recordType: chosen('contact'), matchField: chosen('email') });
		expect(report.report).toEqual([
			expect.objectContaining({ row: 2, outcome: 'updated', id: nora!.id }),
			expect.objectContaining({ row: 3, outcome: 'refused', error: expect.stringContaining('was given before, in row 2') }),
		]);
	});

	test('of two rows for one record the later one wins, where that is wanted', async () => {
		const rows = 'External ID,Title\nD-1,first\nD-1,second\n';
		expect((await importing(rows, additional({ refuseRepeated: false }))).report).toMatchObject({ refused: 0 });
		expect(await deals('title')).toEqual({ 'D-1': ['second'] });
	});
});

test('the form offers the fields that can tell records apart, and where a column can go', async () => {
	const form = {
		getNode: () => oneStep({}).nodes[1]!,
		getTimezone: () => 'Europe/Warsaw',
		getCurrentNodeParameter: (name: string) => (name === 'recordType' ? chosen('contact') : undefined),
	} as unknown as ILoadOptionsFunctions;
	const matchable = (await listSearch.searchMatchFields.call(form)).results.map(({ value }) => value);
	expect(matchable).toEqual(expect.arrayContaining(['externalId', 'title', 'email', 'phone']));
	expect(matchable).not.toContain('responsible');
	const columns = (await loadOptions.getColumnFields.call(form)).map(({ value }) => value);
	expect(columns).toEqual(['-', ...columns.slice(1)]);
	expect(columns).toEqual(expect.arrayContaining(['externalId', 'title', 'responsible']));
});

test('columns are corrected in the form', async () => {
	const column = [
		{ heading: 'deal number', field: 'externalId' },
		{ heading: 'Subject', field: 'title' },
		{ heading: 'Title', field: '-' },
	];
	const { report } = await importing('Deal Number,Title,Subject\nD-1,Mr,Acme\n', { columns: { column } });
	expect(report).toMatchObject({
		created: 1,
		ignored: ['Title'],
		columns: [
			{ column: 'A', heading: 'Deal Number', field: 'externalId', label: 'External ID', example: 'D-1' },
			{ column: 'C', heading: 'Subject', field: 'title', label: 'Title', example: 'Acme' },
		],
	});
});

describe('what concerns the whole file is an error of the item, and nothing is written', () => {
	test.each<[string, string, object, string, string]>([
		['empty', '', {}, 'The file "deals.csv" is empty.', 'rows'],
		['headings only', 'Title,Amount\n', {}, 'has headings, but no rows', 'below'],
		['unknown headings', 'A,B\n1,2\n', {}, 'None of the headings is a field of Deal', 'Columns'],
		['no column to match on', 'Title\nAcme\n', {}, 'No column goes into "External ID"', 'Field to Match On'],
		['unknown field to match on', 'Title\nAcme\n', { matchField: chosen('titel') }, '"titel" does not exist', 'title'],
		['field not chosen', 'Title\nAcme\n', { columns: { column: [{ heading: 'Title', field: '' }] } }, 'No field is chosen', 'Columns'],
		['no such file', 'Title\nAcme\n', { binaryProperty: 'other' }, 'no file in the field "other"', 'data'],
		['unknown encoding', 'Title\nAcme\n', additional({ encoding: 'latin7' }), '"latin7" is no encoding', 'Windows-1250'],
		['unknown format', 'Title\nAcme\n', additional({ numberFormat: '1' }), '"Number Format" is "1"', '1.234,56'],
		['unknown record type', 'Title\nAcme\n', { recordType: chosen('dael') }, 'dael', 'deal'],
	])('%s', async (_, content, more, message, remedy) => {
		expect(await refusal(content, more)).toMatchObject({
			message: expect.stringContaining(message),
			description: expect.stringContaining(remedy),
			itemIndex: 0,
		});
		expect(await company.counts()).toMatchObject({ deals: 1 });
	});
});

describe('each row once', () => {
	const again: RunOptions = { mode: 'trigger' };
	const items = () => [changeItem({ type: 'deal', id: company.deal }, { id: '1' })];

	test('a run that is repeated gives the same report and writes nothing', async () => {
		const rowsOfFile = 'External ID,Title\nD-1,Acme\nD-2,\n,None\n';
		const options = { ...again, items: items() };
		const first = await importing(rowsOfFile, {}, 'deals.csv', options);
		const before = company.rows();
		expect((await importing(rowsOfFile, {}, 'deals.csv', options)).report).toEqual(first.report);
		expect(company.rows()).toEqual(before);
	});

	test('rows without a field to match on are made once too', async () => {
		const options = { ...again, items: items() };
		for (let run = 0; run < 2; run++) await importing('Title\nSame\nSame\n', { matchField: chosen('') }, 'deals.csv', options);
		expect(await company.counts()).toMatchObject({ deals: 3 });
	});
});

test('what the role of the acting user does not allow refuses the rows, and is in the history', async () => {
	const { crm, companions } = company.scope;
	await crm.users.roles.save!(['agent']);
	await companions.permissions.save('agent', [{ recordType: 'deal', allowed: ['see', 'edit'], ownOnly: false }]);
	await crm.users.update!([{ id: company.users.boris, name: 'Boris Lead', role: 'agent' }], {});
	const actor = { __rl: true, mode: 'name', value: 'boris@example.com' };
	const { report } = await importing('Title,Amount\n"Acme, 100 chairs",5\nNew,6\n', {
		matchField: chosen('title'),
		...additional({ actor }),
	});
	expect(report.report).toEqual([
		expect.objectContaining({ row: 2, outcome: 'updated' }),
		expect.objectContaining({ row: 3, outcome: 'refused', error: expect.stringContaining('create deals') }),
	]);
	expect(await crm.history.find({ types: ['accessRefused'] })).toHaveLength(1);
});

test('a file for each item; with "Continue" the others are imported', async () => {
	const workflow = oneStep(step({ binaryProperty: '={{ $json.field }}' }), { onError: 'continueRegularOutput' });
	const { json } = await runWorkflow(workflow, {
		items: [{ field: 'data' }, { field: 'none' }],
		binary: fileOf('External ID,Title\nD-1,Acme\n', 'deals.csv'),
	});
	expect(json('CRM')).toEqual([
		expect.objectContaining({ created: 1 }),
		{ error: expect.stringContaining('"none"'), remedy: expect.any(String) },
	]);
});
