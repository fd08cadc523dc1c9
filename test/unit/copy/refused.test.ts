import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import { backUp, databaseContent, move, restore } from '../../../src/automation/families/upkeep/backup';
import type { ConnectionOptions } from '../../../src/crm/backends';
import type { BuiltInPostgres } from '../../../src/crm/builtin/postgres/descriptor';
import type { BuiltInSqlite } from '../../../src/crm/builtin/sqlite/descriptor';
import { readBackup } from '../../../src/crm/copy/backupFile';
import { Child } from '../builtin/support';
import { KINDS, opened, TestDatabases, sqlitePath } from './support';

/** What a backup, a restore and a move refuse, and what they leave when they are killed: never a half. */
const databases = new TestDatabases();
const quiet = () => undefined;
const keep = { replace: false };
const replace = { replace: true };
let good: string;
let script: string;

beforeAll(async () => {
	const source = databases.sqlite();
	await opened(
		source,
		async ({ crm }) =>
			await crm.create(
				'deal',
				Array.from({ length: 3_000 }, () => ({ values: { title: `From the backup ${randomBytes(20).toString('hex')}` } })),
				{},
			),
	);
	good = databases.file('good.crmflow.gz');
	await backUp(source, { file: good, overwrite: false }, quiet);
	script = databases.file('child.cjs');
	buildSync({
		entryPoints: [join(__dirname, 'children', 'restoreSlowly.ts')],
		bundle: true,
		platform: 'node',
		format: 'cjs',
		outfile: script,
		logLevel: 'error',
	});
});

/** A database with one deal of its own. */
async function lived(options: ConnectionOptions): Promise<ConnectionOptions> {
	await opened(options, async ({ crm }) => await crm.create('deal', [{ values: { title: 'Mine' } }], {}));
	return options;
}

async function isAsItWas(options: ConnectionOptions): Promise<void> {
	await opened(options, async ({ crm, feed }) => {
		expect(await crm.match('deal', 'title', ['Mine'])).toEqual(new Map([['Mine', ['1']]]));
		expect((await feed.read('', 10)).changes).toHaveLength(1);
	});
}

/** What is under the name that a restore gave to what was there before. */
function keptDatabase(options: ConnectionOptions, kept: string): ConnectionOptions {
	if (options.backend !== 'builtin-sqlite') return { ...options, schema: kept.replace('the schema ', '') } as BuiltInPostgres;
	return { ...options, database: basename(kept, '.sqlite') };
}

/** As another program sees it. */
async function deals(options: ConnectionOptions): Promise<unknown[]> {
	const { record } = await databases.rows(options);
	return record!.map((row) => (row as { title: unknown }).title);
}

async function readAll(source: Readable): Promise<void> {
	for await (const _ of readBackup(source, 'The backup')) void _;
}

function damagedFile(change: (text: string) => string): string {
	const file = databases.file();
	writeFileSync(file, gzipSync(change(gunzipSync(readFileSync(good)).toString('utf8'))));
	return file;
}

