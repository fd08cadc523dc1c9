import type { EffectCall, Operation, Outcome } from '../../../../../src/automation/engine/effects/Operation';
import { runEffects } from '../../../../../src/automation/engine/effects/runEffects';
import type { Scope } from '../../../../../src/automation/engine/Scope';
import { CrmError } from '../../../../../src/model/CrmError';
import { SeededRandom } from '../../../../contract/support/SeededRandom';
import { RUN } from '../../office';
import { Death, ForeignOffice, type Fate } from './ForeignOffice';

let company: ForeignOffice;
afterEach(async () => await company.close());

interface Visit {
	title: string;
}

/** Three writes to three parts of the CRM: a deal, two entries in its history, and its amount. */
const visit: Operation<Visit, { id: string; entries: string[] }> = {
	name: 'test.visit',
	writes: 'crm',
	target: (input) => input,
	async perform({ crm }, inputs, write) {
		const deals = await crm.create(
			'deal',
			inputs.map(({ title }) => ({ values: { title } })),
			write,
		);
		const [deal] = deals;
		const record = { type: 'deal', id: deal!.id };
		const entries = await crm.history.create(
			['came', 'went'].map((text) => ({ text, record })),
			write,
		);
		await crm.update('deal', [{ id: deal!.id, values: { amount: 10 } }], write);
		return [{ id: deal!.id, entries: entries.map(({ id }) => id) }];
	},
};

const callOf = (title: string, key = `wf:node:feed.1.0:item.${title}`): EffectCall<Visit> => ({ key, input: { title }, write: RUN });

async function once(scope: Scope, call: EffectCall<Visit>): Promise<Outcome<{ id: string; entries: string[] }>> {
	return (await runEffects(scope, visit, [call], 'each'))[0]!;
}

function withCreate({ crm }: Scope, create: Scope['crm']['create']): Scope['crm'] {
	return Object.create(crm, { create: { value: create } }) as Scope['crm'];
}

/** What is in the CRM: deals by title with their amount, and the texts of their history. */
async function inCrm(): Promise<Record<string, { count: number; amounts: unknown[]; history: string[] }>> {
	const { crm } = company.office.scope;
	const all: Record<string, { count: number; amounts: unknown[]; history: string[] }> = {};
	for await (const { id, values } of crm.find('deal')) {
		const seen = (all[String(values.title)] ??= { count: 0, amounts: [], history: [] });
		seen.count++;
		seen.amounts.push(values.amount);
		seen.history.push(...(await crm.history.find({ record: { type: 'deal', id } })).map(({ text }) => text));
	}
	for (const { history } of Object.values(all)) history.sort();
	return all;
}

const WHOLE = { count: 1, amounts: [10], history: ['came', 'went'] };

/** Dies the n-th time that this happens. */
function dies(moment: string, n = 1): Fate {
	let seen = 0;
	return (name) => name === moment && ++seen === n;
}

/** All that a process does for one call, in order. */
const MOMENTS: ReadonlyArray<[string, number]> = ['before', 'after'].flatMap((when): Array<[string, number]> => [
	[`${when} intents.take`, 1],
	[`${when} create`, 1],
	[`${when} intents.note`, 1],
	[`${when} history.create`, 1],
	[`${when} intents.note`, 2],
	[`${when} history.create`, 2],
	[`${when} intents.note`, 3],
	[`${when} update`, 1],
	[`${when} effects.store`, 1],
	[`${when} intents.forget`, 1],
]);

