import { explainRecord, type ExplanationOutput } from '../../../../../src/automation/families/processes/explain';
import type { Subscription, SubscriptionOptions } from '../../../../../src/automation/engine/delivery/Subscription';
import { closeConnections, openConnection, type OpenConnection } from '../../../../../src/automation/engine/hub/hub';
import type { Values } from '../../../../../src/model/record';
import type { TriggerFilter } from '../../../../../src/model/triggers';
import type { WriteContext } from '../../../../../src/model/write';
import { freshConnection, pause, problems, Runs, subscribe, until } from '../../engine/delivery/connection';

let fresh: Awaited<ReturnType<typeof freshConnection>>;
let connection: OpenConnection;
let runs: Runs;
let deal: string;
const open: Subscription[] = [];

beforeEach(async () => {
	fresh = await freshConnection();
	connection = await fresh.open();
	runs = new Runs();
	const [anna] = await connection.scope.crm.users.create!([{ name: 'Anna Agent', email: 'anna@example.com' }], {});
	const [record] = await connection.scope.crm.create(
		'deal',
		[{ values: { title: 'Acme, 100 chairs', amount: 800, responsible: anna!.id } }],
		{
			actor: anna!.id,
		},
	);
	deal = record!.id;
});
afterEach(async () => {
	for (const subscription of open.splice(0)) await (await subscription.close()).runsEnded;
	problems.length = 0;
	connection.release();
	await fresh.end();
});

const toWon: TriggerFilter = { event: 'stageChanged', recordType: 'deal', toStages: ['sales:won'] };

/** A workflow called "Won deals" that was switched on. */
async function switchOn(filter: TriggerFilter, more: Partial<SubscriptionOptions> = {}): Promise<Subscription> {
	const subscription = await subscribe(connection, runs, { filter, workflowName: 'Won deals', nodeName: 'On change', ...more });
	open.push(subscription);
	return subscription;
}

async function change(values: Values, write: WriteContext = {}): Promise<void> {
	await connection.scope.crm.update('deal', [{ id: deal, values }], write);
}

const explain = async (more: object = {}) =>
	await explainRecord(connection.scope, { record: { type: 'deal', id: deal }, workflow: 'Won deals', limit: 50, ...more });
/** Of the newest change. */
const reason = async () => (await explain()).at(-1)!.reason;

/** When everything that waits has been delivered. */
async function delivered(count: number): Promise<void> {
	await until(() => runs.started.length === count, `${count} runs`);
	await until(
		async () => (await explain()).every(({ runs: its }) => its.every(({ state }) => state === 'done' || state === 'failed')),
		'ends of the runs',
	);
}

test('one answer per change, the newest last: what changed, who did it, whether it started the workflow', async () => {
	await switchOn(toWon);
	await change({ stage: 'sales:proposal', amount: 1200 });
	await change({ stage: 'sales:won' }, { origin: { workflow: 'other', workflowName: 'Closing', run: '4', depth: 0 } });
	await delivered(1);
	const answers = await explain();
	expect(answers.map(({ what, by, started, reasonCode }) => [what, by, started, reasonCode])).toEqual([
		['Created', 'Anna Agent', false, 'createdInStage'],
		['Stage: New → Proposal; Amount: 800 → 1200', null, false, 'otherToStage'],
		['Stage: Proposal → Won', 'Workflow "Closing"', true, 'started'],
	]);
	expect(answers[2]).toMatchObject({
		workflow: 'Won deals',
		trigger: 'On change',
		record: { type: 'deal', id: deal, title: 'Acme, 100 chairs' },
		at: expect.stringMatching(/Z$/),
		reason: 'It started the workflow.',
		runs: [{ state: 'done', replay: 0, attempts: 1, failures: 0, error: null, startedAt: expect.any(String), seconds: expect.any(Number) }],
	});
});

