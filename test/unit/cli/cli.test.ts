import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { main } from '../../../src/cli/main';
import { nodeRefusal } from '../../../src/cli/nodeVersion';
import type { BuiltInPostgres } from '../../../src/crm/builtin/postgres/descriptor';
import { opened, TestDatabases } from '../copy/support';

/** The command line as a self-hoster types it. */
const databases = new TestDatabases();
const PASSWORD = 'only-for-tests';
const VERSION = '1.2.3';

interface Said {
	code: number;
	output: string;
	errors: string;
}

async function crmflow(
	words: readonly string[],
	{ environment = {}, answer }: { environment?: NodeJS.ProcessEnv; answer?: string } = {},
): Promise<Said> {
	const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
	const collected = [output, errors].map((stream) => {
		const chunks: Buffer[] = [];
		stream.on('data', (chunk: Buffer) => chunks.push(chunk));
		return () => Buffer.concat(chunks).toString('utf8');
	});
	if (answer !== undefined) input.write(`${answer}\n`);
	const code = await main(words, { input: Object.assign(input, { isTTY: answer !== undefined }), output, errors, environment }, VERSION);
	return { code, output: collected[0]!(), errors: collected[1]!() };
}

const at = (database: string) => ['--file', join(databases.folder, `${database}.sqlite`)];

async function company(database: string, deals = 3): Promise<void> {
	await opened({ backend: 'builtin-sqlite', folder: databases.folder, database }, async ({ crm }) => {
		await crm.create(
			'deal',
			Array.from({ length: deals }, (_, index) => ({ values: { title: `Deal ${index}` } })),
			{},
		);
	});
}

async function dealsIn(database: string): Promise<number> {
	return await opened({ backend: 'builtin-sqlite', folder: databases.folder, database }, async ({ crm }) => {
		let count = 0;
		for await (const _ of crm.find('deal')) count++;
		return count;
	});
}

function url({ user, host, port, database }: BuiltInPostgres, password = ''): string {
	return `postgres://${user}${password}@${host}:${port}/${database}`;
}

describe('help', () => {
	test.each([['help'], ['--help'], ['-h']])('%s lists the commands', async (word) => {
		const { code, output } = await crmflow([word]);
		expect([code, output]).toEqual([
			0,
			expect.stringMatching(/backup .*\n.*check .*\n.*restore .*\n.*move .*\n.*health [^]*Node\.js 22\.13 or newer/),
		]);
	});

	test.each([['--version'], ['version'], ['-V']])('%s says which version it is, and which Node.js runs it', async (word) => {
		expect(await crmflow([word])).toEqual({ code: 0, output: `crmflow ${VERSION} (Node.js ${process.versions.node})\n`, errors: '' });
	});

	test.each([
		['20.19.4', false],
		['22.12.0', false],
		['22.13.0', true],
		['23.0.0', true],
		['24.11.1', true],
	])('with Node.js %s it works: %j; otherwise it says which one it needs', (version, works) => {
		const refusal = nodeRefusal(version);
		if (works) expect(refusal).toBeUndefined();
		else expect(refusal).toMatch(new RegExp(`needs Node\\.js 22\\.13 or newer; this is ${version}.*\\n.*that n8n runs with`));
	});

	test.each(['backup', 'restore', 'move', 'health'])('of %s names its options, and where passwords come from', async (command) => {
		const { code, output } = await crmflow([command, '--help']);
		expect([code, output]).toEqual([0, expect.stringContaining(`Usage: crmflow ${command}`)]);
		for (const word of ['--postgres', '--database', '--file', 'PGPASSWORD', 'Examples:']) expect(output).toContain(word);
		expect(Math.max(...output.split('\n').map((line) => line.length))).toBeLessThan(121);
	});
});

