import type { Operation } from '../../../src/automation/engine/effects/Operation';
import { runEffects } from '../../../src/automation/engine/effects/runEffects';
import type { Backend } from '../../../src/crm/backends';
import { openBuiltInPostgres } from '../../../src/crm/builtin/openPostgres';
import { systemClock } from '../../../src/model/clock';
import { NOBODY, Workplace } from './support';
import { scopeOf } from '../../../src/automation/engine/Scope';

const work = new Workplace();

describe('several at once', () => {
	it('of two workers that do one step at the same moment one does it, and both have its result', async () => {
		const workers = [await work.open(), await work.open()];
		const meeting = new Meeting(2);
		const step: Operation<string, string> = {
			name: 'test.step',
			writes: 'crm',
			target: (input) => input,
			async perform({ crm }, [title], write) {
				// Both have looked the key up before either has stored it.
				await meeting.arrive();
				return [(await crm.create('deal', [{ values: { title: title! } }], write))[0]!.id];
			},
		};
		const run = async ({ crm, feed, ledger, companions }: Backend) =>
			await runEffects(
				scopeOf({ crm, feed, ledger, companions }, systemClock, 'UTC'),
				step,
				[{ key: 'one step', input: 'Once', write: NOBODY }],
				'each',
			);
		const outcomes = (await Promise.all(workers.map(run))).flat();
		expect(outcomes.map((outcome) => outcome.ok && outcome.repeated).sort()).toEqual([false, true]);
		expect(new Set(outcomes.map((outcome) => outcome.ok && outcome.result)).size).toBe(1);
		expect((await workers[0]!.feed.newest({}, 10)).map(({ after }) => after?.title)).toEqual(['Once']);
	});

	it('transactions that lock the same records in opposite order are both done', async () => {
		const { crm, ledger } = await work.open();
		const [a, b] = await crm.create('deal', [{ values: { title: 'A', amount: 0 } }, { values: { title: 'B', amount: 0 } }], NOBODY);
		const meeting = new Meeting(2);
		let attempts = 0;
		const both = async (first: string, second: string, amount: number) =>
			await ledger.transaction(async () => {
				attempts++;
				await crm.update('deal', [{ id: first, values: { amount } }], NOBODY);
				await meeting.arrive();
				await crm.update('deal', [{ id: second, values: { amount } }], NOBODY);
			});
		await Promise.all([both(a!.id, b!.id, 1), both(b!.id, a!.id, 2)]);
		expect(attempts).toBeGreaterThan(2);
		expect((await crm.get(a!))?.values.amount).toBe((await crm.get(b!))?.values.amount);
		expect((await crm.get(a!))?.version).toBe('3');
	});

	it('more transactions than connections wait for each other, and do not mix', async () => {
		const { crm, feed, ledger } = await work.open({ maxConnections: 3 });
		await Promise.all(
			Array.from(
				{ length: 20 },
				async (_, index) =>
					await ledger.transaction(async () => {
						const [deal] = await crm.create('deal', [{ values: { title: `T${index}` } }], { origin: { workflow: `w${index}` } });
						await crm.update('deal', [{ id: deal!.id, values: { amount: index } }], { origin: { workflow: `w${index}` } });
					}),
			),
		);
		const changes = await feed.newest({}, 100);
		expect(changes).toHaveLength(40);
		for (const { after, origin } of changes) expect(`w${String(after?.title).slice(1)}`).toBe(origin?.workflow);
	});

	it('a row that another program holds is not waited for without end', async () => {
		const { crm } = work.closing(await openBuiltInPostgres({ ...work.database.options(), lockWaitMs: 200 }, systemClock));
		const [deal] = await crm.create('deal', [{ values: { title: 'Held' } }], NOBODY);
		const holder = await work.database.connect();
		await holder.query('begin');
		await holder.query('select from crmflow.record for update');
		await expect(crm.update('deal', [{ id: deal!.id, values: { title: 'Late' } }], NOBODY)).rejects.toMatchObject({
			code: 'unavailable',
			message: expect.stringContaining('locked by another program'),
		});
		await holder.query('rollback');
	});
});

/** A gate at which each waits until all have come; later ones pass. */
class Meeting {
	private readonly all: Promise<void>;
	private open!: () => void;
	private missing: number;

	constructor(count: number) {
		this.missing = count;
		this.all = new Promise((resolve) => (this.open = resolve));
	}

	async arrive(): Promise<void> {
		if (--this.missing <= 0) this.open();
		await this.all;
	}
}
