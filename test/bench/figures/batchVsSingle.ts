import type { BatchSide } from '../support/BatchSide.ts';
import type { BenchN8n } from '../support/BenchN8n.ts';
import { onChange, TITLES } from '../support/benchWorkflows.ts';
import { measurePairs, partOf, type Measurement } from '../support/measurement.ts';
import { steadyRates, StoredRows, wholeRates } from '../support/StoredRows.ts';

const RUNS = 100;
/** Others than those of the workflow in batches, so that each change starts one of the two. */
const STAGES = ['sales:qualified', 'sales:proposal'];
const PAIRS = 3;
const WARM_UPS = 1;

/**
 * batch.vsSingle: changes per second in batches of 500, divided by those with a run each. The workflow is the same:
 * CRM Trigger, and CRM Create Task, whose title is an expression of the item.
 *
 * Another program moves 5,000 deals in one commit, or 100; the clock goes from that commit until the last task is
 * stored. A second part has the rate between the first and the last task, without what comes before the first.
 */
export async function batchVsSingle(host: BenchN8n, own: BatchSide): Promise<Measurement> {
	const workflow = await host.activate(onChange(own.connect, STAGES));
	const rows = new StoredRows(own.crm, TITLES.change);
	const deals = own.deals.slice(0, RUNS);
	let turn = 0;
	const pairs = await measurePairs({
		pairs: PAIRS,
		warmUps: WARM_UPS,
		own: async () => await own.rates(),
		peer: async () => await rows.rates(RUNS, await own.move('crmflow.record', deals, STAGES[turn++ % STAGES.length]!)),
	});
	await rows.expectInAll(turn * RUNS);
	await host.client.deactivate(workflow);
	const whole = partOf(`${own.what}, or ${RUNS} with a run each`, 'per second', wholeRates(pairs));
	const steady = partOf('the same, between the first and the last task', 'per second', steadyRates(pairs));
	return { value: whole.value, parts: [whole, steady] };
}
