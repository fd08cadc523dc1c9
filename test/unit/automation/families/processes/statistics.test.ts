import { DEFAULT_DELIVERY } from '../../../../../src/automation/engine/delivery/options';
import { workflowStatistics, type StatisticsInput } from '../../../../../src/automation/families/processes/statistics';
import { median, percentile } from '../../../../../src/model/percentile';
import { Office } from '../../office';

let office: Office;
let changes = 0;
beforeEach(async () => (office = await Office.open()));
afterEach(async () => await office.close());

const DAY = 86_400_000;
const iso = () => office.clock.at.toISOString();
const pass = (milliseconds: number) => (office.clock.at = new Date(office.clock.at.getTime() + milliseconds));

async function switchOn(workflowId: string, workflowName: string): Promise<void> {
	const settings = JSON.stringify({
		filter: { event: 'recordChanged', recordType: 'deal' },
		allowOwnChanges: false,
		reentry: { kind: 'always' },
		delivery: DEFAULT_DELIVERY,
	});
	await office.scope.ledger.subscriptions.save({
		workflowId,
		nodeId: 'n',
		workflowName,
		nodeName: 'CRM Trigger',
		cursor: await office.scope.feed.head(),
		servedAt: iso(),
		activatedAt: iso(),
		settings,
	});
}

interface RunDraft {
	workflowId?: string;
	/** How many changes the run is for. */
	together?: number;
	version?: string;
	seconds?: number;
	/** One entry per run of it: how it ended. */
	ends: Array<'done' | 'failed' | 'again' | 'going on'>;
}

let executions = 0;

/** What deliveries leave behind in the ledger, by the same calls. */
async function run({ workflowId = 'a', together = 1, version = '1', seconds = 1, ends }: RunDraft): Promise<void> {
	const { deliveries } = office.scope.ledger;
	const drafts = Array.from({ length: together }, () => ({
		workflowId,
		nodeId: 'n',
		changeId: String(++changes),
		replay: 0,
		recordKey: 'deal/1',
	}));
	const ids = (await deliveries.add(drafts, iso())).map(({ id }) => id);
	for (const end of ends) {
		const [first] = await deliveries.handOver([ids], { owner: 'p', aliveUntil: iso() }, iso());
		await office.scope.ledger.runs.claim(
			{ id: first!.runId! },
			{
				owner: 'p',
				aliveUntil: iso(),
				at: iso(),
				executionId: String(++executions),
				workflowVersion: version,
			},
		);
		pass(seconds * 1000);
		if (end === 'again') await deliveries.retryAt(ids, iso(), 'No answer.', iso());
		else if (end !== 'going on') await deliveries.finish(ids, { state: end, at: iso(), error: end === 'failed' ? 'No answer.' : null });
	}
}

const statistics = async (input: Partial<StatisticsInput> = {}) => await workflowStatistics(office.scope, { perVersion: true, ...input });

test('how often a workflow ran, succeeded and failed, and how long it took', async () => {
	await switchOn('a', 'Won deals');
	for (const seconds of [1, 2, 3, 4, 100]) await run({ seconds, ends: ['done'] });
	await run({ seconds: 2, ends: ['again', 'done'] });
	await run({ seconds: 2, ends: ['again', 'again', 'failed'] });
	await run({ ends: ['going on'] });
	await office.scope.ledger.deliveries.add([{ workflowId: 'a', nodeId: 'n', changeId: 'x', replay: 0, recordKey: 'deal/1' }], iso());
	expect(await statistics()).toEqual([
		{
			workflow: 'Won deals',
			workflowId: 'a',
			version: 1,
			versionSince: null,
			from: expect.any(String),
			until: expect.any(String),
			changes: 8,
			runs: 11,
			succeeded: 6,
			failed: 4,
			setAside: 1,
			notStarted: 0,
			running: 1,
			waiting: 0,
			seconds: { median: 2, p95: 100, total: 114 },
			lastRunAt: expect.any(String),
			lastExecution: String(executions),
			lastError: 'No answer.',
		},
		expect.objectContaining({
			version: null,
			changes: 1,
			waiting: 1,
			runs: 0,
			seconds: { median: null, p95: null, total: 0 },
			lastRunAt: null,
		}),
	]);
});

