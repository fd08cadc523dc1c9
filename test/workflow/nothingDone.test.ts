import type { IDataObject } from 'n8n-workflow';
import { foundCompany, type Company } from './support/company';
import { runWorkflow } from './support/engine';
import { chosen, filledIn, oneStep } from './support/steps';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());

const theDeal = () => ({ recordSource: 'choose', recordType: chosen('deal'), recordId: chosen(company.deal) });

/** The first output of a step, which must not fail, and what is shown above it. */
async function done(step: object): Promise<IDataObject & { hints: string[] }> {
	const { json, error, run } = await runWorkflow(oneStep(step));
	expect(error).toBeUndefined();
	const hints = (run.data.resultData.runData.CRM?.[0]?.hints ?? [])
		.map(({ message }) => message)
		.filter((hint) => !hint.includes('by hand'));
	return { ...json('CRM')[0], hints };
}

/** A step that does something the first time, and then says why it does nothing. */
async function twice(step: object): Promise<[unknown, unknown]> {
	return [(await done(step)).reason, (await done(step)).reason];
}

test('an update of what is as it should be, and one of no field', async () => {
	const update = { resource: 'record', operation: 'update', ...theDeal(), fields: filledIn({ amount: 700, stage: 'Proposal' }) };
	expect(await twice(update)).toEqual([null, 'The record had these values already.']);
	expect(await done({ ...update, fields: filledIn({}) })).toMatchObject({ amount: 700, reason: 'No field was given to change.' });
});

test('create or update of what is as it should be', async () => {
	const fields = (title: string) => filledIn({ externalId: 'R-1', title }, { matchingColumns: ['externalId'] });
	const upsert = (title: string) => ({ resource: 'record', operation: 'upsert', recordType: chosen('deal'), fields: fields(title) });
	expect(await twice(upsert('Renewal'))).toEqual([null, 'The record had these values already.']);
	expect(await done(upsert('Renewal, next year'))).toMatchObject({ title: 'Renewal, next year', reason: null });
});

test('a task that is completed, or as it should be; a record without open tasks of workflows', async () => {
	const [task] = await company.scope.crm.tasks.create([{ title: 'Call', responsibleId: company.users.anna } as never], {});
	const update = { resource: 'task', operation: 'update', task: chosen(task!.id), additionalFields: { priority: 'high' } };
	expect(await twice(update)).toEqual([null, 'The task was like this already.']);
	const complete = { resource: 'task', operation: 'complete', completeWhat: 'task', task: chosen(task!.id) };
	expect(await twice(complete)).toEqual([null, 'The task "Call" is completed already.']);
	expect(await done({ resource: 'task', operation: 'complete', ...theDeal() })).toMatchObject({
		completed: 0,
		reason: 'The record has no open task that a workflow made for it.',
	});
	expect(await done({ resource: 'task', operation: 'complete', ...theDeal(), stages: ['sales:won'] })).toMatchObject({
		reason: 'The record has no open task that a workflow made for it at these stages.',
	});
});

test('activities, notices and groups', async () => {
	expect(await done({ resource: 'activity', operation: 'complete', ...theDeal() })).toMatchObject({
		completed: 0,
		reason: 'The record has no open activity.',
	});
	expect(await done({ resource: 'notification', operation: 'markRead', markWhat: 'all', recipient: chosen('Anna Agent') })).toMatchObject({
		marked: 0,
		reason: 'Anna Agent has no unread notification.',
	});
	await company.scope.crm.users.groups.save!(['Sales']);
	const members = { resource: 'group', group: chosen('Sales'), members: [company.users.anna] };
	expect(await twice({ ...members, operation: 'addMembers' })).toEqual([null, 'Everybody chosen is in the group already.']);
	expect(await twice({ ...members, operation: 'removeMembers' })).toEqual([null, 'Nobody chosen is in the group.']);
});