describe('what is not understood ends with 2 and a sentence', () => {
	const cases: Array<[words: string[], sentence: RegExp]> = [
		[[], /^Looks after/],
		[['bakcup'], /There is no command "bakcup"/],
		[['backup', '--fiel', 'x'], /--fiel/],
		[['backup', 'a', 'b'], /"b" is one word too many/],
		[['backup', '--file', '/tmp/crm.db'], /--file must be the file of a database.*\.sqlite/],
		[['backup', '--file', 'a.sqlite', '--database', 'b'], /only one of/],
		[['backup', '--schema', 'x'], /--schema is for PostgreSQL/],
		[['backup', '--postgres', `postgres://me:${PASSWORD}@`], /must be an address such as/],
		[['backup', '--postgres', `mysql://me:${PASSWORD}@host/db`], /must be an address such as/],
		[['backup', '--postgres', 'postgres://me@host/db', '--tls', 'on'], /--tls must be off, require or verify/],
		[['backup', '--postgres', 'postgres://me@host/db', '--ca', '/nowhere.pem'], /--ca cannot be read/],
		[['restore'], /Give the file/],
		[['check'], /Give the file/],
		[['move', '--database', 'crm'], /Say where to/],
	];
	test.each(cases)('%j', async (words, sentence) => {
		const { code, output, errors } = await crmflow(words);
		expect([code, output + errors]).toEqual([2, expect.stringMatching(sentence)]);
		expect(output + errors).not.toContain(PASSWORD);
	});
});

describe('backup and restore', () => {
	test('there and back, to a file', async () => {
		await company('first');
		const file = databases.file('first.crmflow.gz');
		expect(await crmflow(['backup', file, ...at('first')])).toEqual({
			code: 0,
			output: '',
			errors: expect.stringMatching(/Backed up \d+ rows \(3 records\) to .*first\.crmflow\.gz/),
		});
		expect(await crmflow(['restore', file, ...at('second')])).toEqual({
			code: 0,
			output: '',
			errors: expect.stringMatching(/Restored \d+ rows \(3 records\)/),
		});
		expect(await dealsIn('second')).toBe(3);
		expect(await crmflow(['backup', file, ...at('first')])).toEqual({
			code: 1,
			output: '',
			errors: expect.stringMatching(/crmflow backup: There is a file .*\n.*--overwrite/),
		});
		expect(await crmflow(['backup', file, ...at('first'), '--overwrite', '--quiet'])).toEqual({ code: 0, output: '', errors: '' });
	});

	test('to the standard output and from the standard input', async () => {
		await company('piped');
		const output = new PassThrough();
		const errors = new PassThrough().resume();
		const chunks: Buffer[] = [];
		output.on('data', (chunk: Buffer) => chunks.push(chunk));
		expect(await main(['backup', '-', ...at('piped')], { input: new PassThrough(), output, errors, environment: {} }, VERSION)).toBe(0);
		const input = new PassThrough();
		input.end(Buffer.concat(chunks));
		expect(await main(['restore', '-', ...at('unpiped')], { input, output: new PassThrough(), errors, environment: {} }, VERSION)).toBe(0);
		expect(await dealsIn('unpiped')).toBe(3);
	});

	test('a pipe that ends early is told: what went through it is no whole backup', async () => {
		await company('cut', 2_000);
		const errors = new PassThrough();
		const said: Buffer[] = [];
		errors.on('data', (chunk: Buffer) => said.push(chunk));
		let taken = Buffer.alloc(0);
		const output = new Writable({
			write(chunk: Buffer, _, done) {
				taken = Buffer.concat([taken, chunk]);
				done(taken.length > 20_000 ? Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }) : null);
			},
		});
		expect(await main(['backup', '-', ...at('cut')], { input: new PassThrough(), output, errors, environment: {} }, VERSION)).toBe(1);
		expect(Buffer.concat(said).toString()).toMatch(/has ended\. What was written is no whole backup\.\n.*Delete what was written/);
		const file = databases.file();
		writeFileSync(file, taken);
		expect(await crmflow(['check', file])).toMatchObject({
			code: 1,
			output: '',
			errors: expect.stringMatching(/is cut off: its end is missing/),
		});
	});

	test('check reads a backup to its end, from a file or a pipe', async () => {
		await company('checked', 5);
		const file = databases.file('checked.crmflow.gz');
		await crmflow(['backup', file, ...at('checked')]);
		const whole = /is whole: \d+ rows \(5 records\), as of 2\d{3}-.*Z\.\n$/;
		expect(await crmflow(['check', file])).toEqual({ code: 0, output: expect.stringMatching(whole), errors: '' });
		expect(await crmflow(['check', file, '--quiet'])).toEqual({ code: 0, output: '', errors: '' });
		expect((await crmflow(['check', databases.file()])).errors).toMatch(/no file or folder/);
	});

	test('nothing is asked or touched when the file of the backup is missing, or none', async () => {
		await company('untouched', 2);
		const words = (file: string) => ['restore', file, ...at('untouched'), '--replace'];
		expect(await crmflow(words(databases.file('missing.gz')), { answer: 'yes' })).toEqual({
			code: 1,
			output: '',
			errors: expect.stringMatching(/^crmflow restore: There is no file or folder .*missing\.gz/),
		});
		expect(await dealsIn('untouched')).toBe(2);
	});

	test('a damaged database is named, replaced after a yes, and kept', async () => {
		await company('good', 4);
		const file = databases.file();
		await crmflow(['backup', file, ...at('good')]);
		writeFileSync(join(databases.folder, 'bad.sqlite'), 'Not a database.'.repeat(500));
		expect(await crmflow(['restore', file, ...at('bad'), '--replace'])).toMatchObject({
			code: 2,
			errors: expect.stringMatching(/"bad\.sqlite" is damaged.*kept under another name.*add --yes/),
		});
		expect(await crmflow(['restore', file, ...at('bad'), '--replace'], { answer: 'yes' })).toMatchObject({
			code: 0,
			errors: expect.stringMatching(/could not be read; it is kept as bad-replaced-\d{8}-\d{6}\.sqlite\./),
		});
		expect(await dealsIn('bad')).toBe(4);
	});

	test('the default database is that of n8n, found by its folder', async () => {
		process.env.N8N_USER_FOLDER = databases.folder;
		try {
			const { code, errors } = await crmflow(['backup', databases.file()]);
			expect([code, errors]).toEqual([1, expect.stringMatching(/no database "crm\.sqlite" in .*\.n8n/)]);
			await opened({ backend: 'builtin-sqlite' }, async () => undefined);
			expect((await crmflow(['backup', databases.file()])).code).toBe(0);
		} finally {
			delete process.env.N8N_USER_FOLDER;
		}
	});

	test('what is in the database is replaced only after a yes, or with --yes where nobody can be asked', async () => {
		await company('full', 7);
		await company('from');
		const file = databases.file();
		await crmflow(['backup', file, ...at('from')]);
		const words = ['restore', file, ...at('full')];
		expect(await crmflow(words)).toMatchObject({ code: 1, errors: expect.stringMatching(/not empty.*\n.*--replace/) });
		expect(await crmflow([...words, '--replace'])).toMatchObject({ code: 2, errors: expect.stringContaining('add --yes') });
		expect(await crmflow([...words, '--replace'], { answer: 'no' })).toMatchObject({
			code: 1,
			errors: expect.stringMatching(/7 records and 0 tasks.*Nothing was changed/s),
		});
		expect(await dealsIn('full')).toBe(7);
		expect(await crmflow([...words, '--replace'], { answer: 'yes' })).toMatchObject({ code: 0 });
		expect(await dealsIn('full')).toBe(3);
		expect(await crmflow([...words, '--replace', '--yes'])).toMatchObject({ code: 0 });
	});

	test('a file that is no backup', async () => {
		const file = databases.file('letter.txt');
		writeFileSync(file, 'Dear Anna');
		expect(await crmflow(['restore', file, ...at('nothing')])).toEqual({
			code: 1,
			output: '',
			errors: 'crmflow restore: "letter.txt" is not a backup of CRMflow.\nGive a file that "crmflow backup" has written.\n',
		});
	});
});