test('per version, the newest first, with the moment it first ran; or all together', async () => {
	await switchOn('a', 'Won deals');
	const first = iso();
	expect(await office.scope.ledger.workflowVersions.numberOf('a', 'content 1', first)).toBe(1);
	await run({ version: '1', ends: ['failed'] });
	const second = iso();
	await office.scope.ledger.workflowVersions.numberOf('a', 'content 2', second);
	await run({ version: '2', ends: ['done'] });
	expect(
		(await statistics()).map(({ version, versionSince, succeeded, setAside }) => [version, versionSince, succeeded, setAside]),
	).toEqual([
		[2, second, 1, 0],
		[1, first, 0, 1],
	]);
	expect(await statistics({ perVersion: false })).toEqual([
		expect.objectContaining({ version: null, changes: 2, runs: 2, succeeded: 1, setAside: 1 }),
	]);
});

test('a batch is one run for many changes', async () => {
	await run({ together: 500, seconds: 5, ends: ['done'] });
	expect(await statistics()).toEqual([
		expect.objectContaining({ workflow: 'a', changes: 500, runs: 1, succeeded: 500, seconds: { median: 5, p95: 5, total: 5 } }),
	]);
});

test('what was given up without a run is no failed run', async () => {
	const [row] = await office.scope.ledger.deliveries.add(
		[{ workflowId: 'a', nodeId: 'n', changeId: 'x', replay: 0, recordKey: 'deal/1' }],
		iso(),
	);
	await office.scope.ledger.deliveries.finish([row!.id], { state: 'failed', at: iso(), error: 'Switched off.' });
	expect(await statistics()).toEqual([
		expect.objectContaining({ changes: 1, runs: 0, failed: 0, setAside: 0, notStarted: 1, lastError: null }),
	]);
});

test('the last 30 days, or any other time; a day ends at midnight where the workflow is', async () => {
	office.clock.at = new Date('2026-01-01T22:59:00Z'); // 23:59 in Stockholm
	await run({ ends: ['done'] });
	pass(2 * 60_000);
	await run({ ends: ['done'] });
	pass(29 * DAY);
	await run({ ends: ['done'] });
	const counts = async (input: Partial<StatisticsInput>) => (await statistics(input)).map(({ changes: count }) => count);
	expect(await counts({})).toEqual([3]);
	pass(2 * DAY);
	expect(await counts({})).toEqual([1]);
	expect(await counts({ from: '2026-01-01', until: '2026-01-01' })).toEqual([1]);
	expect(await counts({ from: '2026-01-01', until: '2026-01-02' })).toEqual([2]);
	await expect(statistics({ from: '2026-02-01', until: '2026-01-01' })).rejects.toMatchObject({
		code: 'invalidValue',
		message: expect.stringContaining('is not before'),
	});
});

test('all workflows by name, those without a run too; one that is not switched on any more by its id', async () => {
	await switchOn('z', 'A quiet one');
	await switchOn('a', 'Won deals');
	await run({ ends: ['done'] });
	await run({ workflowId: 'gone', ends: ['done'] });
	expect((await statistics()).map(({ workflow, changes: count, version }) => [workflow, count, version])).toEqual([
		['A quiet one', 0, null],
		['gone', 1, 1],
		['Won deals', 1, 1],
	]);
	expect((await statistics({ workflow: 'won deals' })).map(({ workflow }) => workflow)).toEqual(['Won deals']);
	await expect(statistics({ workflow: 'gone' })).rejects.toMatchObject({ code: 'notFound' });
});

test('the middle and the nearest rank', () => {
	expect([median([]), median([3]), median([1, 2]), median([5, 1, 3])]).toEqual([null, 3, 1.5, 3]);
	const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
	expect([percentile([], 0.5), percentile([7], 0.95), percentile(hundred, 0.95), percentile(hundred, 1), percentile(hundred, 0)]).toEqual([
		null,
		7,
		95,
		100,
		1,
	]);
});