describe('the first rule that does not hold, in words people use', () => {
	test.each<[string, TriggerFilter, Values, string]>([
		['another stage', toWon, { stage: 'sales:proposal' }, 'The stage did not change to Won: it changed from New to Proposal.'],
		[
			'from another stage',
			{ ...toWon, fromStages: ['sales:proposal', 'sales:lost'] },
			{ stage: 'sales:won' },
			'The stage did not change from Proposal or Lost: it changed from New to Won.',
		],
		['the stage stayed', toWon, { amount: 5, title: 'X' }, 'The stage did not change: what changed was Title, Amount.'],
		[
			'another pipeline',
			{ event: 'stageChanged', recordType: 'deal', pipelines: ['renewals'] },
			{ stage: 'sales:won' },
			'The record is in the pipeline Sales; the trigger watches renewals.',
		],
		[
			'other fields',
			{ event: 'recordChanged', recordType: 'deal', fields: ['amount', 'closeDate'] },
			{ title: 'X' },
			'None of the watched fields (Amount, Close date) changed: what changed was Title.',
		],
		[
			'not created',
			{ event: 'recordCreated', recordType: 'deal' },
			{ title: 'X' },
			'The trigger starts when a record is created; this one was changed.',
		],
		[
			'not deleted',
			{ event: 'recordDeleted', recordType: 'deal' },
			{ title: 'X' },
			'The trigger starts when a record is deleted; this one was changed.',
		],
		[
			'crossed nothing',
			{ event: 'recordChanged', recordType: 'deal', crossing: { field: 'amount', direction: 'up', value: '1000' } },
			{ amount: 900 },
			'Amount did not rise to 1000 or above: it was 800 before and 900 after the change.',
		],
		[
			'became empty',
			{ event: 'recordChanged', recordType: 'deal', crossing: { field: 'amount', direction: 'down', value: '100' } },
			{ amount: null },
			'Amount did not fall to 100 or below: it is empty now, and what is empty crosses nothing.',
		],
		[
			'a number in a condition',
			{
				event: 'recordChanged',
				recordType: 'deal',
				conditions: [
					{ field: 'title', operator: 'contains', value: 'acme' },
					{ field: 'amount', operator: 'greaterThan', value: 1000 },
				],
			},
			{ amount: 900 },
			'The condition "Amount is greater than 1000" does not hold: it is 900.',
		],
		[
			'an empty field',
			{ event: 'recordChanged', recordType: 'deal', conditions: [{ field: 'closeDate', operator: 'isNotEmpty' }] },
			{ amount: 900 },
			'The condition "Close date is not empty" does not hold: it is empty.',
		],
	])('%s', async (_, filter, values, sentence) => {
		await switchOn(filter);
		await change(values);
		expect(await reason()).toBe(sentence);
		expect(runs.started).toEqual([]);
	});

	test('conditions in groups, none of which holds', async () => {
		const [boris] = await connection.scope.crm.users.create!([{ name: 'Boris Lead' }], {});
		const anyOf: TriggerFilter['anyOf'] = [
			[
				{ field: 'amount', operator: 'between', value: ['1000', '2000'] },
				{ field: 'title', operator: 'doesNotContain', value: 'test' },
			],
			[{ field: 'responsible', operator: 'isOneOf', value: [boris!.id] }],
		];
		await switchOn({ event: 'recordChanged', recordType: 'deal', anyOf });
		await change({ amount: 900 });
		expect((await explain()).at(-1)).toMatchObject({ started: false, reasonCode: 'noAlternative' });
		expect(await reason()).toBe(
			'None of the alternatives holds ("Amount is between 1000 and 2000 and Title does not contain test" or "Responsible is one of Boris Lead"): Amount is 900, Title is Acme, 100 chairs, Responsible is Anna Agent.',
		);
	});

	test('a person in a condition', async () => {
		const boris = (await connection.scope.crm.users.create!([{ name: 'Boris Lead' }], {}))[0]!;
		await switchOn({ event: 'recordChanged', recordType: 'deal', conditions: [{ field: 'responsible', operator: 'is', value: boris.id }] });
		await change({ amount: 900 });
		expect(await reason()).toBe('The condition "Responsible is Boris Lead" does not hold: it is Anna Agent.');
	});

	test('tasks: the status, and the record they belong to', async () => {
		await switchOn({ event: 'taskStatusChanged', recordType: 'task', taskStatuses: ['completed'], taskRecordType: 'lead' });
		const [task] = await connection.scope.crm.tasks.create([{ title: 'Call', responsibleId: '1', record: { type: 'deal', id: deal } }], {});
		await connection.scope.crm.tasks.update([{ id: task!.id, title: 'Call Acme' }], {});
		await connection.scope.crm.tasks.update([{ id: task!.id, status: 'completed' }], {});
		const answers = await explain({ record: { type: 'task', id: task!.id } });
		expect(answers.map((answer) => answer.reason)).toEqual([
			'The task did not reach the status Completed: its status is Open.',
			'The status of the task did not change: what changed was Title.',
			'The task does not belong to a record of type Lead.',
		]);
	});
});

