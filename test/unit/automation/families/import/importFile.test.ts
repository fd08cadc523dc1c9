import { importFile, type ImportRequest } from '../../../../../src/automation/families/import/importFile';
import type { ImportStep } from '../../../../../src/automation/families/import/writeRows';
import { importRows } from '../../../../../src/automation/families/records/importRows';
import { CrmError } from '../../../../../src/model/CrmError';
import { Office, RUN } from '../../office';

let office: Office;
beforeEach(async () => (office = await Office.open()));
afterEach(async () => await office.close());

const COUNT = 1200;
const rows = (prefix: string) =>
	['External ID,Title', ...Array.from({ length: COUNT }, (_, row) => `D-${row},${prefix} ${row}`)].join('\n');
const request = (text: string, more: Partial<ImportRequest> = {}): ImportRequest => ({
	file: { name: 'deals.csv', content: Buffer.from(text) },
	type: 'deal',
	columns: [],
	matching: { fields: ['externalId'], refuseRepeated: true },
	reading: {},
	...more,
});
const stepOf = (more: Partial<ImportStep> = {}): ImportStep => ({
	key: 'wf:node:feed.1.0:item.0',
	write: RUN,
	dry: false,
	progress: () => {},
	...more,
});
const explain = (error: unknown) => (error instanceof CrmError ? error : { message: String(error), remedy: '' });
const run = async (text: string, more: Partial<ImportStep> = {}) =>
	await importFile(office.scope, importRows, request(text), stepOf(more), explain);
const count = async () => {
	let deals = 0;
	for await (const _ of office.scope.crm.find('deal')) deals++;
	return deals;
};
const changes = async () => (await office.scope.feed.newest({ types: ['deal'] }, 10 * COUNT)).length;

test('thousands of rows are written in batches, and it is told how far it is', async () => {
	const told: Array<[number, number]> = [];
	const { report } = await run(rows('Deal'), { progress: (done, total) => told.push([done, total]) });
	expect(report).toMatchObject({ rows: COUNT, created: COUNT });
	expect(told).toEqual([
		[500, COUNT],
		[1000, COUNT],
		[COUNT, COUNT],
	]);
	expect(await count()).toBe(COUNT);
});

test('each change says that it was imported, and from which file; other changes of the records do not', async () => {
	await run('External ID,Title\nD-1,New');
	await run('External ID,Title\nD-1,Changed', { key: 'wf:node:feed.2.0:item.0' });
	const [deal] = (await office.scope.crm.match('deal', 'externalId', ['D-1'])).get('D-1')!;
	await office.scope.crm.update('deal', [{ id: deal!, values: { title: 'By hand' } }], {});
	const told = (await office.scope.feed.newest({ types: ['deal'] }, 3)).map(({ kind, reason }) => [kind, reason]);
	const reason = { kind: 'imported', file: 'deals.csv' };
	expect(told).toEqual([
		['updated', undefined],
		['updated', reason],
		['created', reason],
	]);
});

test('a run that was killed between two batches does the rest, and reports as if nothing had happened', async () => {
	const killed = () => {
		throw new Error('killed');
	};
	await expect(run(rows('Deal'), { progress: killed })).rejects.toThrow('killed');
	expect(await count()).toBe(500);
	const { report } = await run(rows('Deal'));
	expect(report).toMatchObject({ created: COUNT, updated: 0, unchanged: 0 });
	expect([await count(), await changes()]).toEqual([COUNT, COUNT]);
});

test('a run that is stopped says how far it was', async () => {
	const stop = new AbortController();
	await expect(run(rows('Deal'), { signal: stop.signal, progress: () => stop.abort() })).rejects.toMatchObject({
		message: 'The import was stopped after 500 of 1200 rows.',
		remedy: expect.stringContaining('Run it again'),
	});
});

test('when the CRM goes away it is an error of the step, and no rows are called wrong', async () => {
	const away = new CrmError('unavailable', 'The database is away.', 'Wait.');
	jest.spyOn(office.scope.crm, 'match').mockRejectedValue(away);
	await expect(run(rows('Deal'))).rejects.toBe(away);
});

test('a dry run shows what the first rows would change, says of all rows what would become of them, and writes nothing', async () => {
	await run(rows('Deal'));
	const before = await changes();
	const { report, changes: shown } = await run(rows('Changed'), { dry: true });
	expect(report).toMatchObject({ updated: COUNT, refused: 0 });
	expect(shown).toHaveLength(100);
	expect(shown[0]).toMatchObject({ event: 'updated', values: [{ field: 'title', from: 'Deal 0', to: 'Changed 0' }] });
	expect(await changes()).toBe(before);
});

test('many wrong rows cost little: each is tried by itself only where its batch is refused', async () => {
	const lines = Array.from({ length: COUNT }, (_, row) => `D-${row},Deal ${row},${row % 100 === 0 ? 'Victory' : 'New'}`);
	const { report } = await run(['External ID,Title,Stage', ...lines].join('\n'));
	expect(report).toMatchObject({ created: COUNT - COUNT / 100, refused: COUNT / 100 });
});
