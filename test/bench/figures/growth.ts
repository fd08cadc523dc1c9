import { SeededRandom } from '../../contract/support/SeededRandom.ts';
import type { Bench } from '../support/Bench.ts';
import { BenchCrm, type BackendName } from '../support/BenchCrm.ts';
import { Listening } from '../support/Listening.ts';
import { measurePairs, partOf, timed, worstOf, type Measurements, type Part } from '../support/measurement.ts';
import { addPastChanges } from '../support/pastChanges.ts';
import { fillCompany, fillDeals, settle } from '../support/seededData.ts';

interface Size {
	records: number;
	changes: number;
}

const SMALL: Size = { records: 10_000, changes: 10_000 };
const LARGE: Size = { records: 100_000, changes: 1_000_000 };
const FULL: Size = { records: 1_000_000, changes: 5_000_000 };
/** Changes that are timed together. */
const BLOCK = 200;

/**
 * growth.feed: what a change costs when much is stored, divided by what it costs when little is.
 *
 * A change is: a deal, any of them, is updated through the port in a commit of its own; the feed hands it to a subscription;
 * its delivery is stored, claimed and done. Both databases are the package's own: one holds 100,000 deals and a million
 * past changes, each with its delivery and an effect (`--full`: a million and five million); the other holds 10,000 of
 * each. 200 changes at a time, on both databases, the worse counts.
 */
export async function growth(bench: Bench): Promise<Measurements> {
	const large = bench.full ? FULL : LARGE;
	const parts: Part[] = [];
	const durability: string[] = [];
	for (const backend of ['SQLite', 'PostgreSQL'] as const) {
		const own = await Side.prepare(backend, large, bench);
		const peer = await Side.prepare(backend, SMALL, bench);
		const pairs = await measurePairs({
			pairs: 15,
			warmUps: 3,
			own: async () => await own.changeBlock(),
			peer: async () => await peer.changeBlock(),
		});
		parts.push(
			partOf(
				`${backend}, ${large.records} deals and ${large.changes} changes beside ${SMALL.records} of each, per ${BLOCK} changes`,
				'ms',
				pairs,
			),
		);
		durability.push(await own.crm.durability());
		for (const side of [own, peer]) await side.discard();
	}
	return { 'growth.feed': worstOf(parts, { atMost: 1.2 }, { durability: durability.join('; ') }) };
}

class Side {
	readonly crm: BenchCrm;
	private readonly listening: Listening;
	private readonly ids: readonly string[];
	private readonly random = new SeededRandom(11);
	private amount = 0;

	private constructor(crm: BenchCrm, listening: Listening, ids: readonly string[]) {
		this.crm = crm;
		this.listening = listening;
		this.ids = ids;
	}

	static async prepare(backend: BackendName, { records, changes }: Size, bench: Bench): Promise<Side> {
		const crm = await BenchCrm.open(backend, bench);
		const ids = await fillDeals(crm, await fillCompany(crm), records);
		await addPastChanges(crm, changes, ids);
		await settle(crm);
		console.log(`${backend}: ${records} deals and ${changes} past changes`);
		return new Side(crm, await Listening.start(crm, bench), ids);
	}

	async changeBlock(): Promise<number> {
		// Each deal once: what waits for an earlier change of the same record says nothing about growth.
		const ids = new Set<string>();
		while (ids.size < BLOCK) ids.add(this.random.pick(this.ids));
		return await timed(async () => {
			await this.listening.delivered(BLOCK, async () => {
				for (const id of ids) await this.crm.scope.crm.update('deal', [{ id, values: { amount: 1_000_000 + ++this.amount } }], {});
			});
		});
	}

	async discard(): Promise<void> {
		await this.listening.stop();
		await this.crm.discard();
	}
}