describe('a change that matches, and started nothing', () => {
	test('was made by the workflow itself, or at the end of a long chain', async () => {
		await switchOn(toWon);
		await change({ stage: 'sales:won' }, { origin: { workflow: 'wf', depth: 1 } });
		expect(await reason()).toContain('made by this workflow itself');
		await change({ stage: 'sales:new' });
		await change({ stage: 'sales:won' }, { origin: { workflow: 'other', depth: 20 } });
		expect(await reason()).toContain('chain of automated changes was 21 long');
	});

	test('happened before the workflow was switched on', async () => {
		await change({ stage: 'sales:won' });
		await pause(5);
		await switchOn(toWon);
		expect((await explain()).at(-1)).toMatchObject({
			started: false,
			reasonCode: 'beforeActivation',
			reason: expect.stringContaining('Catch Up When Switched On'),
		});
	});

	test('is held back: once per record', async () => {
		await switchOn(toWon, { reentry: { kind: 'oncePerRecord' } });
		for (const stage of ['sales:won', 'sales:new', 'sales:won']) await change({ stage });
		await delivered(1);
		expect((await explain()).at(-1)).toMatchObject({
			reasonCode: 'heldBack',
			reason: expect.stringMatching(/^Held back: it ran for this record on 20..-..-.. ..:..:.., and starts once per record\.$/),
		});
	});

	test('is held back: a pause', async () => {
		await switchOn({ event: 'recordChanged', recordType: 'deal' }, { reentry: { kind: 'coolDown', milliseconds: 30 * 60_000 } });
		await change({ amount: 1 });
		await change({ amount: 2 });
		await delivered(1);
		expect(await reason()).toMatch(/^Held back: it ran for this record on .*, and starts again only 30 minutes after that\.$/);
	});

	test('is held back: once per stage, until the record moves on', async () => {
		await switchOn({ event: 'recordChanged', recordType: 'deal', fields: ['amount'] }, { reentry: { kind: 'oncePerStageVisit' } });
		await change({ amount: 1 });
		await change({ amount: 2 });
		await change({ stage: 'sales:proposal' });
		await change({ amount: 3 });
		await delivered(2);
		expect((await explain()).map(({ what, reasonCode }) => [what, reasonCode]).slice(1)).toEqual([
			['Amount: 800 → 1', 'started'],
			['Amount: 1 → 2', 'heldBack'],
			['Stage: New → Proposal', 'otherFields'],
			['Amount: 2 → 3', 'started'],
		]);
	});

	test('was not read yet: nobody listens', async () => {
		const subscription = await switchOn(toWon);
		await subscription.close();
		await change({ stage: 'sales:won' });
		expect((await explain()).at(-1)).toMatchObject({
			started: false,
			reasonCode: 'notReadYet',
			reason: expect.stringContaining('has not come to this change yet'),
		});
	});

	test('was made when the trigger was set otherwise', async () => {
		const first = await switchOn({ ...toWon, toStages: ['sales:lost'] });
		await change({ stage: 'sales:won' });
		await connection.reader.settled();
		await pause(20);
		await first.close();
		await switchOn(toWon, { activation: 'resume' });
		expect((await explain()).at(-1)).toMatchObject({ started: false, reasonCode: 'setOtherwise' });
	});
});

