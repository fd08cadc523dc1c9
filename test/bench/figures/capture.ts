import { SeededRandom } from '../../contract/support/SeededRandom.ts';
import type { Bench } from '../support/Bench.ts';
import { BenchCrm, type BackendName } from '../support/BenchCrm.ts';
import { measurePairs, partOf, timed, worstOf, type Measurements } from '../support/measurement.ts';
import { fillCompany, fillDeals, settle } from '../support/seededData.ts';

const RECORDS = 10_000;
/** Single commits that are timed together. */
const SINGLE = 100;

/**
 * capture.overhead.sqlite, capture.overhead.postgres: what it costs that the database keeps every change.
 *
 * Both sides update deals through the port (`crm.update`), in two databases with the same 10,000 deals; on the peer's
 * side all triggers of the table were dropped, so it keeps no change. Once with one deal per commit (100 at a time), once
 * with all 10,000 in one call and commit. The worse of the two counts.
 */
export async function captureOnSqlite(bench: Bench): Promise<Measurements> {
	return { 'capture.overhead.sqlite': await capture('SQLite', bench) };
}

export async function captureOnPostgres(bench: Bench): Promise<Measurements> {
	return { 'capture.overhead.postgres': await capture('PostgreSQL', bench) };
}

async function capture(backend: BackendName, bench: Bench) {
	const own = await Side.prepare(backend, bench);
	const peer = await Side.prepare(backend, bench);
	await dropTriggers(peer.crm);
	await Promise.all([own, peer].map(async ({ crm }) => await settle(crm)));
	const single = await measurePairs({ pairs: 15, warmUps: 3, own: async () => await own.single(), peer: async () => await peer.single() });
	const bulk = await measurePairs({ pairs: 9, warmUps: 2, own: async () => await own.bulk(), peer: async () => await peer.bulk() });
	const parts = [partOf(`${SINGLE} commits of one update`, 'ms', single), partOf(`one commit of ${RECORDS} updates`, 'ms', bulk)];
	const measurement = worstOf(parts, { atMost: 2 }, { durability: await own.crm.durability() });
	await Promise.all([own.crm.discard(), peer.crm.discard()]);
	return measurement;
}

class Side {
	readonly crm: BenchCrm;
	private readonly ids: readonly string[];
	private readonly random = new SeededRandom(7);
	private amount = 0;

	private constructor(crm: BenchCrm, ids: readonly string[]) {
		this.crm = crm;
		this.ids = ids;
	}

	static async prepare(backend: BackendName, bench: Bench): Promise<Side> {
		const crm = await BenchCrm.open(backend, bench);
		return new Side(crm, await fillDeals(crm, await fillCompany(crm), RECORDS));
	}

	async single(): Promise<number> {
		return await timed(async () => {
			for (let turn = 0; turn < SINGLE; turn++) await this.update([this.random.pick(this.ids)]);
		});
	}

	async bulk(): Promise<number> {
		return await timed(async () => await this.update(this.ids));
	}

	private async update(ids: readonly string[]): Promise<void> {
		this.amount++;
		await this.crm.scope.crm.update(
			'deal',
			ids.map((id) => ({ id, values: { amount: 1_000_000 + this.amount } })),
			{},
		);
	}
}

async function dropTriggers(crm: BenchCrm): Promise<void> {
	const triggers =
		crm.name === 'SQLite'
			? await crm.run("select name from sqlite_schema where type = 'trigger' and tbl_name = 'record'")
			: await crm.run("select tgname as name from pg_trigger where tgrelid = 'record'::regclass and not tgisinternal");
	if (triggers.length < 4)
		throw new Error(`The table "record" has ${triggers.length} triggers: capture has moved, and this figure must follow it.`);
	for (const { name } of triggers) await crm.run(`drop trigger "${String(name)}"${crm.name === 'SQLite' ? '' : ' on record'}`);
	const before = await crm.count('change_feed');
	await crm.scope.crm.create('deal', [{ values: { title: 'Nobody sees this one' } }], {});
	if ((await crm.count('change_feed')) !== before) throw new Error('Changes are still captured after the triggers were dropped.');
}