describe('a CRM that can be searched for our key', () => {
	beforeEach(async () => (company = await ForeignOffice.open(true)));

	test('each thing has its key, an intent before the first request, and the result after the last', async () => {
		const trace: string[] = [];
		const fate = (moment: string) => trace.push(moment) < 0;
		expect(await once(company.process(fate), callOf('A'))).toMatchObject({ ok: true, repeated: false });
		const did = trace.filter((moment) => moment.startsWith('before')).map((moment) => moment.slice('before '.length));
		expect(did).toEqual([
			'effects.find',
			'intents.find',
			'intents.take',
			'create',
			'intents.note',
			'history.create',
			'intents.note',
			'history.create',
			'intents.note',
			'update',
			'effects.store',
			'intents.forget',
		]);
		expect(await inCrm()).toEqual({ A: WHOLE });
	});

	test('done again it gives its stored result, and asks the CRM for nothing', async () => {
		const first = await once(company.process(), callOf('A'));
		company.requests.length = 0;
		expect(await once(company.process(), callOf('A'))).toEqual({ ...first, repeated: true });
		expect(company.requests).toEqual([]);
	});

	test.each(MOMENTS)('a process that dies %s (%i.): the next one does the rest, nothing is lost or doubled', async (moment, n) => {
		expect(await once(company.process(dies(moment, n)), callOf('A'))).toEqual({ ok: false, error: expect.any(Death) });
		const outcome = await once(company.process(), callOf('A'));
		expect(outcome).toMatchObject({ ok: true });
		expect(outcome).not.toHaveProperty('unsure');
		expect(await inCrm()).toEqual({ A: WHOLE });
		expect(await once(company.process(), callOf('A'))).toEqual({ ...outcome, repeated: true });
		expect((await company.ledger.intents.find([callOf('A').key])).size).toBe(0);
	});

	test('what cannot be done any more gives its stored result, and is refused where there is none', async () => {
		const refusal = { error: new CrmError('notFound', 'User "Anna" does not exist.', 'Choose another.') };
		const first = await once(company.process(), callOf('A'));
		expect(await once(company.process(), { ...callOf('A'), refusal })).toEqual({ ...first, repeated: true });
		expect(await once(company.process(), { ...callOf('B'), refusal })).toEqual({ ok: false, error: refusal.error });
		expect(await inCrm()).toEqual({ A: WHOLE });
	});

	test('what was answered before is neither looked for nor asked again', async () => {
		await once(company.process(dies('before history.create')), callOf('A'));
		company.requests.length = 0;
		await once(company.process(), callOf('A'));
		// The deal was answered; of the first entry it is not known whether it was written.
		expect(company.requests).toEqual(['history.findByKey', 'history.create', 'history.create', 'update']);
	});

	test('a lost answer is looked for: the CRM cannot be reached, and then it can', async () => {
		const away = new CrmError('unavailable', 'Plain CRM does not answer.', 'Try again.');
		const scope = company.process();
		const crm = withCreate(scope, async (...args) => {
			await scope.crm.create(...args);
			throw away;
		});
		expect(await once({ ...scope, crm }, callOf('A'))).toEqual({ ok: false, error: away });
		expect(await once(scope, callOf('A'))).toMatchObject({ ok: true, repeated: false });
		expect(await inCrm()).toEqual({ A: WHOLE });
	});

	test('what the CRM refuses for certain was not begun: the same step with other data is done', async () => {
		const scope = company.process();
		const key = 'wf:node:feed.1.0:item.0';
		const refused = await once(scope, callOf('', key));
		expect(refused).toMatchObject({ ok: false, error: { code: 'missingValue' } });
		expect((await company.ledger.intents.find([key])).size).toBe(0);
		expect(await once(scope, callOf('Named', key))).toMatchObject({ ok: true });
	});

	test('a step that was begun is not taken for another one', async () => {
		const key = 'wf:node:feed.1.0:item.0';
		await once(company.process(dies('before history.create')), callOf('A', key));
		expect(await once(company.process(), callOf('B', key))).toMatchObject({ ok: false, error: { code: 'effectMismatch' } });
		expect(Object.keys(await inCrm())).toEqual(['A']);
	});

	test('items that come in another order find what was done and what was begun', async () => {
		const keys = [0, 1, 2].map((index) => `wf:node:feed.1.0:item.${index}`);
		const inOrder = (...titles: string[]) => titles.map((title, index) => callOf(title, keys[index]));
		await runEffects(company.process(dies('after history.create', 3)), visit, inOrder('A', 'B', 'C'), 'each');
		const outcomes = await runEffects(company.process(), visit, inOrder('C', 'B', 'A'), 'each');
		expect(outcomes.map((outcome) => outcome.ok && outcome.repeated)).toEqual([false, false, true]);
		expect(await inCrm()).toEqual({ A: WHOLE, B: WHOLE, C: WHOLE });
	});

	describe('of runs that do the same step at the same moment', () => {
		/** Another process is at it, as far as anybody can tell: it has made the deal, and stands still. */
		const elsewhere = async (call: EffectCall<Visit>) => {
			await once(company.process(dies('after create')), call);
			const { intents } = company.ledger;
			const left = (await intents.find([call.key])).get(call.key)!;
			const there = { ...left, owner: 'elsewhere|1|x', aliveUntil: '2026-03-02T09:01:00.000Z' };
			expect(await intents.take(there, left)).toBe(true);
			return there;
		};
		const settled = async () => await new Promise((resolve) => setImmediate(resolve));
		/** What is asked again and again meanwhile. */
		const waits = async (run: Promise<unknown>) => {
			let over = false;
			void run.finally(() => (over = true));
			for (let look = 0; look < 20; look++) {
				company.office.clock.advance(250);
				for (let turn = 0; turn < 10; turn++) await settled();
			}
			return !over;
		};

		test('in one process one does it, and the others get its result', async () => {
			const runs = Array.from({ length: 5 }, async () => await once(company.process(), callOf('A')));
			const outcomes = await Promise.all(runs);
			expect(outcomes.map((outcome) => outcome.ok && outcome.repeated).sort()).toEqual([false, true, true, true, true]);
			expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome.ok && outcome.result))).size).toBe(1);
			expect(await inCrm()).toEqual({ A: WHOLE });
		});

		test('in another process too: the second one waits, and gets the result of the first', async () => {
			const { ledger } = company;
			const call = callOf('A');
			const there = await elsewhere(call);
			company.requests.length = 0;
			const run = once(company.process(), call);
			expect(await waits(run)).toBe(true);
			await ledger.transaction(async () => {
				const result = JSON.stringify({ id: '7', entries: [] });
				await ledger.effects.store([{ key: call.key, fingerprint: there.fingerprint, result, at: '2026-03-02T09:00:02.000Z' }]);
				await ledger.intents.forget(call.key);
			});
			expect(await waits(run)).toBe(false);
			expect(await run).toEqual({ ok: true, repeated: true, result: { id: '7', entries: [] } });
			expect(company.requests).toEqual([]);
		});

		test('a process that is gone is waited for until it is believed gone, and then the rest is done', async () => {
			const call = callOf('A');
			await elsewhere(call);
			const run = once(company.process(), call);
			expect(await waits(run)).toBe(true);
			company.office.clock.at = new Date('2026-03-02T09:01:01Z');
			expect(await run).toMatchObject({ ok: true, repeated: false });
			expect(await inCrm()).toEqual({ A: WHOLE });
		});

		test('what the first has given up for good is done by the second', async () => {
			const call = callOf('A');
			await elsewhere(call);
			const run = once(company.process(), call);
			expect(await waits(run)).toBe(true);
			await company.ledger.intents.forget(call.key);
			expect(await waits(run)).toBe(false);
			expect(await run).toMatchObject({ ok: true, repeated: false });
		});

		test('one that was looked up before the first began, and comes to it after the first has ended, is not done twice', async () => {
			const first = await once(company.process(), callOf('A'));
			const scope = company.process();
			let blind = 1;
			const blindly = <Store extends { find(keys: readonly string[]): Promise<Map<string, unknown>> }>(store: Store): Store =>
				Object.create(store, {
					find: { value: async (keys: readonly string[]) => (blind > 0 ? new Map() : await store.find(keys)) },
				}) as Store;
			const { effects, intents } = scope.ledger;
			const take = async (...args: Parameters<typeof intents.take>) => (blind--, await intents.take(...args));
			const ledger = Object.create(scope.ledger, {
				effects: { value: blindly(effects) },
				intents: { value: Object.create(blindly(intents), { take: { value: take } }) as typeof intents },
			}) as Scope['ledger'];
			company.requests.length = 0;
			expect(await once({ ...scope, ledger }, callOf('A'))).toEqual({ ...first, repeated: true });
			expect(company.requests).toEqual([]);
			expect(await inCrm()).toEqual({ A: WHOLE });
		});

		test('two runs of the same hundred steps, side by side: each is done once', async () => {
			const calls = Array.from({ length: 100 }, (_, index) => callOf(`step ${index}`));
			const runs = [calls, calls, [...calls].reverse()].map(async (given) => await runEffects(company.process(), visit, given, 'each'));
			const outcomes = (await Promise.all(runs)).flat();
			expect(outcomes.filter((outcome) => outcome.ok && !outcome.repeated)).toHaveLength(100);
			expect(outcomes.filter((outcome) => outcome.ok && outcome.repeated)).toHaveLength(200);
			const found = Object.values(await inCrm());
			expect(found).toEqual(Array(100).fill(WHOLE));
		});
	});

	test('a process that was taken over from writes nothing more', async () => {
		const call = callOf('A');
		const { ledger } = company;
		const scope = company.process();
		const crm = withCreate(scope, async (...args) => {
			const made = await scope.crm.create(...args);
			const seen = (await ledger.intents.find([call.key])).get(call.key)!;
			expect(await ledger.intents.take({ ...seen, owner: 'elsewhere|1|x' }, seen)).toBe(true);
			return made;
		});
		const outcome = await once({ ...scope, crm }, call);
		expect(outcome).toMatchObject({ ok: false, error: { code: 'conflict' } });
		expect((await inCrm())['A']).toMatchObject({ history: [] });
	});

	test('calls after the CRM went away are not tried', async () => {
		const away = new CrmError('unavailable', 'Plain CRM does not answer.', 'Try again.');
		let tries = 0;
		const failing: typeof visit = {
			...visit,
			async perform() {
				tries++;
				throw away;
			},
		};
		const outcomes = await runEffects(company.process(), failing, [callOf('A'), callOf('B')], 'each');
		expect(outcomes).toEqual(Array(2).fill({ ok: false, error: away }));
		expect(tries).toBe(1);
	});

	test('an update sets what was first asked for, and one for a version sees that it holds already', async () => {
		const [deal] = await company.office.add('deal', { title: 'Old' });
		let names = ['first', 'second'];
		const rename: Operation<{ version: string | undefined }, string> = {
			name: 'test.rename',
			writes: 'crm',
			target: () => deal!.id,
			async perform({ crm }, [input], write) {
				const values = { title: names.shift()! };
				return (await crm.update('deal', [{ id: deal!.id, values, ifVersion: input!.version }], write)).map(({ values: { title } }) =>
					String(title),
				);
			},
		};
		const step = (version?: string) => [{ key: `rename ${version}`, input: { version }, write: RUN }];
		await runEffects(company.process(dies('after update')), rename, step(), 'each');
		expect(await runEffects(company.process(), rename, step(), 'each')).toMatchObject([{ ok: true, result: 'first' }]);

		names = ['third', 'third'];
		const { version } = (await company.office.scope.crm.get(deal!))!;
		await runEffects(company.process(dies('after update')), rename, step(version), 'each');
		expect(await runEffects(company.process(), rename, step(version), 'each')).toMatchObject([{ ok: true, result: 'third' }]);
	});

	test('a removal whose answer was lost tells what was there', async () => {
		const [deal] = await company.office.add('deal', { title: 'Old' });
		const remove: Operation<null, string> = {
			name: 'test.remove',
			writes: 'crm',
			target: () => deal!.id,
			perform: async ({ crm }, _, write) =>
				(await crm.remove([{ type: 'deal', id: deal!.id }], write)).map(({ values }) => String(values.title)),
		};
		const step = [{ key: 'remove', input: null, write: RUN }];
		await runEffects(company.process(dies('after remove')), remove, step, 'each');
		expect(await runEffects(company.process(), remove, step, 'each')).toMatchObject([{ ok: true, result: 'Old' }]);
		expect(await runEffects(company.process(), remove, [{ ...step[0]!, key: 'again' }], 'each')).toMatchObject([
			{ ok: false, error: { code: 'notFound' } },
		]);
	});

	describe('all or none', () => {
		const calls = (...titles: string[]) => titles.map((title, index) => callOf(title, `wf:node:feed.1.0:item.${index}`));

		test('a call that is refused before anything was written means that nothing is written', async () => {
			const checked: typeof visit = {
				...visit,
				async perform(scope, inputs, write) {
					if (inputs.some(({ title }) => title === '')) throw new CrmError('missingValue', 'The title is missing.', 'Give one.');
					return await visit.perform(scope, inputs, write);
				},
			};
			const refused = runEffects(company.process(), checked, calls('A', 'B', '', 'C'), 'all');
			await expect(refused).rejects.toMatchObject({ position: 2, cause: { code: 'missingValue', message: 'The title is missing.' } });
			expect(company.requests).toEqual([]);
			expect(await runEffects(company.process(), checked, calls('A', 'B', 'C'), 'all')).toHaveLength(3);
			expect(await inCrm()).toEqual({ A: WHOLE, B: WHOLE, C: WHOLE });
		});

		test('what the CRM alone refuses says how much before it stays; those are not done again', async () => {
			const scope = company.process();
			const picky = withCreate(scope, async (type, drafts, write) => {
				if (drafts[0]!.values.title === 'C') throw new CrmError('conflict', 'There is a C already.', 'Choose another title.');
				return await scope.crm.create(type, drafts, write);
			});
			const refused = runEffects({ ...scope, crm: picky }, visit, calls('A', 'B', 'C', 'D'), 'all');
			await expect(refused).rejects.toMatchObject({
				position: 2,
				cause: {
					code: 'conflict',
					message: 'There is a C already. 2 items before it are done and stay: Plain CRM cannot take them back.',
					remedy: 'Choose another title.',
				},
			});
			expect(Object.keys(await inCrm()).sort()).toEqual(['A', 'B']);
			const outcomes = await runEffects(scope, visit, calls('A', 'B', 'C', 'D'), 'all');
			expect(outcomes.map((outcome) => outcome.ok && outcome.repeated)).toEqual([true, true, false, false]);
			expect(await inCrm()).toEqual({ A: WHOLE, B: WHOLE, C: WHOLE, D: WHOLE });
		});
	});

	test('what writes only the ledger is one transaction with its effect', async () => {
		const { ledger } = company;
		const template = { name: 'Onboarding', parameters: [], stages: [{ name: 'One' }], tasks: [{ key: 'a', title: 'A', stage: 'One' }] };
		const save: Operation<null, string> = {
			name: 'test.save',
			writes: 'ledger',
			right: { setUp: 'project templates' },
			target: () => null,
			async perform(scope) {
				const { id } = await scope.ledger.templates.save(template, '2026-03-02T09:00:00.000Z');
				if (fails) throw new Error('went away');
				return [id];
			},
		};
		let fails = true;
		const step = [{ key: 'save', input: null, write: RUN }];
		expect(await runEffects(company.process(), save, step, 'each')).toMatchObject([{ ok: false }]);
		expect(await ledger.templates.list()).toEqual([]);
		fails = false;
		expect(await runEffects(company.process(), save, step, 'each')).toMatchObject([{ ok: true, repeated: false }]);
		expect(await runEffects(company.process(), save, step, 'each')).toMatchObject([{ ok: true, repeated: true }]);
		expect(await ledger.templates.list()).toHaveLength(1);
	});

	test('500 steps of processes that die at random: none lost, none doubled, none unsure', async () => {
		const { unsure, deaths } = await die(500, 1);
		const found = await inCrm();
		expect(Object.keys(found)).toHaveLength(500);
		expect(Object.values(found).filter((each) => JSON.stringify(each) !== JSON.stringify(WHOLE))).toEqual([]);
		expect(unsure).toBe(0);
		expect(deaths).toBeGreaterThan(200);
	});
});