describe('what became of a change that matched', () => {
	test('a run that failed says why, and one that has not ended says so', async () => {
		runs.autoEnd = undefined;
		await switchOn(toWon);
		await change({ stage: 'sales:won' });
		await until(() => runs.started.length === 1, 'the run');
		expect((await explain()).at(-1)).toMatchObject({
			started: true,
			reason: 'It started the workflow, and the run goes on.',
			runs: [{ state: 'claimed', seconds: null }],
		});
		runs.started[0]!.end({ status: 'error', message: 'The mail server said no.' });
		await until(async () => (await explain()).at(-1)!.runs[0]!.state === 'failed', 'the end of the run');
		expect((await explain()).at(-1)).toMatchObject({
			started: true,
			reason: 'It started the workflow, and the run failed: The mail server said no.',
			runs: [{ failures: 1, error: 'The mail server said no.' }],
		});
	});

	test('a run that waits to be made again says when', async () => {
		runs.autoEnd = { status: 'error', message: 'No answer.' };
		await switchOn(toWon, {
			delivery: { mode: { kind: 'single', parallel: 5 }, runLimitMs: 60_000, retries: 3, retryAfterMs: 600_000, leaveInterrupted: false },
		});
		await change({ stage: 'sales:won' });
		await until(
			async () => (await explain()).at(-1)!.runs[0]?.state === 'waiting' && (await explain()).at(-1)!.runs[0]!.failures === 1,
			'the pause',
		);
		expect(await reason()).toMatch(/^Its run failed: No answer\. It is made again at .*\.$/);
	});

	test('when the trigger was changed since, both are said', async () => {
		const first = await switchOn(toWon);
		await change({ stage: 'sales:won' });
		await delivered(1);
		await (
			await first.close()
		).runsEnded;
		await switchOn({ ...toWon, toStages: ['sales:lost'] }, { activation: 'resume' });
		expect((await explain()).at(-1)).toMatchObject({
			started: true,
			reason:
				'It started the workflow. The trigger was changed since, and would not start on it now. The stage did not change to Lost: it changed from New to Won.',
		});
	});
});

