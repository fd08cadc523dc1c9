import { NOBODY, Workplace } from './support';

const work = new Workplace();

describe('the change feed', () => {
	it('starts anew for a cursor of another feed, of no feed, or beyond the end', async () => {
		const { crm, feed, ledger } = await work.open();
		await crm.create('deal', [{ values: { title: 'One' } }], NOBODY);
		for (const cursor of ['other:0', '', 'nonsense', `${ledger.feedId}:-1`, `${ledger.feedId}:99`]) {
			expect(await feed.read(cursor, 10)).toMatchObject({ reset: true, changes: [{ id: '1' }], cursor: `${ledger.feedId}:1` });
		}
		expect(await feed.read(await feed.head(), 10)).not.toHaveProperty('reset');
	});

	it('says when the cursor was pruned, and continues at the oldest change', async () => {
		const { crm, feed, ledger } = await work.open();
		const start = await feed.head();
		for (const title of ['One', 'Two', 'Three']) await crm.create('deal', [{ values: { title } }], NOBODY);
		const other = work.otherProgram();
		other.exec('delete from change_feed where id <= 1');
		expect(await feed.read(start, 10)).toMatchObject({ reset: true, changes: [{ id: '2' }, { id: '3' }] });
		expect(await feed.read(`${ledger.feedId}:1`, 10)).not.toHaveProperty('reset');
		other.exec('delete from change_feed');
		expect(await feed.read(`${ledger.feedId}:3`, 10)).toEqual({ changes: [], cursor: `${ledger.feedId}:3` });
		expect(await feed.read(`${ledger.feedId}:2`, 10)).toEqual({ changes: [], cursor: `${ledger.feedId}:3`, reset: true });
		await crm.create('deal', [{ values: { title: 'Four' } }], NOBODY);
		expect((await feed.read(`${ledger.feedId}:3`, 10)).changes).toMatchObject([{ id: '4' }]);
	});

	it('starts empty: what a new CRM brings along is no change', async () => {
		const { crm, feed } = await work.open();
		expect(await feed.newest({}, 10)).toEqual([]);
		expect((await crm.users.find()).map(({ name }) => name)).toEqual(['Administrator']);
	});

	it('finds recent changes of a rare type far back', async () => {
		const { crm, feed } = await work.open();
		await crm.create('lead', [{ values: { title: 'Rare' } }], NOBODY);
		await crm.create(
			'deal',
			Array.from({ length: 4_500 }, (_, index) => ({ values: { title: `Deal ${index}` } })),
			NOBODY,
		);
		expect(await feed.newest({ types: ['lead'] }, 5)).toMatchObject([{ ref: { type: 'lead' } }]);
		expect((await feed.newest({ types: ['deal'], kinds: ['created'] }, 3)).map(({ id }) => id)).toEqual(['4501', '4500', '4499']);
	});

	it("gives a deleted record's number to no other", async () => {
		const { crm } = await work.open();
		const [record] = await crm.create('deal', [{ values: { title: 'Gone' } }], NOBODY);
		await crm.remove([record!], NOBODY);
		const [next] = await crm.create('deal', [{ values: { title: 'Next' } }], NOBODY);
		expect(next?.id).toBe('2');
	});
});

describe('look-ups', () => {
	it('by external id, title and e-mail use an index', async () => {
		const { crm } = await work.open();
		await crm.create(
			'contact',
			Array.from({ length: 300 }, (_, index) => ({
				values: { title: `C ${index}`, externalId: `E${index}`, email: `c${index}@example.com` },
			})),
			NOBODY,
		);
		const other = work.otherProgram();
		const one = "replace(replace(replace(lower(\"title\"), ' ', '\u0001\u0002'), '\u0002\u0001', ''), '\u0001\u0002', ' ')";
		// Of records, and of what those were called that were merged into them.
		for (const table of ['record', 'merged_record']) {
			for (const expression of ['"external_id"', one, 'lower(("custom" ->> \'email\'))']) {
				const plan = other
					.prepare(
						`explain query plan select id, ${expression} as value from "${table}" where "type" = ? and ${expression} in (select value from json_each(?)) and 1 = 1`,
					)
					.all('contact', '["x"]');
				expect(plan.map(({ detail }) => detail).join('; ')).toMatch(
					new RegExp(`SEARCH ${table} USING (COVERING )?INDEX \\w+ \\(type=\\? AND [^)]*=\\?\\)`),
				);
			}
		}
		expect(await crm.match('contact', 'email', ['c7@example.com', 'none@example.com'])).toEqual(new Map([['c7@example.com', ['8']]]));
	});
});
