import { FeedReader } from '../../../src/automation/engine/delivery/FeedReader';
import { systemClock } from '../../../src/model/clock';
import { PostgresServer } from '../../postgres/PostgresServer';
import { refusalOf } from '../builtin/support';
import { NOBODY, until, Workplace } from './support';
import { scopeOf } from '../../../src/automation/engine/Scope';

let server: PostgresServer;
beforeAll(async () => (server = await PostgresServer.start()));
afterAll(async () => await server.stop());

const work = new Workplace(() => server);
const deal = (title: string) => [{ values: { title } }];

it('a server that crashes and comes back: steps say so, the feed continues by itself, nothing is lost', async () => {
	const backend = await work.open();
	const { crm, feed, ledger, companions } = backend;
	const reader = new FeedReader(scopeOf({ crm, feed, ledger, companions }, systemClock, 'UTC'));
	const seen: unknown[] = [];
	const problems: unknown[] = [];
	const follower = {
		onChanges: async (changes: ReadonlyArray<{ after?: Record<string, unknown> }>) =>
			void seen.push(...changes.map(({ after }) => after?.title)),
		onError: (error: unknown) => void problems.push(error),
	};
	reader.follow(follower, await feed.head());
	await crm.create('deal', deal('before'), NOBODY);
	await until(() => seen.length === 1);

	// In the middle of a transaction.
	const half = ledger.transaction(async () => {
		await crm.create('deal', deal('half'), NOBODY);
		await server.kill();
		await crm.create('deal', deal('other half'), NOBODY);
	});
	const lost = await refusalOf(half);
	expect(lost).toMatchObject({
		code: 'unavailable',
		message: expect.stringContaining(`"${work.database.name}" on 127.0.0.1:${server.address.port}`),
	});
	expect(lost.message + lost.remedy).not.toContain(server.address.password);

	// While it is away.
	expect(await refusalOf(crm.get({ type: 'deal', id: '1' }))).toMatchObject({
		code: 'unavailable',
		remedy: expect.stringContaining('is running'),
	});
	expect(await refusalOf(crm.create('deal', deal('away'), NOBODY))).toMatchObject({ code: 'unavailable' });
	expect(await refusalOf(work.open())).toMatchObject({ code: 'unavailable' });

	// It comes back, and another program is the first to write.
	await server.startAgain();
	await work.database.execute("insert into crmflow.record (type, title) values ('deal', 'by another')");
	await until(() => seen.length === 2);
	await crm.create('deal', deal('after'), NOBODY);
	await until(() => seen.length === 3);
	expect(seen).toEqual(['before', 'by another', 'after']);

	// Listening works again: no look without a notice comes that soon.
	await until(async () => {
		const count = seen.length;
		await work.database.execute("insert into crmflow.record (type, title) values ('deal', 'heard')");
		await new Promise((resolve) => setTimeout(resolve, 300));
		return seen.length > count;
	});
	reader.unfollow(follower);
});

it('an administrator who ends our connections is noticed by nobody but the step that runs', async () => {
	const backend = await work.open();
	let calls = 0;
	const end = backend.feed.onChanges(() => calls++);
	await until(() => calls > 0);
	const before = calls;
	await work.database.administer(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${work.database.name}'`);
	// Listens again, and looks what it has missed.
	await until(() => calls > before);
	await until(async () => (await backend.crm.create('deal', deal('goes on'), NOBODY).catch(() => [])).length === 1);
	end();
});
