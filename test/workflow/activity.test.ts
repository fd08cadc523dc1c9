import { foundCompany, type Company } from './support/company';
import { runWorkflow } from './support/engine';
import { chosen, oneStep } from './support/steps';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());

const theDeal = () => ({ recordSource: 'choose', recordType: chosen('deal'), recordId: chosen(company.deal) });
const schedule = (more: object = {}) => ({
	resource: 'activity',
	operation: 'schedule',
	kind: 'call',
	description: 'Ask for the address\nand the time',
	...theDeal(),
	...more,
});
const open = async () => await company.scope.crm.activities!.find({ statuses: ['planned'] });

test('scheduled for the responsible person of the record, with all its parts, and found again', async () => {
	const { json, error } = await runWorkflow(
		oneStep(schedule({ when: 'absolute', at: '2026-03-02', additionalFields: { durationMinutes: 30, actor: company.users.boris } })),
	);
	expect(error).toBeUndefined();
	expect(json('CRM')).toEqual([
		expect.objectContaining({
			type: 'activity',
			kind: 'call',
			subject: 'Ask for the address',
			at: '2026-03-01T23:00:00.000Z',
			durationMinutes: 30,
			responsible: 'Anna Agent',
			creator: 'Boris Lead',
			status: 'planned',
			completeOnStageChange: true,
			record: { type: 'deal', id: company.deal, title: 'Acme, 100 chairs' },
			origin: expect.objectContaining({ workflow: 'workflow-1', stage: 'sales:new' }),
		}),
	]);
	const find = async (filter: object) =>
		(
			await runWorkflow(
				oneStep({ resource: 'activity', operation: 'getMany', recordSource: 'none', returnAll: true, additionalFields: filter }),
			)
		).json('CRM').length;
	expect([
		await find({ kinds: ['call'], status: 'planned', responsible: 'Anna Agent', from: '2026-03-02', until: '2026-03-02' }),
		await find({ kinds: ['meeting'] }),
		await find({ status: 'completed' }),
	]).toEqual([1, 0, 0]);
});

test('completed by itself by Change Stage of another run; not when the switch is off', async () => {
	await runWorkflow(oneStep(schedule()));
	await runWorkflow(oneStep(schedule({ description: 'Stays', completeOnStageChange: false })));
	await runWorkflow(oneStep({ resource: 'record', operation: 'changeStage', ...theDeal(), stage: chosen('Proposal') }));
	expect((await open()).map(({ subject }) => subject)).toEqual(['Stays']);
});

test('completed one by one, or all of a record', async () => {
	const made = (await runWorkflow(oneStep(schedule()))).json('CRM')[0]!;
	await runWorkflow(oneStep(schedule()));
	const one = await runWorkflow(
		oneStep({ resource: 'activity', operation: 'complete', completeWhat: 'activity', activity: chosen(String(made.id)) }),
	);
	const rest = await runWorkflow(oneStep({ resource: 'activity', operation: 'complete', completeWhat: 'record', ...theDeal() }));
	expect([one.json('CRM')[0]!.completed, rest.json('CRM')[0]!.completed, await open()]).toEqual([1, 1, []]);
});

test.each([
	['empty description', { description: '={{ "" }}' }, 'Description'],
	['wrong time', { when: 'absolute', at: 'soon' }, 'soon'],
	['unknown person', { responsible: chosen('Nobody Known') }, 'Nobody Known'],
	['negative duration', { additionalFields: { durationMinutes: -1 } }, '-1'],
])('refused: %s, and nothing is made', async (_, more, names) => {
	const { error } = await runWorkflow(oneStep(schedule(more)));
	expect(error).toMatchObject({ message: expect.stringContaining(names), description: expect.stringMatching(/\S/), itemIndex: 0 });
	expect(await open()).toEqual([]);
});
