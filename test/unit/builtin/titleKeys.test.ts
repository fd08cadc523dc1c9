import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import type { Backend } from '../../../src/crm/backends';
import type { RecordQuery } from '../../../src/model/query';
import { NOBODY, Workplace } from './support';

/** Titles have what they are sorted by in a column with an index: made by us, whoever writes, and never by a read. */
const work = new Workplace();
const LANGUAGE = process.env.CRMFLOW_LANGUAGE;

beforeEach(() => speak('de'));
afterAll(() => speak(LANGUAGE));

function speak(language: string | undefined): void {
	if (language === undefined) delete process.env.CRMFLOW_LANGUAGE;
	else process.env.CRMFLOW_LANGUAGE = language;
}

async function openWith(titles: readonly string[]): Promise<Backend> {
	const backend = await work.open();
	await backend.crm.create(
		'company',
		titles.map((title) => ({ values: { title } })),
		NOBODY,
	);
	return backend;
}

async function sorted({ crm }: Backend, query: { search?: string; limit?: number; offset?: number } = {}, descending = false) {
	const titles: unknown[] = [];
	for await (const { values } of crm.find('company', { ...query, orderBy: { field: 'title', descending } })) titles.push(values['title']);
	return titles;
}

/** As `sorted`, but by the way of a list with conditions, which sorts what it has found. */
async function sortedAmongConditions({ crm }: Backend) {
	const titles: unknown[] = [];
	const query: RecordQuery = { conditions: [{ field: 'title', operator: 'isNotEmpty' }], orderBy: { field: 'title' } };
	for await (const { values } of crm.find('company', query)) titles.push(values['title']);
	return titles;
}

function keys(): Array<string | null> {
	const rows = work.otherProgram().prepare('select title_key from record order by id').all();
	return rows.map(({ title_key: key }) => key as string | null);
}

/** What SQLite does for each statement with these words that the work prepares. */
async function plansOf(words: RegExp, task: () => Promise<unknown>): Promise<string[][]> {
	const prepare = jest.spyOn(DatabaseSync.prototype, 'prepare');
	await task();
	const texts = prepare.mock.calls.map(([text]) => text).filter((text) => words.test(text));
	prepare.mockRestore();
	const file = work.otherProgram();
	for (const name of ['crmflow_fold', 'crmflow_reading']) file.function(name, { deterministic: true }, (text) => text);
	return texts.map((text) => {
		const steps = file.prepare(`explain query plan ${text}`).all();
		return steps.map(({ detail }) => String(detail));
	});
}

const GERMAN = ['Apfel', 'Äpfli', 'Arzt', 'Öl', 'Ost', 'Straße', 'Strasse 2', 'Übung', 'Zug'];

test('a page of a list is read from the index: only what has no key is sorted', async () => {
	const backend = await openWith(GERMAN);
	const plans = await plansOf(/order by/, async () => {
		expect(await sorted(backend, { limit: 2, offset: 1 })).toEqual(GERMAN.slice(1, 3));
		expect(await sorted(backend, { limit: 2, search: 'u' }, true)).toEqual(['Zug', 'Übung']);
	});
	expect(plans).toHaveLength(2);
	for (const plan of plans) {
		// Our own rows come first, each other part below them with its own small sort.
		const own = plan.findIndex((step) => step.includes('title_key>? AND title_key<?'));
		expect(plan[own]).toMatch(/SEARCH record USING (COVERING )?INDEX record_title_key/);
		expect(plan[own + 1]).toBe('RIGHT');
		expect(plan.filter((step) => step.startsWith('SEARCH'))).toHaveLength(4);
		expect(plan.filter((step) => /^SEARCH (?!record USING (COVERING )?INDEX record_title_key)|^SCAN/.test(step))).toEqual([]);
	}
});

test('a title of any alphabet is found by an index', async () => {
	const { crm } = await openWith([...GERMAN, 'Strasse']);
	const plans = await plansOf(/as form/, async () => {
		const found = await crm.match('company', 'title', ['STRASSE', 'straße', ' ÄPFLI']);
		expect(Object.fromEntries(found)).toEqual({ STRASSE: ['10'], straße: ['6'], ' ÄPFLI': ['2'] });
	});
	const searches = plans.map((plan) => plan.filter((step) => /^(SEARCH|SCAN) record /.test(step)));
	expect(searches).toEqual([
		['SEARCH record USING COVERING INDEX record_title_form (type=? AND <expr>=?)'],
		['=?', '=?', '<?', '>?'].map((compared) => `SEARCH record USING INDEX record_title_key (type=? AND title_key${compared})`),
	]);
});