describe('move', () => {
	test('to PostgreSQL and back: the rows are counted on both sides, and what to change in n8n is said', async () => {
		await company('moving', 12);
		const { schema, ...server } = databases.postgres();
		const postgres = url(server as BuiltInPostgres);
		const there = await crmflow(['move', ...at('moving'), '--to-postgres', postgres, '--to-schema', schema!], {
			environment: { PGPASSWORD: PASSWORD },
		});
		// How far it is, where it takes longer.
		expect(there).toMatchObject({ code: 0, errors: expect.stringMatching(/^(\d+ rows copied .*\n)*$/) });
		expect(there.output).toMatch(/^table +from +to\n/);
		expect(there.output).toMatch(/\nrecord +12 +12\n/);
		expect(there.output).toContain(`schema ${schema}`);
		expect(there.output).toContain('Built-In CRM (PostgreSQL)');
		expect(there.output).toContain('What triggers have not looked at yet came along, and is looked at there.');
		const back = await crmflow(['move', '--postgres', postgres, '--schema', schema!, '--to-file', join(databases.folder, 'back.sqlite')], {
			environment: { CRMFLOW_POSTGRES_PASSWORD: PASSWORD },
		});
		expect(back).toMatchObject({ code: 0, output: expect.stringMatching(/record +12 +12/) });
		expect(await dealsIn('back')).toBe(12);
		for (const { output, errors } of [there, back]) expect(output + errors).not.toContain(PASSWORD);
	});

	test('a password may be in the address, or another one for the second database; it is never said', async () => {
		await company('secret', 1);
		const target = databases.postgres();
		const wrong = 'wrong-password';
		const to = ['--to-schema', target.schema!, '--to-postgres'];
		const denied = await crmflow(['move', ...at('secret'), ...to, url(target, `:${wrong}`)], { environment: { PGPASSWORD: PASSWORD } });
		expect(denied).toMatchObject({ code: 1, errors: expect.stringContaining('refused the password') });
		expect(denied.errors).not.toContain(wrong);
		expect(await crmflow(['move', ...at('secret'), ...to, url(target, `:${PASSWORD}`)])).toMatchObject({ code: 0 });
		const second = await crmflow(['move', ...at('secret'), ...to, url(target), '--to-replace', '--yes'], {
			environment: { PGPASSWORD: wrong, CRMFLOW_TO_POSTGRES_PASSWORD: PASSWORD },
		});
		expect(second).toMatchObject({ code: 0 });
	});

	test('it says what waits, and that nothing runs on the old database any more', async () => {
		await company('waits', 1);
		await opened({ backend: 'builtin-sqlite', folder: databases.folder, database: 'waits' }, async ({ ledger: { deliveries } }) => {
			await deliveries.add([{ workflowId: 'w', nodeId: 'n', changeId: '1', replay: 0, recordKey: 'deal/1' }], new Date().toISOString());
		});
		const rehearsal = await crmflow(['move', ...at('waits'), '--to-file', join(databases.folder, 'rehearsal.sqlite'), '--while-running']);
		expect(rehearsal.output).toMatch(/One change waits for a run[^]*This was a rehearsal/);
		expect(rehearsal.output).not.toContain('came along');
		const moved = await crmflow(['move', ...at('waits'), '--to-file', join(databases.folder, 'moved.sqlite')]);
		expect(moved).toMatchObject({
			code: 0,
			output: expect.stringMatching(/One change waits for a run[^]*on the new database, and there alone[^]*marked as moved/),
		});
		expect(await crmflow(['health', ...at('waits')])).toMatchObject({
			code: 1,
			errors: expect.stringMatching(/was moved to moved\.sqlite on 2\d{3}-/),
		});
		expect(await crmflow(['backup', databases.file(), ...at('waits')])).toMatchObject({ code: 0 });
	});

	test('from the connection "Built-In CRM" to PostgreSQL one setting changes all nodes; the command line follows it', async () => {
		const target = databases.postgres();
		process.env.N8N_USER_FOLDER = join(databases.folder, 'home');
		try {
			await opened({ backend: 'builtin-sqlite' }, async ({ crm }) => await crm.create('deal', [{ values: { title: 'Moved' } }], {}));
			const { output } = await crmflow(['move', '--to-schema', target.schema!, '--to-postgres', url(target)], {
				environment: { PGPASSWORD: PASSWORD },
			});
			const setting = /CRMFLOW_POSTGRES_URL=(\S+)/.exec(output)![1]!;
			expect(setting).toContain(`schema=${target.schema}`);
			expect(output).not.toContain(PASSWORD);
			const environment = { CRMFLOW_POSTGRES_URL: setting, CRMFLOW_POSTGRES_PASSWORD: PASSWORD };
			const backup = databases.file();
			expect(await crmflow(['backup', backup], { environment })).toMatchObject({ code: 0, errors: expect.stringContaining('1 record') });
			// One that is named is meant.
			expect(await crmflow(['health', '--database', 'crm'], { environment })).toMatchObject({
				code: 1,
				errors: expect.stringContaining(`was moved to ${target.schema} in`),
			});
			expect(await crmflow(['health'], { environment: { CRMFLOW_POSTGRES_URL: `mysql://x:${PASSWORD}@y/z` } })).toEqual({
				code: 2,
				output: '',
				errors: expect.stringMatching(/The environment variable CRMFLOW_POSTGRES_URL must be an address such as (?!.*only-for-tests)/),
			});
		} finally {
			delete process.env.N8N_USER_FOLDER;
		}
	});

	test('a password that is missing is asked for by the name of the variable', async () => {
		const address = url(databases.postgres());
		expect(await crmflow(['backup', databases.file(), '--postgres', address])).toMatchObject({
			code: 1,
			errors: expect.stringMatching(/asks for the password of the user ".*", and none was given\.\n.*CRMFLOW_POSTGRES_PASSWORD/),
		});
	});

	test('into a database that is not empty only with --to-replace', async () => {
		await company('one', 1);
		await company('two', 2);
		expect(await crmflow(['move', ...at('one'), '--to-file', join(databases.folder, 'two.sqlite')])).toMatchObject({
			code: 1,
			errors: expect.stringContaining('not empty'),
		});
		expect(await dealsIn('two')).toBe(2);
	});

	test('the certificate is read from its file', async () => {
		const ca = databases.file('ca.pem');
		writeFileSync(ca, readFileSync(join(__dirname, '../../postgres/tls/ca.pem')));
		// Its certificate is that of localhost.
		const address = url({ ...databases.postgres(), host: 'localhost' });
		const verified = await crmflow(['backup', databases.file(), '--postgres', address, '--tls', 'verify', '--ca', ca], {
			environment: { PGPASSWORD: PASSWORD },
		});
		expect(verified.errors).toContain('There is no CRM in the schema');
		const unverified = await crmflow(['backup', databases.file(), '--postgres', `${address}?sslmode=verify-full`], {
			environment: { PGPASSWORD: PASSWORD },
		});
		expect(unverified.errors).toContain('cannot be verified');
	});
});