describe('a CRM that cannot be searched for our key', () => {
	beforeEach(async () => (company = await ForeignOffice.open(false)));

	test('without a death nothing is doubled, and nothing is unsure', async () => {
		const outcome = await once(company.process(), callOf('A'));
		expect(outcome).toMatchObject({ ok: true, repeated: false });
		expect(outcome).not.toHaveProperty('unsure');
		expect(await inCrm()).toEqual({ A: WHOLE });
	});

	test('what may have been written is written again, and the outcome says so', async () => {
		await once(company.process(dies('after history.create')), callOf('A'));
		expect(await once(company.process(), callOf('A'))).toMatchObject({ ok: true, unsure: true });
		// The deal was answered and noted; of its first entry no answer came.
		expect(await inCrm()).toEqual({ A: { count: 1, amounts: [10], history: ['came', 'came', 'went'] } });
	});

	test('it says so as well when the attempt in between failed', async () => {
		await once(company.process(dies('after history.create')), callOf('A'));
		await once(company.process(dies('before history.create', 2)), callOf('A'));
		expect(await once(company.process(), callOf('A'))).toMatchObject({ ok: true, unsure: true });
	});

	test('500 steps of processes that die at random: none lost; what is doubled was announced', async () => {
		const { unsureTitles, deaths } = await die(500, 2);
		const found = Object.entries(await inCrm());
		expect(found).toHaveLength(500);
		const doubled = found.filter(([, { count, history }]) => count > 1 || history.length > 2).map(([title]) => title);
		const lost = found.filter(([, { amounts, history }]) => !amounts.includes(10) || new Set(history).size < 2);
		expect(lost).toEqual([]);
		expect(doubled.length).toBeGreaterThan(0);
		expect(doubled.filter((title) => !unsureTitles.has(title))).toEqual([]);
		expect(deaths).toBeGreaterThan(200);
	});
});

/** Each step is begun until a process lives to its end; at every request and statement, before and after it, one in forty dies. */
async function die(steps: number, seed: number): Promise<{ unsure: number; unsureTitles: Set<string>; deaths: number }> {
	const random = new SeededRandom(seed);
	const unsureTitles = new Set<string>();
	let deaths = 0;
	for (let step = 0; step < steps; step++) {
		for (let ended = false; !ended;) {
			const scope = company.process(() => random.chance(1 / 40));
			const outcome = await once(scope, callOf(`step ${step}`)).catch((error: unknown) => ({ ok: false as const, error }));
			ended = outcome.ok;
			if (outcome.ok && outcome.unsure === true) unsureTitles.add(`step ${step}`);
			if (!outcome.ok && !(outcome.error instanceof Death)) throw outcome.error;
			if (!outcome.ok) deaths++;
		}
	}
	return { unsure: unsureTitles.size, unsureTitles, deaths };
}
