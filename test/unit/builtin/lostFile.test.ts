import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scopeOf } from '../../../src/automation/engine/Scope';
import { health } from '../../../src/automation/families/upkeep/health';
import { systemClock } from '../../../src/model/clock';
import type { CrmError } from '../../../src/model/CrmError';
import type { Backend } from '../../../src/crm/backends';
import { NOBODY, refusalOf, Workplace } from './support';

/** What happens to the file while it is open, and what is said when it is opened again. */
const work = new Workplace();
const SOON_MS = 20;
const open = async (more = {}) => await work.open({ lookEveryMs: SOON_MS, ...more });
const create = async ({ crm }: Backend, title: string) => await crm.create('deal', [{ values: { title } }], NOBODY);
const path = (ending = '') => `${work.path()}${ending}`;

async function titles({ crm }: Backend): Promise<unknown[]> {
	const found: unknown[] = [];
	for await (const { values } of crm.find('deal')) found.push(values.title);
	return found.sort();
}

/** Waits until it is refused with these words; nothing else can be read or written then either. */
async function lost(backend: Backend, words: RegExp): Promise<CrmError> {
	for (;;) {
		const refused = await titles(backend).then(
			() => undefined,
			(error: CrmError) => error,
		);
		if (refused !== undefined && words.test(refused.message)) {
			for (const attempt of [create(backend, 'Too late'), backend.ledger.transaction(async () => await create(backend, 'Too late'))])
				expect(await refusalOf(attempt)).toMatchObject({ code: 'storage', message: refused.message });
			return refused;
		}
		await new Promise((resolve) => setTimeout(resolve, SOON_MS));
	}
}

const rescued = () => readdirSync(work.folder).filter((file) => file.includes('-rescued-'));

/** As its error says: under its own name. */
function putRescuedBack(): void {
	const [file] = rescued();
	renameSync(join(work.folder, file!), work.path());
}

describe('while it is open', () => {
	test('deleted: every step says so, and what was in it is kept and good for going on', async () => {
		const backend = await open();
		await create(backend, 'Before');
		rmSync(path());
		const written = await create(backend, 'Unnoticed').then(
			() => ['Unnoticed'],
			() => [],
		);
		const error = await lost(backend, /"crm\.sqlite" was deleted or moved while it was open.*is kept in/);
		expect(rescued()).toEqual([expect.stringMatching(/^crm-rescued-\d{8}-\d{6}\.sqlite$/)]);
		expect(error.message).toContain(rescued()[0]);
		expect(error.remedy).toMatch(/Stop n8n, give crm-rescued-\S+ the name crm\.sqlite/);
		expect(statSync(join(work.folder, rescued()[0]!)).mode & 0o777).toBe(0o600);
		await backend.close();
		for (const ending of ['-wal', '-shm']) rmSync(path(ending), { force: true });
		putRescuedBack();
		const again = await open();
		expect(await titles(again)).toEqual(expect.arrayContaining(['Before', ...written]));
		expect(again.ledger.feedId).toBe(backend.ledger.feedId);
	});

	test('with its two other files, or with its whole folder', async () => {
		const backend = await open();
		for (const ending of ['', '-wal', '-shm']) rmSync(path(ending));
		await lost(backend, /deleted or moved.*is kept in/);
		const folder = join(work.folder, 'deep');
		const other = await open({ folder });
		rmSync(folder, { recursive: true });
		const error = await lost(other, /deleted or moved.*Nothing more is read or written\.$/);
		expect(error.remedy).toContain('crmflow restore');
		expect(existsSync(folder)).toBe(false);
	});

	test('moved away: refused until it is moved back', async () => {
		const backend = await open();
		await create(backend, 'Before');
		renameSync(path(), path('.away'));
		await lost(backend, /deleted or moved/);
		renameSync(path('.away'), path());
		for (;;) {
			const done = await create(backend, 'After').then(
				() => true,
				() => false,
			);
			if (done) break;
			await new Promise((resolve) => setTimeout(resolve, SOON_MS));
		}
		expect(await titles(backend)).toEqual(['After', 'Before']);
	});

	test('replaced by another file, or by an older copy of it', async () => {
		const backend = await open();
		await create(backend, 'Kept');
		writeFileSync(path('.new'), 'A letter.');
		renameSync(path('.new'), path());
		await lost(backend, /Another file was put in the place of the database "crm\.sqlite".*is kept in/);
		await backend.close();
		for (const ending of ['-wal', '-shm']) rmSync(path(ending), { force: true });
		putRescuedBack();
		expect(await titles(await open())).toEqual(['Kept']);
	});

	test.each(['-wal', '-shm'])('only its %s file deleted: nothing is lost, and n8n must start again', async (ending) => {
		const backend = await open();
		await create(backend, 'In the log');
		rmSync(path(ending));
		const error = await lost(backend, /belongs to the database "crm\.sqlite" was deleted.*Everything written before is in the database/);
		expect(error.remedy).toContain('Start n8n again');
		await backend.close();
		for (const each of ['-wal', '-shm']) rmSync(path(each), { force: true });
		expect(await titles(await open())).toEqual(['In the log']);
		expect(rescued()).toEqual([]);
	});

	test('the triggers are told, and health says it as an answer', async () => {
		const backend = await open();
		const heard = new Promise<void>((resolve) => backend.feed.onChanges(resolve));
		rmSync(path());
		await lost(backend, /is kept in/);
		await heard;
		const found = await health(scopeOf(backend, systemClock, 'UTC'), { hours: 24 });
		expect(found).toMatchObject({ healthy: false, problems: [expect.stringMatching(/deleted or moved.*Stop n8n/)], triggers: [] });
	});
});

