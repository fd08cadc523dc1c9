import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { main } from '../../../src/cli/main';
import type { BuiltInPostgres } from '../../../src/crm/builtin/postgres/descriptor';
import { opened, TestDatabases } from '../copy/support';

/** The command line as a self-hoster types it. */
const databases = new TestDatabases();
const PASSWORD = 'only-for-tests';

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
	const code = await main(words, { input: Object.assign(input, { isTTY: answer !== undefined }), output, errors, environment });
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
		expect([code, output]).toEqual([0, expect.stringMatching(/backup .*\n.*restore .*\n.*move .*\n.*health /)]);
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
		expect(await main(['backup', '-', ...at('piped')], { input: new PassThrough(), output, errors, environment: {} })).toBe(0);
		const input = new PassThrough();
		input.end(Buffer.concat(chunks));
		expect(await main(['restore', '-', ...at('unpiped')], { input, output: new PassThrough(), errors, environment: {} })).toBe(0);
		expect(await dealsIn('unpiped')).toBe(3);
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
		expect(there).toMatchObject({ code: 0, errors: '' });
		expect(there.output).toMatch(/^table +from +to\n/);
		expect(there.output).toMatch(/\nrecord +12 +12\n/);
		expect(there.output).toContain(`schema ${schema}`);
		expect(there.output).toContain('Built-In CRM (PostgreSQL)');
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