describe('export-setup and import-setup', () => {
	test('there and into another CRM, also a new one; shown first', async () => {
		await opened({ backend: 'builtin-sqlite', folder: databases.folder, database: 'agency' }, async ({ crm }) => {
			await crm.schema!.saveField('deal', { name: 'flowers', label: 'Flowers', kind: 'string', required: false });
		});
		const file = databases.file('agency.setup.json');
		expect(await crmflow(['export-setup', file, ...at('agency')])).toEqual({ code: 0, output: '', errors: '' });
		expect((await crmflow(['export-setup', '-', ...at('agency')])).output).toBe(readFileSync(file, 'utf8'));
		expect((await crmflow(['export-setup', file, ...at('agency')])).errors).toContain('--overwrite');
		await company('customer', 1);
		const dry = await crmflow(['import-setup', file, '--dry-run', ...at('customer')]);
		expect(dry).toMatchObject({ code: 0, output: expect.stringMatching(/Field of Deal +Flowers +new\n[^]*dry run/) });
		for (const target of ['customer', 'brand-new'])
			expect((await crmflow(['import-setup', file, ...at(target)])).output).toMatch(/Field of Deal +Flowers +new\n/);
		expect((await crmflow(['import-setup', file, ...at('customer')])).output).toContain('Nothing to change');
		expect(await dealsIn('customer')).toBe(1);
	});

	test('what cannot be done is said', async () => {
		expect(await crmflow(['import-setup', databases.file(), ...at('customer')])).toMatchObject({
			code: 1,
			errors: expect.stringMatching(/no file/),
		});
		const letter = databases.file();
		writeFileSync(letter, 'Dear Anna');
		expect(await crmflow(['import-setup', letter, ...at('customer')])).toMatchObject({
			code: 1,
			errors: expect.stringMatching(/no set-up of CRMflow/),
		});
		expect(await crmflow(['export-setup', '-', ...at('not-there')])).toMatchObject({
			code: 1,
			errors: expect.stringMatching(/no database/),
		});
		expect((await crmflow(['import-setup'])).code).toBe(2);
	});
});