const words = fc.string({ unit: fc.constantFrom(...'aAzZ ßẞäÄöéÉłŁøЖжёЁґΣςσἈıİ1-_~🧑é\u0301'), minLength: 1, maxLength: 8 });

test('what we write is what the database computes for those that have no key: the order and what is found are the same', async () => {
	const titles = fc.sample(fc.oneof(words, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })), { numRuns: 400, seed: 1 });
	const backend = await openWith(titles.filter((title) => title.trim() !== '').map((title, index) => `${title}x${index % 7}`));
	const all = await sorted(backend);
	const found = async () => await backend.crm.match('company', 'title', all as string[]);
	const byKey = await found();
	expect([...byKey.values()].filter((ids) => ids.length === 0)).toEqual([]);
	expect(byKey.size).toBe(new Set(all).size);
	expect(await sortedAmongConditions(backend)).toEqual(all);
	expect((await sorted(backend, {}, true)).reverse()).toEqual(all);

	work.otherProgram().exec('update record set title_key = null where id % 3 > 0');
	expect(await sorted(backend)).toEqual(all);
	expect(await sortedAmongConditions(backend)).toEqual(all);
	expect(await found()).toEqual(byKey);
});

test('a title of another program is sorted and found at once, and has its key from the next opening on', async () => {
	const backend = await openWith(GERMAN);
	const other = work.otherProgram();
	other.exec("update record set title = 'Ähre' where title = 'Zug'");
	other.exec("insert into record (type, title) values ('company', 'Äcker')");
	const version = other.prepare('pragma data_version').get();
	expect((await sorted(backend)).slice(0, 4)).toEqual(['Äcker', 'Ähre', 'Apfel', 'Äpfli']);
	expect(await backend.crm.match('company', 'title', ['ähre', 'Zug'])).toEqual(new Map([['ähre', ['9']]]));
	expect(other.prepare('pragma data_version').get()).toEqual(version);
	expect(keys().map((key) => key === null)).toEqual([...GERMAN.map((title) => title === 'Zug'), true]);

	const head = await backend.feed.head();
	await work.open();
	expect(keys()).not.toContain(null);
	expect((await sorted(backend)).slice(0, 4)).toEqual(['Äcker', 'Ähre', 'Apfel', 'Äpfli']);
	// It is no change of a record.
	expect(await backend.feed.head()).toEqual(head);
});

test('our own changes keep the key: another title, the same in other letters, deleted and restored', async () => {
	const { crm } = await openWith(['Zug', 'Ähre']);
	const ref = (id: string) => ({ type: 'company', id });
	await crm.update('company', [{ id: '1', values: { title: 'Öl' } }], NOBODY);
	await crm.update('company', [{ id: '2', values: { title: 'ÄHRE' } }], NOBODY);
	await crm.remove([ref('1')], NOBODY);
	await crm.restore!([ref('1')], NOBODY);
	expect(keys()).toEqual([expect.stringMatching(/^de\.[\d.]+\|ol$/), expect.stringMatching(/^de\.[\d.]+\|ahre$/)]);
});

test('another language sorts in its own way at once, beside the one from before', async () => {
	const german = await openWith(['Zorn', 'Ärlig', 'Anna']);
	speak('sv');
	const swedish = await work.open();
	expect(keys()).toEqual([1, 2, 3].map(() => expect.stringMatching(/^sv\./)));
	await german.crm.create('company', [{ values: { title: 'Östra' } }, { values: { title: 'Bo' } }], NOBODY);
	expect(await sorted(swedish)).toEqual(['Anna', 'Bo', 'Zorn', 'Ärlig', 'Östra']);
	expect(await sorted(german)).toEqual(['Anna', 'Ärlig', 'Bo', 'Östra', 'Zorn']);
	expect(await sorted(german, {}, true)).toEqual(['Zorn', 'Östra', 'Bo', 'Ärlig', 'Anna']);
	for (const { crm } of [german, swedish]) expect(await crm.match('company', 'title', ['ÖSTRA'])).toEqual(new Map([['ÖSTRA', ['4']]]));
});
