import { BatchSide, CHANGES, TOGETHER } from '../support/BatchSide.ts';
import type { Bench } from '../support/Bench.ts';
import { BenchCrm } from '../support/BenchCrm.ts';
import { BenchN8n } from '../support/BenchN8n.ts';
import { onChangesMerged, TITLES } from '../support/benchWorkflows.ts';
import { measurePairs, partOf, type Measurement, type Measurements } from '../support/measurement.ts';
import { steadyRates, StoredRows, wholeRates } from '../support/StoredRows.ts';

/** Others than those of the workflow with an expression, so that each change starts one of the two. */
const STAGES = ['sales:qualified', 'sales:proposal'];
const PAIRS = 3;
const WARM_UPS = 1;

/**
 * batch.mergeFields: changes per second in batches of 500, divided by those of the same workflow with an expression. Both are
 * CRM Trigger, and CRM Create Task, whose title has the title of the deal: by a merge field, or by an expression of the item.
 */
export async function batchMergeFields(bench: Bench): Promise<Measurements> {
	const host = await BenchN8n.start(bench);
	try {
		const crm = await BenchCrm.postgres(bench);
		const peer = await BatchSide.prepare(host, crm);
		const measurement = { ...(await measure(host, peer)), durability: await crm.durability() };
		await crm.discard();
		return { 'batch.mergeFields': measurement };
	} finally {
		await host.stop();
	}
}

async function measure(host: BenchN8n, peer: BatchSide): Promise<Measurement> {
	const workflow = await host.activate(onChangesMerged(peer.connect, STAGES, TOGETHER));
	const rows = new StoredRows(peer.crm, TITLES.merged);
	let turn = 0;
	const pairs = await measurePairs({
		pairs: PAIRS,
		warmUps: WARM_UPS,
		own: async () => await rows.rates(CHANGES, await peer.move('crmflow.record', peer.deals, STAGES[turn++ % STAGES.length]!)),
		peer: async () => await peer.rates(),
	});
	await rows.expectInAll(turn * CHANGES);
	await peer.finish();
	await host.client.deactivate(workflow);
	const whole = partOf(`${peer.what}, a merge field or an expression`, 'per second', wholeRates(pairs));
	const steady = partOf('the same, between the first and the last task', 'per second', steadyRates(pairs));
	return { value: whole.value, parts: [whole, steady] };
}
