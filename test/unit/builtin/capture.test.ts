import { spawnSync } from 'node:child_process';
import type { Change } from '../../../src/model/change';
import type { ChangeFeed } from '../../../src/feed/ChangeFeed';
import { NOBODY, Workplace } from './support';

const work = new Workplace();

async function changesSince(feed: ChangeFeed, cursor: string): Promise<Change[]> {
	return (await feed.read(cursor, 100)).changes;
}

describe('an edit by another program', () => {
	it("of a record is a change of nobody, at the database's time, and counts the version", async () => {
		const { crm, feed } = await work.open();
		const [record] = await crm.create('deal', [{ values: { title: 'Big', amount: 10 } }], { actor: '1' });
		const head = await feed.head();
		work.otherProgram().exec("update record set stage_id = 'sales:won', custom = json_set(custom, '$.amount', 99) where id = 1");
		const [change, ...others] = await changesSince(feed, head);
		expect(others).toEqual([]);
		expect(change).toMatchObject({
			kind: 'updated',
			ref: { type: 'deal', id: '1' },
			changed: ['stage', 'amount'],
			before: { amount: 10, stage: 'sales:new' },
			after: { amount: 99, stage: 'sales:won' },
		});
		expect(change).not.toHaveProperty('actor');
		expect(change).not.toHaveProperty('origin');
		expect(Math.abs(Date.parse(change!.at) - Date.now())).toBeLessThan(5_000);
		expect(await crm.get(record!)).toMatchObject({ version: '2', updatedAt: expect.stringMatching(/^\d{4}-.*Z$/) });
	});

	it('that inserts, changes and deletes is captured for records, tasks, users and projects alike', async () => {
		const { crm, feed } = await work.open();
		const head = await feed.head();
		const other = work.otherProgram();
		other.exec(`
			insert into record (type, title) values ('contact', 'Anna');
			insert into task (title, responsible_id, tags) values ('Call', 1, '["hot"]');
			update task set status = 'completed' where id = 1;
			insert into crm_user (name, custom) values ('Berta', '{"result": 7}');
			update crm_user set active = 0, custom = '{"result": 8}' where name = 'Berta';
			insert into project (name, template_id, template_version, started_at, parameters) values ('Cards', 1, 1, '2026-01-01', '{"paper": "matt"}');
			delete from record where id = 1`);
		const seen = (await changesSince(feed, head)).map(({ ref, kind, changed }) => [ref.type, kind, changed]);
		expect(seen).toEqual([
			['contact', 'created', []],
			['task', 'created', []],
			['task', 'updated', ['status']],
			['user', 'created', []],
			['user', 'updated', ['active', 'result']],
			['project', 'created', []],
			['contact', 'deleted', []],
		]);
		expect((await changesSince(feed, head))[1]?.after).toMatchObject({ tags: ['hot'], responsible: '1' });
		expect((await changesSince(feed, head))[4]?.after).toMatchObject({ active: false, result: 8 });
		expect((await changesSince(feed, head))[5]?.after).toMatchObject({ name: 'Cards', status: 'running', paper: 'matt' });
		expect(await crm.restore!([{ type: 'contact', id: '1' }], NOBODY)).toMatchObject([{ id: '1', values: { title: 'Anna' } }]);
	});

	it('that changes nothing that counts makes no change', async () => {
		const { crm, feed } = await work.open();
		await crm.create('deal', [{ values: { title: 'Big' } }], NOBODY);
		const head = await feed.head();
		work.otherProgram().exec("update record set version = 9, updated_at = '2030-01-01'; update record set title = title, custom = custom");
		expect(await changesSince(feed, head)).toEqual([]);
	});

	it('after one of ours is not taken for ours', async () => {
		const { crm } = await work.open();
		await crm.create('deal', [{ values: { title: 'Ours' } }], { actor: '1', origin: { workflow: 'w' }, reason: { kind: 'imported' } });
		expect(work.otherProgram().prepare('select actor, origin, at, reason from write_context').all()).toEqual([
			{ actor: null, origin: null, at: null, reason: null },
		]);
	});

	it('that breaks the values is refused, so that the feed stays readable', async () => {
		const { crm } = await work.open();
		await crm.create('deal', [{ values: { title: 'Big' } }], NOBODY);
		expect(() => work.otherProgram().exec("update record set custom = 'not json'")).toThrow('malformed JSON');
	});

	const shell = spawnSync('sqlite3', ['-version']);
	(shell.status === 0 ? it : it.skip)('works in the sqlite3 shell', async () => {
		const { crm, feed } = await work.open();
		await crm.create('deal', [{ values: { title: 'Big' } }], NOBODY);
		const head = await feed.head();
		const run = spawnSync('sqlite3', [
			work.path(),
			"update record set title = 'Bigger'; insert into record (type, title) values ('deal', 'Второй');",
		]);
		expect(run.stderr.toString()).toBe('');
		expect((await changesSince(feed, head)).map(({ kind }) => kind)).toEqual(['updated', 'created']);
	});
});

describe('changes of one transaction', () => {
	it('carry their own actor and origin each', async () => {
		const { crm, feed, ledger } = await work.open();
		const [anna] = await crm.users.create!([{ name: 'Anna' }], NOBODY);
		const head = await feed.head();
		await ledger.transaction(async () => {
			await crm.create('deal', [{ values: { title: 'One' } }], { actor: '1', origin: { workflow: 'w', depth: 1 } });
			await crm.create('deal', [{ values: { title: 'Two' } }], { actor: anna!.id });
			await crm.create('deal', [{ values: { title: 'Three' } }], NOBODY);
		});
		const changes = await changesSince(feed, head);
		expect(changes.map(({ actor, origin }) => [actor, origin])).toEqual([
			['1', { workflow: 'w', depth: 1 }],
			[anna!.id, undefined],
			[undefined, undefined],
		]);
		expect(new Set(changes.map(({ at }) => at)).size).toBe(1);
	});

	it('keep the right actor after a part of it was undone', async () => {
		const { crm, feed, ledger } = await work.open();
		const head = await feed.head();
		await ledger.transaction(async () => {
			await crm.create('deal', [{ values: { title: 'One' } }], { actor: '1' });
			const undone = ledger.transaction(async () => {
				await crm.create('deal', [{ values: { title: 'Undone' } }], { origin: { workflow: 'w' } });
				throw new Error('not this part');
			});
			await expect(undone).rejects.toThrow('not this part');
			await crm.create('deal', [{ values: { title: 'Two' } }], { origin: { workflow: 'w' } });
		});
		expect((await changesSince(feed, head)).map(({ after, actor, origin }) => [after?.title, actor, origin])).toEqual([
			['One', '1', undefined],
			['Two', undefined, { workflow: 'w' }],
		]);
	});
});
