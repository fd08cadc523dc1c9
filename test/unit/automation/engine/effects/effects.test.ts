import type { Operation } from '../../../../../src/automation/engine/effects/Operation';
import { runEffects } from '../../../../../src/automation/engine/effects/runEffects';
import type { Scope } from '../../../../../src/automation/engine/Scope';
import { Office, RUN } from '../../office';

let office: Office;
beforeEach(async () => (office = await Office.open()));
afterEach(async () => await office.close());

const openDeal: Operation<{ title: string }, string> = {
	name: 'test.openDeal',
	writes: 'crm',
	target: (input) => input,
	perform: async ({ crm }, inputs, write) =>
		(
			await crm.create(
				'deal',
				inputs.map(({ title }) => ({ values: { title } })),
				write,
			)
		).map(({ id }) => id),
};

const callsFor = (...titles: string[]) => titles.map((title) => ({ key: `key of ${title}`, input: { title }, write: RUN }));

/** As for a run that looked the keys up just before another one stored them: the first `blind` look-ups find nothing. */
function lateReader(scope: Scope, blind: number): Scope {
	const { ledger } = scope;
	const effects = {
		store: ledger.effects.store.bind(ledger.effects),
		find: async (keys: readonly string[]) => (blind-- > 0 ? new Map() : await ledger.effects.find(keys)),
	};
	return { ...scope, ledger: { ...ledger, feedId: ledger.feedId, effects, transaction: ledger.transaction.bind(ledger) } };
}

async function titles(): Promise<unknown[]> {
	const found = [];
	for await (const { values } of office.scope.crm.find('deal')) found.push(values.title);
	return found;
}

test('a step that another run stored at the same moment is not done twice: its stored result is given', async () => {
	const [first] = await runEffects(office.scope, openDeal, callsFor('Once'), 'each');
	const [second] = await runEffects(lateReader(office.scope, 1), openDeal, callsFor('Once'), 'each');
	expect(second).toEqual({ ...first, repeated: true });
	expect(await titles()).toEqual(['Once']);
});

test('what cannot be done any more gives its stored result, and is refused where there is none', async () => {
	const refusal = { error: new Error('Nobody to act as') };
	const calls = () => callsFor('A', 'B').map((call) => ({ ...call, refusal }));
	const [first] = await runEffects(office.scope, openDeal, callsFor('A'), 'each');
	const outcomes = await runEffects(office.scope, openDeal, calls(), 'each');
	expect(outcomes).toEqual([
		{ ...first, repeated: true },
		{ ok: false, error: refusal.error },
	]);
	await expect(runEffects(office.scope, openDeal, calls(), 'all')).rejects.toMatchObject({ position: 1, cause: refusal.error });
	expect(await titles()).toEqual(['A']);
});

test('among many steps only those of the other run are repeated, the rest is done', async () => {
	await runEffects(office.scope, openDeal, callsFor('B'), 'each');
	const outcomes = await runEffects(lateReader(office.scope, 1), openDeal, callsFor('A', 'B', 'C'), 'each');
	expect(outcomes.map((outcome) => outcome.ok && outcome.repeated)).toEqual([false, true, false]);
	expect((await titles()).sort()).toEqual(['A', 'B', 'C']);
});

test('a key that is taken again and again is an error, and leaves nothing behind', async () => {
	await runEffects(office.scope, openDeal, callsFor('Taken'), 'each');
	const [outcome] = await runEffects(lateReader(office.scope, 2), openDeal, callsFor('Taken'), 'each');
	expect(outcome).toMatchObject({ ok: false, error: { code: 'conflict', message: expect.stringContaining('same step') } });
	expect(await titles()).toEqual(['Taken']);
});

test('a conflict of the step itself is not tried again', async () => {
	const [old] = await office.add('deal', { title: 'Old' });
	let tries = 0;
	const rename: Operation<{ title: string }, unknown> = {
		...openDeal,
		perform: async ({ crm }, [input], write) => {
			tries++;
			return await crm.update('deal', [{ id: old!.id, values: { title: input!.title }, ifVersion: '7' }], write);
		},
	};
	const [outcome] = await runEffects(office.scope, rename, callsFor('New'), 'each');
	expect(outcome).toMatchObject({ ok: false, error: { code: 'conflict' } });
	expect(tries).toBe(1);
});

describe('items that come in another order than when they were done', () => {
	const numbered = (...given: string[]) =>
		given.map((title, index) => ({ key: `wf:node:change.0:0.${index}`, input: { title }, write: RUN }));
	const repeated = async (...given: string[]) =>
		(await runEffects(office.scope, openDeal, numbered(...given), 'each')).map((outcome) => outcome.ok && outcome.repeated);
	const results = async (...given: string[]) =>
		(await runEffects(office.scope, openDeal, numbered(...given), 'each')).map((outcome) => outcome.ok && outcome.result);

	test('find their effects, and their own results', async () => {
		const [a, b, c] = await results('A', 'B', 'C');
		expect(await results('C', 'A', 'B')).toEqual([c, a, b]);
		expect((await titles()).sort()).toEqual(['A', 'B', 'C']);
	});

	test('also when some were not done yet, and equal ones are among them', async () => {
		await results('A', 'B', 'A');
		expect(await repeated('D', 'A', 'C', 'A', 'B')).toEqual([false, true, false, true, true]);
		expect(await repeated('A', 'B', 'C', 'D', 'A')).toEqual([true, true, true, true, true]);
		expect((await titles()).sort()).toEqual(['A', 'A', 'B', 'C', 'D']);
	});

	test('but data that was changed is an error, and nothing is done', async () => {
		await results('A', 'B');
		const outcomes = await runEffects(office.scope, openDeal, numbered('B', 'A changed'), 'each');
		expect(outcomes.map((outcome) => outcome.ok || outcome.error)).toEqual(
			Array(2).fill(expect.objectContaining({ code: 'effectMismatch' })),
		);
		expect((await titles()).sort()).toEqual(['A', 'B']);
	});

	test('and steps of another change or round keep their own', async () => {
		await runEffects(office.scope, openDeal, [...numbered('A'), { key: 'wf:node:other.0:0.0', input: { title: 'B' }, write: RUN }], 'each');
		const [first] = await runEffects(office.scope, openDeal, numbered('B'), 'each');
		expect(first).toMatchObject({ ok: false, error: { code: 'effectMismatch' } });
	});
});
