import type { StageVisit } from '../../src/model/stageVisit';
import { foundCompany, type Company } from './support/company';
import { runWorkflow } from './support/engine';
import { changeItem, chosen, onChange, oneStep } from './support/steps';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());

const DAY = 86_400_000;
const started = Date.now();
const daysAgo = (days: number) => new Date(started - days * DAY).toISOString();
const step = (more: object) => ({ resource: 'record', operation: 'getTimePerStage', ...more });

/** The deal of the company came to its first stage ten days ago, and to the second four days ago. */
async function tenDays(): Promise<{ first: string; second: string }> {
	const { crm, ledger } = company.scope;
	const [first, second] = (await crm.describe('deal')).pipelines[0]!.stages;
	await crm.update('deal', [{ id: company.deal, values: { stage: second!.id } }], {});
	const visit: StageVisit = {
		ref: { type: 'deal', id: company.deal },
		begunBy: 'feed/1',
		pipeline: 'sales',
		stage: first!.id,
		enteredAt: daysAgo(10),
		enteredBy: null,
		leftAt: daysAgo(4),
		leftBy: company.users.anna,
		endedBy: 'feed/2',
		goneAt: null,
	};
	const next = { begunBy: 'feed/2', stage: second!.id, enteredAt: daysAgo(4), leftAt: null, leftBy: null, endedBy: null };
	await ledger.stageVisits.save([visit, { ...visit, ...next }]);
	return { first: first!.name, second: second!.name };
}

test('of all records of a type: an item per stage, the bottleneck first', async () => {
	const { first, second } = await tenDays();
	const { json, error } = await runWorkflow(oneStep(step({ recordSource: 'none', recordType: chosen('deal'), pipeline: chosen('Sales') })));
	expect(error).toBeUndefined();
	const stages = (await company.scope.crm.describe('deal')).pipelines[0]!.stages;
	const rows = json('CRM');
	expect(rows).toHaveLength(stages.length);
	expect(rows[0]).toMatchObject({
		stage: first,
		bottleneck: true,
		records: 0,
		stays: 1,
		medianDays: 6,
		longest: { title: 'Acme, 100 chairs' },
	});
	expect(rows[1]).toMatchObject({
		stage: second,
		bottleneck: false,
		records: 1,
		stays: 1,
		medianDays: 4,
		longest: { title: 'Acme, 100 chairs', responsible: 'Anna Agent', leftAt: null },
	});
});

test('from a moment on, those that ended before are left out', async () => {
	const { first, second } = await tenDays();
	const { json } = await runWorkflow(
		oneStep(step({ recordSource: 'none', recordType: chosen('deal'), additionalFields: { from: daysAgo(2) } })),
	);
	const rows = json('CRM');
	expect(rows[0]).toMatchObject({ stage: second, bottleneck: true, stays: 1 });
	expect(rows.find(({ stage }) => stage === first)).toMatchObject({ stays: 0, medianDays: null, longest: null });
});

test('of the record that started the workflow: an item per stay, oldest first', async () => {
	const { first, second } = await tenDays();
	const { json, error } = await runWorkflow(onChange(step({})), {
		mode: 'trigger',
		items: [changeItem({ type: 'deal', id: company.deal }, { id: '1' })],
	});
	expect(error).toBeUndefined();
	expect(json('CRM')).toEqual([
		expect.objectContaining({ id: company.deal, stage: first, days: 6, hours: 144, leftBy: 'Anna Agent', current: false }),
		expect.objectContaining({ stage: second, days: 4, leftAt: null, current: true, estimated: false }),
	]);
});

test('a type without stages is refused with what to do', async () => {
	const { error } = await runWorkflow(oneStep(step({ recordSource: 'none', recordType: chosen('contact') })));
	expect(error).toMatchObject({
		message: 'Contacts have no stages, so there is no time per stage.',
		description: expect.stringMatching(/record type with a pipeline/),
	});
});
