import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NOBODY, refusalOf, Workplace } from './support';

const work = new Workplace();

describe('the file of a database', () => {
	it('is private to the user, and so is a folder that had to be made', async () => {
		const folder = join(work.folder, 'deep', 'crmflow');
		await work.open({ folder });
		expect(statSync(folder).mode & 0o777).toBe(0o700);
		expect(statSync(join(folder, 'crm.sqlite')).mode & 0o777).toBe(0o600);
	});

	it("lies in n8n's own folder when none is given", async () => {
		const before = process.env.N8N_USER_FOLDER;
		process.env.N8N_USER_FOLDER = work.folder;
		try {
			await work.open({ folder: undefined });
			expect(existsSync(join(work.folder, '.n8n', 'crmflow', 'crm.sqlite'))).toBe(true);
		} finally {
			if (before === undefined) delete process.env.N8N_USER_FOLDER;
			else process.env.N8N_USER_FOLDER = before;
		}
	});

	it.each(['../crm', 'a/b', 'a\\b', 'crm.sqlite', '.', '9crm', 'a b', `${tmpdir()}/x`, 'a'.repeat(65)])(
		'cannot be called "%s"',
		async (database) => {
			const error = await refusalOf(work.open({ database }));
			expect(error).toMatchObject({ code: 'storage', message: expect.stringContaining(database) });
			expect(error.remedy).toContain('not a path');
		},
	);

	it('of another program is refused and left as it was', async () => {
		const other = work.otherProgram();
		other.exec('create table theirs (x); insert into theirs values (1)');
		const error = await refusalOf(work.open());
		expect(error).toMatchObject({ code: 'storage', message: expect.stringContaining('crm.sqlite') });
		expect(other.prepare('select name from sqlite_schema').all()).toEqual([{ name: 'theirs' }]);
		expect(other.prepare('pragma journal_mode').get()).toEqual({ journal_mode: 'delete' });
	});

	it("with another application's mark is refused even when it is empty", async () => {
		work.otherProgram().exec('pragma application_id = 42');
		expect(await refusalOf(work.open())).toMatchObject({ code: 'storage' });
	});

	it('that is no database is refused and left as it was', async () => {
		const letter = "Not a database, but somebody's letter to somebody. ".repeat(50);
		writeFileSync(work.path(), letter);
		const error = await refusalOf(work.open());
		expect(error).toMatchObject({ code: 'storage', message: expect.stringContaining('is not a SQLite database') });
		expect(readFileSync(work.path(), 'utf8')).toBe(letter);
	});

	it('that is a folder is refused', async () => {
		mkdirSync(work.path());
		expect(await refusalOf(work.open())).toMatchObject({ code: 'storage', message: expect.stringContaining('is not a file') });
	});

	it('of a newer version is refused with both versions', async () => {
		await (await work.open()).close();
		work.otherProgram().exec('pragma user_version = 99');
		const error = await refusalOf(work.open());
		expect(error).toMatchObject({ code: 'storage', message: expect.stringMatching(/newer version.*99/) });
		expect(error.remedy).toContain('Update');
	});

	it('that may only be read is refused', async () => {
		await (await work.open()).close();
		const child = work.child('openAsOther');
		for (const path of [work.path(), work.folder]) chmodSync(path, path === work.folder ? 0o555 : 0o444);
		await child.said('storage: The database "crm.sqlite" is read-only.');
		await child.exit;
		chmodSync(work.folder, 0o755);
	});

	it('that has lost its tables answers with storage, not with SQL', async () => {
		const { crm } = await work.open();
		work.otherProgram().exec('drop table task');
		expect(await refusalOf(crm.tasks.find({}))).toMatchObject({ code: 'storage', message: expect.stringContaining('crm.sqlite') });
	});

	it('keeps its feed id and its content when it is opened again', async () => {
		const first = await work.open();
		const [record] = await first.crm.create('deal', [{ values: { title: 'Kept' } }], NOBODY);
		await first.close();
		const second = await work.open();
		expect(second.ledger.feedId).toBe(first.ledger.feedId);
		expect(await second.crm.get(record!)).toEqual(record);
	});

	it('answers with unavailable after it was closed', async () => {
		const { crm, close } = await work.open();
		await close();
		expect(await refusalOf(crm.get({ type: 'deal', id: '1' }))).toMatchObject({ code: 'unavailable' });
		expect(await refusalOf(crm.create('deal', [{ values: { title: 'Late' } }], NOBODY))).toMatchObject({ code: 'unavailable' });
	});
});
