import { changesSince, NOBODY, Workplace } from './support';

const work = new Workplace();

describe('an edit at psql', () => {
	it("is a change of nobody, at the server's time, and counts the version", async () => {
		const backend = await work.open();
		const [deal] = await backend.crm.create('deal', [{ values: { title: 'Big', amount: 10 } }], { actor: '1', origin: { workflow: 'w' } });
		const head = await backend.feed.head();
		await work.database.execute(
			`update crmflow.record set stage_id = 'sales:won', custom = jsonb_set(custom, '{amount}', '99') where id = 1`,
		);
		const [change, ...others] = await changesSince(backend, head);
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
		expect(Math.abs(Date.parse(change!.at) - Date.now())).toBeLessThan(60_000);
		expect(await backend.crm.get(deal!)).toMatchObject({ version: '2', updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*\.\d{3}Z$/) });
	});

	it('that inserts, changes and deletes is captured for records, tasks, users and projects alike', async () => {
		const backend = await work.open();
		const head = await backend.feed.head();
		await work.database.execute(`
			set search_path to crmflow;
			insert into record (type, title) values ('contact', 'Anna');
			insert into task (title, responsible_id, tags) values ('Call', 1, '["hot"]');
			update task set status = 'completed' where id = 1;
			insert into crm_user (name, custom) values ('Berta', '{"result": 7}');
			update crm_user set active = 0, custom = '{"result": 8}' where name = 'Berta';
			insert into project (name, template_id, template_version, started_at, parameters) values ('Cards', 1, 1, '2026-01-01', '{"paper": "matt"}');
			delete from record where id = 1`);
		const changes = await changesSince(backend, head);
		expect(changes.map(({ ref, kind, changed }) => [ref.type, kind, changed])).toEqual([
			['contact', 'created', []],
			['task', 'created', []],
			['task', 'updated', ['status']],
			['user', 'created', []],
			['user', 'updated', ['active', 'result']],
			['project', 'created', []],
			['contact', 'deleted', []],
		]);
		expect(changes[1]?.after).toMatchObject({ tags: ['hot'], responsible: '1' });
		expect(changes[4]?.after).toMatchObject({ active: false, result: 8 });
		expect(changes[5]?.after).toMatchObject({ name: 'Cards', status: 'running', paper: 'matt' });
		expect(await backend.crm.restore!([{ type: 'contact', id: '1' }], NOBODY)).toMatchObject([{ id: '1', values: { title: 'Anna' } }]);
	});

	it('of many rows in one statement is a change of each', async () => {
		const backend = await work.open();
		await backend.crm.create(
			'deal',
			Array.from({ length: 700 }, (_, index) => ({ values: { title: `Deal ${index}` } })),
			NOBODY,
		);
		const head = await backend.feed.head();
		await work.database.execute("update crmflow.record set title = title || '!' where id % 2 = 0");
		expect((await backend.feed.read(head, 1_000)).changes).toHaveLength(350);
	});

	it('that makes another type of a record takes it away from one and gives it to the other', async () => {
		const backend = await work.open();
		await backend.crm.create('lead', [{ values: { title: 'Turns' } }], NOBODY);
		const head = await backend.feed.head();
		await work.database.execute("update crmflow.record set type = 'contact', pipeline_id = null, stage_id = null");
		expect((await changesSince(backend, head)).map(({ kind, ref }) => [kind, ref.type]).sort()).toEqual([
			['created', 'contact'],
			['deleted', 'lead'],
		]);
	});

	it('that changes nothing that counts makes no change', async () => {
		const backend = await work.open();
		await backend.crm.create('deal', [{ values: { title: 'Big' } }], NOBODY);
		const head = await backend.feed.head();
		await work.database.execute(
			"update crmflow.record set version = 9, updated_at = '2030-01-01'; update crmflow.record set title = title, custom = custom; update crmflow.record set title = 'x' where id = 99",
		);
		expect(await changesSince(backend, head)).toEqual([]);
	});

	it('that would empty a table unseen, or makes up an id, is refused', async () => {
		await work.open();
		await expect(work.database.execute('truncate crmflow.record')).rejects.toThrow('cannot be truncated');
		await expect(work.database.execute("insert into crmflow.record (id, type, title) values (1000, 'deal', 'x')")).rejects.toThrow(
			'non-DEFAULT',
		);
	});
});