describe('nothing to explain', () => {
	const only = (answers: ExplanationOutput[]) => {
		expect(answers).toHaveLength(1);
		return answers[0]!;
	};

	test('no change of the record is kept', async () => {
		await switchOn(toWon);
		expect(only(await explain({ since: '2999-01-01' }))).toMatchObject({
			started: false,
			reasonCode: 'noChange',
			record: { title: 'Acme, 100 chairs' },
			reason: expect.stringMatching(/^No change of this record is kept since 2999-01-01 00:00:00/),
		});
	});

	test('the workflow watches something else', async () => {
		await switchOn({ event: 'recordCreated', recordType: 'lead' });
		expect(only(await explain())).toMatchObject({
			reasonCode: 'noTrigger',
			reason: 'No trigger of this workflow watches Deals: it watches Leads.',
		});
	});

	test('a workflow, a record or a date that does not exist', async () => {
		await switchOn(toWon);
		await expect(explain({ workflow: 'Wno deals' })).rejects.toMatchObject({
			code: 'notFound',
			message: expect.stringContaining('Wno deals'),
			remedy: expect.stringContaining('Won deals'),
		});
		await expect(explain({ record: { type: 'deal', id: '999' } })).rejects.toMatchObject({
			code: 'notFound',
			message: expect.stringContaining('999'),
		});
		await expect(explain({ since: 'yesterday-ish' })).rejects.toMatchObject({
			code: 'invalidValue',
			message: expect.stringContaining('Since'),
		});
	});

	test('two workflows of one name are not mixed up', async () => {
		await switchOn(toWon);
		await switchOn(toWon, { workflowId: 'wf-2' });
		await expect(explain()).rejects.toMatchObject({ code: 'invalidValue', message: '2 workflows are called "Won deals".' });
		expect((await explain({ workflow: 'wf-2' })).length).toBe(1);
	});

	test('a deleted record is explained by the changes that are kept', async () => {
		await switchOn(toWon);
		await connection.scope.crm.remove([{ type: 'deal', id: deal }], {});
		expect((await explain()).at(-1)).toMatchObject({
			what: 'Deleted',
			record: { title: 'Acme, 100 chairs' },
			reason: 'The trigger starts when a record is changed; this one was deleted.',
		});
	});

	test('a merge is no deletion and a restore no creation, unless the trigger counts them', async () => {
		const { crm } = connection.scope;
		const [kept] = await crm.create('deal', [{ values: { title: 'Acme, chairs' } }], {});
		await switchOn({ event: 'recordDeleted', recordType: 'deal' }, { nodeId: 'a', nodeName: 'Deleted' });
		await switchOn({ event: 'recordCreated', recordType: 'deal' }, { nodeId: 'b', nodeName: 'Made' });
		await crm.remove([{ type: 'deal', id: deal }], { reason: { kind: 'merged', into: kept!.id } });
		await crm.restore!([{ type: 'deal', id: deal }], {});
		await pause(50);
		expect(runs.started).toHaveLength(0);
		expect((await explain()).slice(-4).map(({ trigger, what, reasonCode, reason }) => [trigger, what, reasonCode, reason])).toEqual([
			[
				'Deleted',
				`Merged into "Acme, chairs" (id ${kept!.id})`,
				'merged',
				expect.stringMatching(/not deleted but merged.*"Also When Merged/),
			],
			[
				'Made',
				`Merged into "Acme, chairs" (id ${kept!.id})`,
				'notCreated',
				'The trigger starts when a record is created; this one was merged into another.',
			],
			['Deleted', 'Restored', 'notDeleted', 'The trigger starts when a record is deleted; this one was restored.'],
			['Made', 'Restored', 'restored', expect.stringMatching(/not created but restored.*"Also When Restored"/)],
		]);
	});

	test('a trigger that was told to counts a merge as a deletion, and a restore as a creation', async () => {
		const { crm } = connection.scope;
		const [kept] = await crm.create('deal', [{ values: { title: 'Kept' } }], {});
		await switchOn({ event: 'recordDeleted', recordType: 'deal', includeMerged: true }, { nodeId: 'a', nodeName: 'Deleted' });
		await switchOn({ event: 'recordCreated', recordType: 'deal', includeRestored: true }, { nodeId: 'b', nodeName: 'Made' });
		await crm.remove([{ type: 'deal', id: deal }], { reason: { kind: 'merged', into: kept!.id } });
		await crm.restore!([{ type: 'deal', id: deal }], {});
		await delivered(2);
		const answers = (await explain()).filter(({ started }) => started);
		expect(answers.map(({ trigger, what }) => [trigger, what])).toEqual([
			['Deleted', `Merged into "Kept" (id ${kept!.id})`],
			['Made', 'Restored'],
		]);
	});

	test('of more changes than asked for, the newest', async () => {
		await switchOn(toWon);
		for (const amount of [1, 2, 3]) await change({ amount });
		expect((await explain({ limit: 2 })).map(({ what }) => what)).toEqual(['Amount: 1 → 2', 'Amount: 2 → 3']);
	});
});

test('each trigger of a workflow answers for itself', async () => {
	await switchOn(toWon, { nodeId: 'a', nodeName: 'Won' });
	await switchOn({ ...toWon, toStages: ['sales:lost'] }, { nodeId: 'b', nodeName: 'Lost' });
	await change({ stage: 'sales:won' });
	await until(() => runs.started.length === 1, 'the run');
	expect((await explain()).slice(-2).map(({ trigger, started }) => [trigger, started])).toEqual([
		['Lost', false],
		['Won', true],
	]);
});

test('another process asks', async () => {
	await switchOn(toWon);
	await closeConnections();
	connection = await openConnection({ backend: 'builtin-sqlite', folder: fresh.folder }, 'Europe/Stockholm');
	await change({ stage: 'sales:won' });
	expect((await explain()).at(-1)).toMatchObject({ reasonCode: 'notReadYet' });
	open.splice(0);
});