describe('when it is opened again', () => {
	test('gone, or empty: no new one is made in its place, until somebody says so', async () => {
		await (await open()).close();
		rmSync(path());
		const error = await refusalOf(open());
		expect(error).toMatchObject({ code: 'storage', message: expect.stringContaining('"crm.sqlite" is gone') });
		expect(error.remedy).toContain('delete crm.sqlite.id');
		expect(existsSync(path())).toBe(false);
		writeFileSync(path(), '');
		expect(await refusalOf(open())).toMatchObject({ message: expect.stringContaining('is gone') });
		rmSync(path('.id'));
		expect(await titles(await open())).toEqual([]);
	});

	test('another database in its place is refused', async () => {
		await (await open()).close();
		const elsewhere = join(work.folder, 'elsewhere');
		mkdirSync(elsewhere);
		await (await open({ folder: elsewhere })).close();
		renameSync(join(elsewhere, 'crm.sqlite'), path());
		const error = await refusalOf(open());
		expect(error).toMatchObject({ code: 'storage', message: expect.stringContaining('another one') });
		rmSync(path('.id'));
		await open();
	});

	test('an older copy is refused, a copy of how it is now goes on', async () => {
		const backend = await open();
		await create(backend, 'First');
		await backend.close();
		copyFileSync(path(), path('.older'));
		const again = await open();
		await create(again, 'Second');
		await again.close();
		copyFileSync(path(), path('.newest'));
		copyFileSync(path('.older'), path());
		const error = await refusalOf(open());
		expect(error).toMatchObject({
			code: 'storage',
			message: expect.stringMatching(/older copy.*ends at change 1, and change 2 was made already/),
		});
		expect(error.remedy).toContain('crmflow restore old.crmflow.gz --replace');
		renameSync(path('.newest'), path());
		expect(await titles(await open())).toEqual(['First', 'Second']);
	});

	test('a copy under another name is a database of its own', async () => {
		const backend = await open();
		await create(backend, 'First');
		await backend.close();
		copyFileSync(path(), work.path('trial'));
		expect(await titles(await open({ database: 'trial' }))).toEqual(['First']);
	});
});