/** The first of the records stands there instead of the second, too. */
const repeatedRow = (text: string) => text.replace(/("table":"record","rows":500\}\n)(\[[^\n]*\n)\[[^\n]*\n/, '$1$2$2');

const head = (text: string): Record<string, any> => JSON.parse(text.slice(0, text.indexOf('\n')));
const withHead = (change: (given: Record<string, any>) => void) => (text: string) => {
	const given = head(text);
	change(given);
	return JSON.stringify(given) + text.slice(text.indexOf('\n'));
};

describe.each(KINDS)('bad files restored into %s', (kind) => {
	let target: ConnectionOptions;
	beforeAll(async () => {
		target = await lived(databases.new(kind));
	});

	const bytes = (content: Buffer) => () => {
		const file = databases.file();
		writeFileSync(file, content);
		return file;
	};
	const bad: Array<[what: string, file: () => string, code: string, message: RegExp]> = [
		['one that is not there', () => databases.file('nothing.gz'), 'notFound', /no file.*nothing\.gz/],
		['a folder', () => dirname(good), 'storage', /is a folder/],
		['a picture', bytes(randomBytes(5_000)), 'storage', /not a backup of CRMflow/],
		['an empty one', bytes(Buffer.alloc(0)), 'storage', /cut off|not a backup/],
		["another program's, compressed alike", bytes(gzipSync('{"hello": "world"}\n')), 'storage', /not a backup of CRMflow/],
		['a long text without lines', bytes(gzipSync('x'.repeat(3_000_000))), 'storage', /not a backup of CRMflow/],
		['one cut off in the middle', () => bytes(readFileSync(good).subarray(0, 60_000))(), 'storage', /cut off/],
		[
			'one whose end was cut off before it was compressed',
			() => damagedFile((text) => text.slice(0, text.lastIndexOf('{"end"'))),
			'storage',
			/cut off/,
		],
		['one cut off within a line', () => damagedFile((text) => text.slice(0, -10)), 'storage', /cut off/],
		[
			'one with a bit that fell over',
			() => {
				const all = Buffer.from(readFileSync(good));
				all[70_000] = all[70_000]! ^ 0x40;
				return bytes(all)();
			},
			'storage',
			/damaged|cut off/,
		],
		[
			'one whose damage makes a row that the database does not take',
			() => {
				const all = readFileSync(damagedFile(repeatedRow));
				// The checksum is followed by the length.
				all[all.length - 8]! ^= 1;
				return bytes(all)();
			},
			'storage',
			/damaged/,
		],
		['one that is whole and says a row twice', () => damagedFile(repeatedRow), 'conflict', /A row of the table "record" cannot be written/],
		[
			'one that lacks a row',
			() => damagedFile((text) => text.replace(/\{"table":"record","rows":500\}\n\[[^\n]*\n/, '{"table":"record","rows":499}\n')),
			'storage',
			/damaged.*"record"/,
		],
		[
			'one with a row that lacks a value',
			() => damagedFile((text) => text.replace(/("table":"record","rows":500\}\n\[1),/, '$1,2,')),
			'storage',
			/damaged.*"record"/,
		],
		['one of a later format', () => damagedFile(withHead((given) => (given.version = 2))), 'storage', /newer version/],
		[
			'one of later tables',
			() => damagedFile(withHead((given) => given.migrations.crm.push('999-later'))),
			'storage',
			/newer version.*999-later/,
		],
		[
			'one with a table that is not ours',
			() => damagedFile(withHead((given) => given.tables.push({ name: 'passwords', columns: ['id'] }))),
			'storage',
			/"passwords"/,
		],
	];

	test.each(bad)('%s: an error that says so, and the database is as it was', async (_, file, code, message) => {
		await expect(restore({ file: file() }, target, replace, quiet)).rejects.toMatchObject({
			code,
			message: expect.stringMatching(message),
			remedy: expect.stringMatching(/\S/),
		});
		await isAsItWas(target);
	});

	test('into one that is not empty only when it is to be replaced; then nothing of before is left', async () => {
		const full = await lived(databases.new(kind));
		await expect(restore({ file: good }, full, keep, quiet)).rejects.toMatchObject({
			code: 'conflict',
			message: expect.stringMatching(/not empty/),
			remedy: expect.stringContaining('--replace'),
		});
		await isAsItWas(full);
		const { counts } = await restore({ file: good }, full, replace, quiet);
		expect(counts).toMatchObject({ record: 3_000, change_feed: 3_000 });
		await opened(full, async ({ crm }) => expect(await crm.match('deal', 'title', ['Mine'])).toEqual(new Map()));
	});

	test('into one of a newer version only when it is to be replaced; that one is kept under another name', async () => {
		const newer = await lived(databases.new(kind));
		await databases.edit(
			newer,
			kind === 'SQLite' ? 'pragma user_version = 999' : "update ledger_meta set value = '999' where name = 'schemaVersion'",
		);
		if (kind === 'PostgreSQL') await databases.edit(newer, "insert into crm_migration values ('999-later', '2099')");
		await expect(restore({ file: good }, newer, keep, quiet)).rejects.toMatchObject({ message: expect.stringContaining('newer version') });
		const { counts, kept } = await restore({ file: good }, newer, replace, quiet);
		expect(counts).toMatchObject({ record: 3_000 });
		expect((await databaseContent(newer)).counts).toMatchObject({ record: 3_000 });
		expect(await deals(keptDatabase(newer, kept!))).toEqual(['Mine']);
	});

	test('into one that has lost a table only when it is to be replaced; it is kept, too', async () => {
		const damaged = await lived(databases.new(kind));
		await databases.edit(damaged, 'drop table crm_migration');
		await expect(restore({ file: good }, damaged, keep, quiet)).rejects.toMatchObject({ code: 'storage' });
		const { kept } = await restore({ file: good }, damaged, replace, quiet);
		expect((await databaseContent(damaged)).counts).toMatchObject({ record: 3_000 });
		expect(await deals(keptDatabase(damaged, kept!))).toEqual(['Mine']);
	});

	test('into a new one that n8n has only opened: it is empty; with a person or a field more it is not', async () => {
		const fresh = databases.new(kind);
		await opened(fresh, async () => undefined);
		expect((await databaseContent(fresh)).state).toBe('empty');
		await opened(
			fresh,
			async ({ crm }) => await crm.schema!.saveField('deal', { name: 'mine', label: 'Mine', kind: 'string', required: false }),
		);
		expect((await databaseContent(fresh)).state).toBe('filled');
		expect((await databaseContent(databases.new(kind))).state).toBe('missing');
	});

	test('not while n8n has it open', async () => {
		const open = await lived(databases.new(kind));
		await opened(open, async ({ crm }) => {
			await expect(restore({ file: good }, open, replace, quiet)).rejects.toMatchObject({
				code: 'unavailable',
				remedy: expect.stringContaining('Stop n8n'),
			});
			await expect(move(open, databases.sqlite(), { replace: false, whileRunning: false }, quiet)).rejects.toMatchObject({
				code: 'unavailable',
				remedy: expect.stringContaining('Stop n8n'),
			});
			await move(open, databases.sqlite(), { replace: false, whileRunning: true }, quiet);
			await crm.create('deal', [{ values: { title: 'Still here' } }], {});
		});
	});

	test('there is no backup of what is not there', async () => {
		const file = databases.file();
		await expect(backUp(databases.new(kind), { file, overwrite: false }, quiet)).rejects.toMatchObject({
			code: 'notFound',
			message: expect.stringContaining('There is no'),
		});
		expect(existsSync(file)).toBe(false);
	});

	test('killed in the middle of a restore: the database is as it was, and can be restored after that', async () => {
		const victim = await lived(databases.new(kind));
		const child = new Child(
			spawn(process.execPath, ['--no-warnings', script, 'restore', good, JSON.stringify(victim)], { stdio: ['pipe', 'pipe', 'inherit'] }),
		);
		await child.said('working');
		await new Promise((resolve) => setTimeout(resolve, 150));
		await child.kill();
		await isAsItWas(victim);
		// The server notices the end of a lost connection a moment later.
		await new Promise((resolve) => setTimeout(resolve, 300));
		await restore({ file: good }, victim, replace, quiet);
		expect((await databaseContent(victim)).counts).toMatchObject({ record: 3_000 });
		expect(readdirSync(databases.folder).filter((name) => name.includes('.restoring-'))).toEqual([]);
	});

	test('killed in the middle of a backup: there is no file of that name, or the one of before', async () => {
		const file = databases.file();
		const source = databases.new(kind);
		await restore({ file: good }, source, keep, quiet);
		for (const before of [undefined, 'the one of before']) {
			if (before !== undefined) writeFileSync(file, before);
			const child = new Child(
				spawn(process.execPath, ['--no-warnings', script, 'backup', file, JSON.stringify(source)], { stdio: ['pipe', 'pipe', 'inherit'] }),
			);
			await child.said('working');
			await child.kill();
			expect(existsSync(file) ? readFileSync(file, 'utf8') : undefined).toBe(before);
		}
	});
});

describe('files', () => {
	test('one bit that fell over is noticed, wherever it is', async () => {
		const all = readFileSync(good);
		for (let round = 0; round < 40; round++) {
			const at = 12 + Math.floor((round * (all.length - 20)) / 40);
			const changed = Buffer.from(all);
			changed[at] = changed[at]! ^ (1 << (round % 8));
			await expect(readAll(Readable.from([changed]))).rejects.toMatchObject({
				code: 'storage',
				message: expect.stringMatching(/damaged|cut off|not a backup/),
			});
		}
		await readAll(Readable.from([all]));
	});

	test('a backup is for the eyes of its user only, and does not replace another unasked', async () => {
		const source = await lived(databases.sqlite());
		const file = databases.file();
		await backUp(source, { file, overwrite: false }, quiet);
		expect(statSync(file).mode & 0o777).toBe(0o600);
		await expect(backUp(source, { file, overwrite: false }, quiet)).rejects.toMatchObject({
			code: 'conflict',
			remedy: expect.stringContaining('--overwrite'),
		});
		await backUp(source, { file, overwrite: true }, quiet);
		expect(readdirSync(dirname(file)).filter((name) => name.startsWith(`${basename(file)}.part`))).toEqual([]);
	});

	test('a folder that is not there is named', async () => {
		const source = await lived(databases.sqlite());
		await expect(backUp(source, { file: join(databases.folder, 'nowhere', 'x.gz'), overwrite: false }, quiet)).rejects.toMatchObject({
			code: 'notFound',
			message: expect.stringContaining('nowhere'),
		});
	});

	test("a restored database is private too; the old one's log does not meet the new file", async () => {
		const target = (await lived(databases.sqlite())) as BuiltInSqlite;
		await restore({ file: good }, target, replace, quiet);
		expect(statSync(sqlitePath(target)).mode & 0o777).toBe(0o600);
		expect(readdirSync(databases.folder).filter((name) => name.startsWith(`${target.database}.sqlite`))).toEqual([
			`${target.database}.sqlite`,
		]);
	});

	test('a damaged one is replaced when that is said, with its log, and kept', async () => {
		for (const damage of [damageHead, damageAll, damageMiddle]) {
			const target = (await lived(databases.sqlite())) as BuiltInSqlite;
			await restore({ file: good }, target, replace, quiet);
			const path = sqlitePath(target);
			damage(path);
			writeFileSync(`${path}-wal`, 'what is left of a log');
			await expect(restore({ file: good }, target, keep, quiet)).rejects.toMatchObject({
				code: 'storage',
				remedy: expect.stringMatching(/\S/),
			});
			const before = readFileSync(path);
			const { kept } = await restore({ file: good }, target, replace, quiet);
			expect((await databaseContent(target)).counts).toMatchObject({ record: 3_000 });
			expect(readFileSync(join(databases.folder, kept!)).equals(before)).toBe(true);
			expect(existsSync(`${path}-wal`)).toBe(false);
		}
	});

	test('what root restores belongs to the owner of the folder', async () => {
		const owner = process.getuid!() === 0 ? 65_534 : process.getuid!();
		const above = join(databases.folder, 'theirs');
		mkdirSync(above);
		chownSync(above, owner, owner === 65_534 ? 65_534 : process.getgid!());
		const folder = join(above, 'deep', 'crmflow');
		await restore({ file: good }, { backend: 'builtin-sqlite', folder, database: 'crm' }, keep, quiet);
		for (const path of [dirname(folder), folder, join(folder, 'crm.sqlite')]) expect(statSync(path).uid).toBe(owner);
		expect(statSync(join(folder, 'crm.sqlite')).mode & 0o777).toBe(0o600);
	});

	test("another program's file or schema is not replaced", async () => {
		const target = databases.sqlite();
		const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
		const other = new DatabaseSync(sqlitePath(target));
		other.exec('create table theirs (id integer)');
		other.close();
		await expect(restore({ file: good }, target, replace, quiet)).rejects.toMatchObject({
			code: 'storage',
			message: expect.stringContaining('another program'),
		});
		const schema = databases.postgres();
		await databases.postgresDatabase.execute(`create schema ${schema.schema}; create table ${schema.schema}.theirs (id integer)`);
		await expect(restore({ file: good }, schema, replace, quiet)).rejects.toMatchObject({
			code: 'storage',
			message: expect.stringContaining('another program'),
		});
	});

	test('from one database to the same is refused', async () => {
		const options = await lived(databases.sqlite());
		await expect(move(options, options, { replace: true, whileRunning: false }, quiet)).rejects.toMatchObject({ code: 'invalidValue' });
	});
});

function damageHead(path: string): void {
	const content = readFileSync(path);
	content.write('Not a database', 0);
	writeFileSync(path, content);
}

function damageAll(path: string): void {
	writeFileSync(path, randomBytes(50_000));
}

/** Every page but the first. */
function damageMiddle(path: string): void {
	const content = readFileSync(path);
	writeFileSync(path, Buffer.concat([content.subarray(0, 4096), randomBytes(content.length - 4096)]));
}

describe('PostgreSQL', () => {
	test('a schema that an administrator made, and what others have put into it, stay', async () => {
		const target = (await lived(databases.postgres())) as BuiltInPostgres;
		await databases.postgresDatabase.execute(
			`create table ${target.schema}.notes (text text); create function ${target.schema}.mine() returns integer language sql as 'select 1'`,
		);
		const [before] = await databases.postgresDatabase.execute('select oid from pg_namespace where nspname = $1', [target.schema]);
		await restore({ file: good }, target, replace, quiet);
		const [after] = await databases.postgresDatabase.execute(
			`select oid, ${target.schema}.mine() as mine, (select count(*) from ${target.schema}.notes) as notes from pg_namespace where nspname = $1`,
			[target.schema],
		);
		expect(after).toEqual({ ...before, mine: 1, notes: '0' });
	});

	test('what depends on the tables is not torn down: the error names it', async () => {
		const target = (await lived(databases.postgres())) as BuiltInPostgres;
		await databases.postgresDatabase.execute(`create view ${target.schema}.report as select title from ${target.schema}.record`);
		await expect(restore({ file: good }, target, replace, quiet)).rejects.toMatchObject({
			code: 'storage',
			message: expect.stringContaining('report'),
		});
		await isAsItWas(target);
	});
});

test('a file that must not be read, and a folder that must not be written, are named', async () => {
	const closed = join(databases.folder, 'closed');
	mkdirSync(closed, { mode: 0o700 });
	chmodSync(databases.folder, 0o777);
	if (process.getuid?.() === 0) process.seteuid!(65_534);
	else chmodSync(good, 0);
	try {
		await expect(restore({ file: good }, databases.sqlite(), keep, quiet)).rejects.toMatchObject({
			code: 'storage',
			message: expect.stringContaining('may not be read'),
		});
		await expect(restore({ file: good }, { backend: 'builtin-sqlite', folder: join(closed, 'deeper') }, keep, quiet)).rejects.toMatchObject(
			{ code: 'storage' },
		);
	} finally {
		if (process.getuid?.() === 0) process.seteuid!(0);
		chmodSync(good, 0o600);
	}
});
