import { backUp, databaseContent, move, restore } from '../../../src/automation/families/upkeep/backup';
import type { ConnectionOptions } from '../../../src/crm/backends';
import { opened, PAIRS, TestDatabases } from './support';

/** After a move nothing runs on the old database any more: what waited there is done once. */
const databases = new TestDatabases();
const quiet = () => undefined;
const AT = '2026-03-02T09:00:00.000Z';
const trigger = { workflowId: 'wf', nodeId: 'node' };

/** Three that wait or run, and two that are done. */
async function busy(options: ConnectionOptions): Promise<void> {
	await opened(options, async ({ ledger: { deliveries, runs } }) => {
		const ids = (
			await deliveries.add(
				['1', '2', '3', '4', '5'].map((changeId) => ({ ...trigger, changeId, replay: 0, recordKey: `deal/${changeId}` })),
				AT,
			)
		).map(({ id }) => id);
		const owner = { owner: 'n8n|1|x', aliveUntil: AT };
		const [handed, claimed, done] = await deliveries.handOver([[ids[1]!], [ids[2]!], [ids[3]!]], owner, AT);
		for (const { runId } of [claimed!, done!])
			await runs.claim({ id: runId! }, { ...owner, at: AT, executionId: null, workflowVersion: null });
		expect(handed!.state).toBe('inFlight');
		await deliveries.finish([ids[3]!], { state: 'done', at: AT, error: null });
		await deliveries.finish([ids[4]!], { state: 'failed', at: AT, error: 'No.' });
	});
}

const waiting = async (options: ConnectionOptions) =>
	await opened(
		options,
		async ({ ledger }) => (await ledger.deliveries.open('wf', 'node')).filter(({ state }) => state === 'waiting').length,
	);

describe.each(PAIRS)('from %s to %s', (from, to) => {
	test('it says what waits, and the old one is for copies only', async () => {
		const [source, target] = [databases.new(from), databases.new(to)];
		await busy(source);
		expect((await databaseContent(source)).open).toBe(3);
		const { open } = await move(source, target, { replace: false, whileRunning: false }, quiet);
		expect([open, await waiting(target)]).toEqual([3, 3]);
		await expect(opened(source, async () => undefined)).rejects.toMatchObject({
			code: 'storage',
			message: expect.stringMatching(/was moved to .* on 2\d{3}-\d\d-\d\d: nothing runs here any more/),
			remedy: expect.stringContaining('CRMFLOW_POSTGRES_URL'),
		});
		// A copy of it is a database like any other; so is the old one itself when somebody wants it back.
		const file = databases.file();
		await backUp(source, { file, overwrite: false }, quiet);
		await restore({ file }, source, { replace: true }, quiet);
		expect(await waiting(source)).toBe(3);
	});

	test('a rehearsal leaves it to n8n', async () => {
		const [source, target] = [databases.new(from), databases.new(to)];
		await busy(source);
		await move(source, target, { replace: false, whileRunning: true }, quiet);
		await opened(source, async ({ ledger }) => expect(await ledger.deliveries.open('wf', 'node')).toHaveLength(3));
	});
});