describe('health', () => {
	const AT = new Date().toISOString();
	const trigger = { workflowId: 'w', nodeId: 'n' };
	async function watched(database: string, failing: boolean): Promise<void> {
		await opened(
			{ backend: 'builtin-sqlite', folder: databases.folder, database },
			async ({ feed, ledger: { subscriptions, deliveries } }) => {
				await subscriptions.save({
					...trigger,
					workflowName: 'Wins',
					nodeName: 'On win',
					cursor: await feed.head(),
					servedAt: AT,
					settings: '{}',
					activatedAt: AT,
				});
				if (!failing) return;
				const [delivery] = await deliveries.add([{ ...trigger, changeId: '1', replay: 0, recordKey: 'deal/1' }], AT);
				await deliveries.handOver([[delivery!.id]], { owner: 'main', aliveUntil: '2999' }, AT);
				await deliveries.finish([delivery!.id], { state: 'failed', at: AT, error: 'No such user.' });
			},
		);
	}

	test('all is well: 0, and a table', async () => {
		await watched('well', false);
		const { code, output, errors } = await crmflow(['health', ...at('well')]);
		expect([code, errors]).toEqual([0, '']);
		expect(output).toMatch(/^workflow +trigger +state +behind +waiting +running +set aside\nWins +On win +listens +- +0 +0 +0\n/);
		expect(output).toMatch(/All is well\.\n$/);
	});

	test('something needs attention: 1, and what', async () => {
		await watched('ill', true);
		expect(await crmflow(['health', ...at('ill')])).toMatchObject({
			code: 1,
			output: expect.stringMatching(/! "Wins", On win: one change was set aside.*No such user/),
		});
		const json = await crmflow(['health', '--json', ...at('ill')]);
		expect([json.code, JSON.parse(json.output)]).toEqual([
			1,
			expect.objectContaining({ healthy: false, triggers: [expect.objectContaining({ workflow: 'Wins', setAside: 1 })] }),
		]);
		expect(await crmflow(['health', '--prometheus', ...at('ill')])).toMatchObject({
			code: 1,
			output: expect.stringMatching(/crmflow_healthy 0\n[^]*crmflow_deliveries\{workflow="Wins",.*state="set_aside"\} 1\n/),
		});
	});

	test('n8n was stopped, or never ran on a restored database: 1, and nobody is said to listen', async () => {
		await watched('stopped', false);
		const file = databases.file();
		await crmflow(['backup', file, ...at('stopped')]);
		await crmflow(['restore', file, ...at('restored')]);
		expect(await crmflow(['health', ...at('restored')])).toMatchObject({
			code: 1,
			output: expect.stringMatching(/On win +nobody listens[^]*! No CRM Trigger listens;.*Start n8n/),
		});
	});

	test('on a young set-up it says when old changes will be removed', async () => {
		await watched('young', false);
		expect((await crmflow(['health', ...at('young')])).output).toMatch(
			/removed by: one of the processes whose triggers listen; not yet, for the first time by 2\d{3}-/,
		);
		await company('nobody-listens', 1);
		expect((await crmflow(['health', ...at('nobody-listens')])).output).toMatch(
			/removed by: nobody, because no CRM Trigger listens; not yet\n/,
		);
	});

	test.each([
		['--prometheus', /^# HELP crmflow_healthy [^]*\ncrmflow_healthy 0\n[^]*crmflow_problems 1\n/],
		['--json', /"healthy": false,\n +"problems": \[\n +"There is no database/],
	])('where nothing can be looked at, %s says not healthy', async (form, text) => {
		expect(await crmflow(['health', form, ...at('nowhere')])).toEqual({
			code: 1,
			output: expect.stringMatching(text),
			errors: expect.stringContaining('There is no database nowhere.sqlite'),
		});
	});

	test('the line of the docs for Prometheus keeps the last good file where nothing could be run', async () => {
		const line = /^\* \* \* \* \* (.*)$/m.exec(readFileSync(join(__dirname, '../../../docs/operations.md'), 'utf8'))![1]!;
		const folder = join(databases.folder, 'textfiles');
		mkdirSync(folder);
		const run = (program: string) =>
			execFileSync('/bin/sh', ['-c', line.replaceAll('~/node_exporter', folder).replace(/node \S+cli\.js health --prometheus/, program)]);
		run('echo crmflow_healthy 1');
		for (const [program, left] of [
			['false', 'crmflow_healthy 1\n'],
			['echo crmflow_healthy 0; false', 'crmflow_healthy 0\n'],
			['echo crmflow_healthy 1', 'crmflow_healthy 1\n'],
		] as const) {
			try {
				run(program.includes(';') ? `{ ${program}; }` : program);
			} catch {
				// Its end may be that of the command.
			}
			expect(readFileSync(join(folder, 'crmflow.prom'), 'utf8')).toBe(left);
		}
	});

	test('a database that is not there is not made; one of an older version is left for n8n', async () => {
		expect(await crmflow(['health', ...at('nobody')])).toMatchObject({
			code: 1,
			errors: expect.stringContaining('There is no database nobody.sqlite'),
		});
		expect(existsSync(join(databases.folder, 'nobody.sqlite'))).toBe(false);
		await company('older');
		await databases.edit({ backend: 'builtin-sqlite', folder: databases.folder, database: 'older' }, 'pragma user_version = 2');
		expect(await crmflow(['health', ...at('older')])).toMatchObject({ code: 1, errors: expect.stringContaining('older version') });
	});

	test.each([[['--hours', 'x']], [['--hours', '-1']], [['--json', '--prometheus']]])('%j is not understood', async (words) => {
		expect((await crmflow(['health', ...words])).code).toBe(2);
	});
});