test('types, fields, pipelines and stages that are saved as they are', async () => {
	const deal = { recordType: chosen('deal') };
	const like = (what: string) => [null, `The ${what} was like this already.`];
	expect(await twice({ resource: 'recordType', operation: 'save', label: 'Machine' })).toEqual(like('record type'));
	const field = { resource: 'field', operation: 'save', ...deal, label: 'Size', kind: 'number' };
	expect(await twice(field)).toEqual(like('field'));
	const stages = {
		stage: [
			{ name: 'Asked', kind: 'open' },
			{ name: 'Sold', kind: 'won' },
		],
	};
	expect(await twice({ resource: 'pipeline', operation: 'save', ...deal, pipelineName: 'Parts', stages })).toEqual(like('pipeline'));
	const stage = { resource: 'stage', operation: 'save', ...deal, pipeline: chosen('sales'), stageName: 'Checked', stageKind: 'open' };
	expect(await twice(stage)).toEqual(like('stage'));
	const ready = { resource: 'recordType', operation: 'addReadyType', readyType: 'ticket' };
	expect(await twice(ready)).toEqual([null, 'The type was there already, with its fields and its pipeline.']);
});

test('a project template that is saved as it is', async () => {
	const save = { resource: 'projectTemplate', operation: 'save', templateName: 'Cards', taskLines: 'Print' };
	expect(await twice(save)).toEqual([null, 'Nothing differs from version 1, which was saved before.']);
});

describe('a search for duplicates that finds none', () => {
	const find = (more: object) => done({ resource: 'record', operation: 'findDuplicates', recordType: chosen('contact'), ...more });
	const contact = async (values: object) =>
		(await company.scope.crm.create('contact', [{ values: { title: 'Anna Berg', ...values } }], {}))[0]!.id;

	test('of all records says what it compared', async () => {
		await contact({ email: 'anna@example.com' });
		const { fields } = await company.scope.crm.describe('contact');
		const label = fields.find(({ name }) => name === 'title')!.label;
		const { hints } = await find({ recordSource: 'none' });
		expect(hints).toEqual([
			expect.stringMatching(
				new RegExp(`^No two records of the type "contact" have the same ${label}, .*Email.*: there are no duplicates\\.$`),
			),
		]);
	});

	test('of one record says what it compared, or that there was nothing to compare', async () => {
		const id = await contact({});
		const one = { recordSource: 'choose', recordId: chosen(id) };
		expect(await find({ ...one, matchFields: ['email', 'phone'] })).toMatchObject({
			isDuplicate: false,
			compared: ['Email', 'Phone'],
			why: 'Nothing was compared: Email and Phone of the record must be filled in.',
		});
		await company.scope.crm.update('contact', [{ id, values: { email: 'anna@example.com' } }], {});
		expect(await find({ ...one, matchFields: ['email', 'phone'] })).toMatchObject({ why: 'No other record has the same Email.' });
		expect(await find({ ...one, matchFields: ['email', 'phone'], matchMode: 'all' })).toMatchObject({
			why: 'Nothing was compared: Phone of the record must be filled in.',
		});
	});
});

describe('rules without conditions', () => {
	const always = { name: 'Everybody', points: 10 };
	const big = { name: 'Big', points: 5, conditions: { condition: [{ field: 'amount', operator: 'atLeast', value: '1000' }] } };

	test('of a score are told in the explanation and above the output, and where no field takes the total', async () => {
		const score = { resource: 'record', operation: 'score', ...theDeal(), scoringRules: { rule: [always, big] } };
		expect(await done(score)).toMatchObject({
			score: 10,
			explanation: '10 points: Everybody (+10). "Everybody" has no conditions: it gives its points to every record.',
			reason: 'No field was chosen that takes the total, so it is only put out.',
			hints: ['The rule "Everybody" has no conditions: it gives its points to every record.'],
		});
		expect(await twice({ ...score, scoreField: 'amount' })).toEqual([null, 'The field held this total already.']);
	});

	test('of an assignment are told where they keep the others from being asked', async () => {
		const rule = (name: string, more: object = {}) => ({ name, assignTo: 'user', user: chosen(company.users.boris), ...more });
		const assign = (...rules: object[]) =>
			done({ resource: 'record', operation: 'assign', ...theDeal(), assignBy: 'rules', assignmentRules: { rule: rules } });
		expect((await assign(rule('First'), rule('Last'))).hints).toEqual([
			'The rule "First" has no conditions, so it always holds: the rules below it are never asked.',
		]);
		expect((await assign(rule('Big', { conditions: big.conditions }), rule('Last'))).hints).toEqual([]);
	});
});
