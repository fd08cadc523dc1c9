import type { Bench } from '../support/Bench.ts';
import { BenchCrm } from '../support/BenchCrm.ts';
import { BenchN8n } from '../support/BenchN8n.ts';
import { BatchSide } from '../support/BatchSide.ts';
import type { Measurements } from '../support/measurement.ts';
import { batchVsPostgresTrigger } from './batchVsPostgresTrigger.ts';
import { batchVsSingle } from './batchVsSingle.ts';

/** batch.vsSingle, batch.vsPostgresTrigger: one n8n and one workflow in batches for both. */
export async function batch(bench: Bench): Promise<Measurements> {
	const host = await BenchN8n.start(bench);
	try {
		const crm = await BenchCrm.postgres(bench);
		const own = await BatchSide.prepare(host, crm);
		const durability = await crm.durability();
		const measurements = {
			'batch.vsSingle': { ...(await batchVsSingle(host, own)), durability },
			'batch.vsPostgresTrigger': { ...(await batchVsPostgresTrigger(host, own)), durability },
		};
		await own.finish();
		await crm.discard();
		return measurements;
	} finally {
		await host.stop();
	}
}
