import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { connectionKey, openBackend } from '../../../src/crm/backends';
import { systemClock } from '../../../src/model/clock';
import { Child, refusalOf } from '../builtin/support';
import { NOBODY, Workplace } from './support';

const work = new Workplace();

describe('a schema', () => {
	it('is made on first use, and keeps its feed id and content', async () => {
		const first = await work.open();
		const [record] = await first.crm.create('deal', [{ values: { title: 'Kept' } }], NOBODY);
		await first.close();
		const second = await work.open();
		expect(second.ledger.feedId).toBe(first.ledger.feedId);
		expect(await second.crm.get(record!)).toEqual(record);
	});

	it('beside another one in the same database is a CRM of its own', async () => {
		const [one, other] = [await work.open(), await work.open({ schema: 'second_company' })];
		await one.crm.create('deal', [{ values: { title: 'First' } }], NOBODY);
		expect(other.ledger.feedId).not.toBe(one.ledger.feedId);
		expect(await other.feed.newest({}, 10)).toEqual([]);
		expect(await work.database.execute("select count(*)::int as tables from pg_tables where schemaname = 'public'")).toEqual([
			{ tables: 0 },
		]);
	});

	it.each(['Crm', 'a-b', '9crm', 'a"; drop schema public; --', 'pg_mine', 'a'.repeat(64)])('cannot be called "%s"', async (schema) => {
		const error = await refusalOf(work.open({ schema }));
		expect(error).toMatchObject({
			code: 'storage',
			message: expect.stringContaining(schema),
			remedy: expect.stringContaining('small letter'),
		});
	});

	it('of another program is refused and left as it was', async () => {
		await work.database.execute('create schema crmflow; create table crmflow.theirs (x integer)');
		const error = await refusalOf(work.open());
		expect(error).toMatchObject({
			code: 'storage',
			message: expect.stringMatching(/"crmflow".*another program/),
			remedy: expect.stringContaining('another schema'),
		});
		expect(await work.database.execute("select tablename from pg_tables where schemaname = 'crmflow'")).toEqual([{ tablename: 'theirs' }]);
	});

	it('of another program that has a table of the same name is refused too', async () => {
		await work.database.execute('create schema crmflow; create table crmflow.ledger_meta (name text, value text)');
		expect(await refusalOf(work.open())).toMatchObject({ code: 'storage', message: expect.stringContaining('another program') });
	});

	it('of a newer version is refused with both versions', async () => {
		await (await work.open()).close();
		await work.database.execute("update crmflow.ledger_meta set value = '99' where name = 'schemaVersion'");
		const error = await refusalOf(work.open());
		expect(error).toMatchObject({
			code: 'storage',
			message: expect.stringMatching(/newer version.*99/),
			remedy: expect.stringContaining('Update'),
		});
	});

	it('that four processes open at the same moment is made once', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'crmflow-unit-'));
		const script = join(folder, 'openAndCreate.cjs');
		buildSync({
			entryPoints: [join(__dirname, 'children', 'openAndCreate.ts')],
			bundle: true,
			platform: 'node',
			format: 'cjs',
			outfile: script,
			logLevel: 'error',
		});
		const children = Array.from(
			{ length: 4 },
			() => new Child(spawn(process.execPath, [script, JSON.stringify(work.database.options())], { stdio: ['pipe', 'pipe', 'inherit'] })),
		);
		for (const child of children) await child.said('ready');
		for (const child of children) child.goOn();
		expect(await Promise.all(children.map(async (child) => await child.exit))).toEqual([0, 0, 0, 0]);
		expect(
			await work.database.execute(
				'select (select count(*)::int from crmflow.record) as records, (select count(*)::int from crmflow.crm_user) as users, (select (count(*) - count(distinct name))::int from crmflow.crm_migration) as repeated',
			),
		).toEqual([{ records: 4, users: 1, repeated: 0 }]);
		rmSync(folder, { recursive: true, force: true });
	});

	it('that has lost a table answers with storage, not with SQL', async () => {
		const { crm } = await work.open();
		await work.database.execute('drop table crmflow.task');
		expect(await refusalOf(crm.tasks.find({}))).toMatchObject({ code: 'storage', message: expect.stringContaining(work.database.name) });
	});
});

describe('who may not come in is told why', () => {
	const PASSWORD = 'not-the-right-one';

	it('a wrong password, without the password', async () => {
		const error = await refusalOf(work.open({ password: PASSWORD }));
		expect(error).toMatchObject({ code: 'storage', message: expect.stringMatching(/refused the password of the user "postgres"/) });
		expect(everythingIn(error)).not.toContain(PASSWORD);
	});

	it('a database that is not there', async () => {
		expect(await refusalOf(work.open({ database: 'nowhere' }))).toMatchObject({
			code: 'storage',
			message: expect.stringContaining('no database "nowhere"'),
		});
	});

	it('a server that is not there, and a host that is not known', async () => {
		const refused = await refusalOf(work.open({ port: 1, password: PASSWORD }));
		expect(refused).toMatchObject({ code: 'unavailable', message: expect.stringContaining('127.0.0.1:1') });
		const unknown = await refusalOf(work.open({ host: 'nobody.invalid', password: PASSWORD }));
		expect(unknown).toMatchObject({ code: 'unavailable', message: expect.stringContaining('nobody.invalid') });
		for (const error of [refused, unknown]) expect(everythingIn(error)).not.toContain(PASSWORD);
	});

	it('a user without the right to make the schema, until it is made for him', async () => {
		const user = `${work.database.name}_reader`;
		await work.database.administer(`create role ${user} login password 'theirs'`);
		try {
			const as = { user, password: 'theirs' };
			const error = await refusalOf(work.open(as));
			expect(error).toMatchObject({
				code: 'storage',
				message: expect.stringContaining(`"${user}"`),
				remedy: expect.stringContaining('CREATE SCHEMA IF NOT EXISTS crmflow AUTHORIZATION'),
			});
			await work.database.execute(`create schema crmflow authorization ${user}`);
			const { crm } = await work.open(as);
			expect(await crm.create('deal', [{ values: { title: 'Allowed' } }], NOBODY)).toHaveLength(1);
		} finally {
			await work.database.execute(`drop owned by ${user} cascade`);
			await work.database.administer(`drop role ${user}`);
		}
	});

	it('a closed connection', async () => {
		const backend = await openBackend(work.database.options(), systemClock);
		await backend.close();
		expect(await refusalOf(backend.crm.get({ type: 'deal', id: '1' }))).toMatchObject({ code: 'unavailable' });
	});
});

test('the key of a connection differs by password, and does not hold it', () => {
	const options = work.database.options();
	const [one, other] = [connectionKey({ ...options, password: 'secret one' }), connectionKey({ ...options, password: 'secret two' })];
	expect(one).not.toBe(other);
	expect(one).toBe(connectionKey({ ...options, password: 'secret one' }));
	expect(one).not.toContain('secret');
});

/** The error with its cause and stack, as a log would have it. */
function everythingIn(error: Error): string {
	const parts = [error.message, error.stack, JSON.stringify(error), JSON.stringify(error, Object.getOwnPropertyNames(error))];
	return parts.join('\n') + (error.cause instanceof Error ? everythingIn(error.cause) : '');
}
