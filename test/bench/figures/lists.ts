import { libraryOf, type Bench } from '../support/Bench.ts';
import { BenchCrm } from '../support/BenchCrm.ts';
import { median } from '../support/arithmetic.ts';
import { timed, type Measurements, type Part } from '../support/measurement.ts';
import { fillCompany, fillDeals, settle } from '../support/seededData.ts';

const DEALS = 100_000;
const USERS = 1_000;
const REPETITIONS = 7;

/**
 * lists.slowest: how long the slowest list on the canvas takes to fill, of those that grow with the data, with 100,000 deals
 * and 1,000 users: the first page, what no title has, what many have, other alphabets, people. On both databases.
 */
export async function lists(bench: Bench): Promise<Measurements> {
	const { lists } = libraryOf(bench);
	const parts: Part[] = [];
	const durability: string[] = [];
	for (const backend of ['SQLite', 'PostgreSQL'] as const) {
		const crm = await BenchCrm.open(backend, bench);
		await fillDeals(crm, await fillCompany(crm), DEALS);
		await crm.scope.crm.users.create!(
			Array.from({ length: USERS }, (_, index) => ({ name: `Person ${index}` })),
			{},
		);
		await settle(crm);
		const measured: Record<string, () => Promise<unknown>> = {
			'deals, first page': async () => await lists.listRecords(crm.scope, 'deal', {}),
			'deals, searched in vain': async () => await lists.listRecords(crm.scope, 'deal', { search: 'nothing at all' }),
			'deals, in vain with Ł': async () => await lists.listRecords(crm.scope, 'deal', { search: 'Łódź' }),
			'deals, a word of many': async () => await lists.listRecords(crm.scope, 'deal', { search: 'for' }),
			'users, all': async () => await lists.listUsers(crm.scope, { size: USERS }),
		};
		for (const [what, list] of Object.entries(measured)) {
			const times: number[] = [];
			for (let turn = 0; turn < REPETITIONS; turn++) times.push(await timed(list));
			const own = median(times);
			parts.push({ what: `${backend}: ${what}`, unit: 'ms', own, peer: Number.NaN, value: own, count: REPETITIONS });
		}
		durability.push(await crm.durability());
		await crm.discard();
	}
	return { 'lists.slowest': { value: Math.max(...parts.map(({ value }) => value)), parts, durability: durability.join('; ') } };
}
