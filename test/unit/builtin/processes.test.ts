import { NOBODY, refusalOf, Workplace } from './support';

const work = new Workplace();

describe('several processes', () => {
	it('that start together make the tables once', async () => {
		const children = Array.from({ length: 4 }, () => work.child('openAndCreate'));
		for (const child of children) await child.said('ready');
		for (const child of children) child.goOn();
		expect(await Promise.all(children.map(async (child) => await child.exit))).toEqual([0, 0, 0, 0]);
		const file = work.otherProgram();
		expect(file.prepare('select count(*) as count from record').get()).toEqual({ count: 4 });
		const names = file
			.prepare('select name from ledger_migration union all select name from crm_migration')
			.all()
			.map(({ name }) => name);
		expect(names).toContain('001-crm');
		expect(new Set(names).size).toBe(names.length);
		expect(file.prepare('select count(*) as count from crm_user').get()).toEqual({ count: 1 });
	});

	it("wait for each other's locks without stopping everything else", async () => {
		const { crm } = await work.open();
		const child = work.child('holdLock', '400');
		await child.said('locked');
		let turns = 0;
		const ticks = setInterval(() => turns++, 5);
		await crm.create('deal', [{ values: { title: 'Patient' } }], NOBODY);
		clearInterval(ticks);
		expect(turns).toBeGreaterThan(10);
		await child.exit;
	});

	it('give up on a lock that does not end', async () => {
		const { crm } = await work.open({ lockWaitMs: 200 });
		const child = work.child('holdLock', '20000');
		await child.said('locked');
		const error = await refusalOf(crm.create('deal', [{ values: { title: 'Late' } }], NOBODY));
		expect(error).toMatchObject({ code: 'unavailable', message: expect.stringContaining('crm.sqlite') });
		expect(await crm.match('deal', 'title', ['Late'])).toEqual(new Map());
		await child.kill();
		await crm.create('deal', [{ values: { title: 'Later' } }], NOBODY);
	});

	it('killed in the middle of a transaction leave nothing of it', async () => {
		await (await work.open()).close();
		const child = work.child('bulkForever');
		await child.said('writing');
		await child.kill();
		const { crm, feed } = await work.open();
		expect((await feed.newest({}, 10)).length).toBe(0);
		const [record] = await crm.create('deal', [{ values: { title: 'First' } }], NOBODY);
		expect(record?.id).toBe('1');
		expect(work.otherProgram().prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' });
	});

	it("see each other's new fields, stages and users at once", async () => {
		const here = await work.open();
		const there = await work.open();
		await here.crm.describe('deal');
		await there.crm.schema!.saveField('deal', { name: 'region', label: 'Region', kind: 'string', required: false });
		const [user] = await there.crm.users.create!([{ name: 'Anna' }], NOBODY);
		const [record] = await here.crm.create('deal', [{ values: { title: 'Far', region: 'North', responsible: user!.id } }], NOBODY);
		expect(record?.values).toMatchObject({ region: 'North', responsible: user!.id });
	});

	it("wake each other's listeners for changes only, not for book-keeping", async () => {
		const here = await work.open();
		const there = await work.open();
		let calls = 0;
		const end = here.feed.onChanges(() => calls++);
		await there.ledger.subscriptions.save({
			workflowId: 'w',
			nodeId: 'n',
			cursor: 'c',
			servedAt: 't',
			workflowName: 'W',
			nodeName: 'N',
			settings: '{}',
			activatedAt: 't',
		});
		await new Promise((resolve) => setTimeout(resolve, 1_100));
		expect(calls).toBe(0);
		await there.crm.create('deal', [{ values: { title: 'New' } }], NOBODY);
		await new Promise((resolve) => setTimeout(resolve, 1_100));
		expect(calls).toBe(1);
		end();
	});
});
