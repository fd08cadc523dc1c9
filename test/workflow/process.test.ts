import type { IDataObject, ILoadOptionsFunctions } from 'n8n-workflow';
import { triggerOptions } from '../../nodes/CrmTrigger/options';
import * as listSearch from '../../nodes/shared/listSearch';
import { foundCompany, type Company } from './support/company';
import { runWorkflow } from './support/engine';
import { changeItem, chosen, crmNode, onChange, oneStep } from './support/steps';
import { switchOnWorkflow } from './support/triggers';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());

const switchOn = async (workflowName?: string) => await switchOnWorkflow(company.scope, workflowName);
const process = (operation: string, more: object = {}) => ({ resource: 'process', operation, ...more });
const theDeal = () => ({ recordSource: 'choose', recordType: chosen('deal'), recordId: chosen(company.deal) });
const form = (parameters: IDataObject = {}) => {
	const node = crmNode(parameters);
	return {
		getNode: () => node,
		getTimezone: () => 'Europe/Warsaw',
		getCurrentNodeParameter: (name: string) => node.parameters[name],
		getCurrentNodeParameters: () => node.parameters,
	} as unknown as ILoadOptionsFunctions;
};

describe('process: why', () => {
	const why = (more: object = {}) => oneStep(process('why', { workflow: chosen('id of Won deals'), ...theDeal(), ...more }));

	test('an item per change of the record, with the reason', async () => {
		await switchOn();
		await company.scope.crm.update('deal', [{ id: company.deal, values: { stage: 'sales:proposal' } }], {});
		const { json, output, error } = await runWorkflow(why());
		expect(error).toBeUndefined();
		expect(json('CRM')).toEqual([
			expect.objectContaining({ what: 'Created', started: false }),
			expect.objectContaining({
				workflow: 'Won deals',
				trigger: 'On win',
				what: 'Stage: New → Proposal',
				started: false,
				reasonCode: 'otherToStage',
				reason: 'The stage did not change to Won: it changed from New to Proposal.',
				runs: [],
			}),
		]);
		expect(output('CRM').map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }]);
	});

	test('the workflow by its name, for the record that started this one, since a moment', async () => {
		await switchOn();
		const step = why({
			workflow: { __rl: true, mode: 'name', value: 'won deals' },
			recordSource: 'trigger',
			additionalFields: { since: '2999-01-01' },
		});
		const { json } = await runWorkflow(step, { items: [{ type: 'deal', id: company.deal }] });
		expect(json('CRM')).toEqual([
			expect.objectContaining({ started: false, reasonCode: 'noChange', reason: expect.stringContaining('2999-01-01') }),
		]);
	});

	test.each([
		['an unknown workflow', { workflow: chosen('Lost deals') }, 'Lost deals'],
		['no workflow', { workflow: { __rl: true, mode: 'name', value: '={{ $json.none }}' } }, 'Workflow'],
		['an unknown record', { recordId: chosen('4711') }, '4711'],
		['a date that is none', { additionalFields: { since: 'soon' } }, 'Since'],
		['a limit that is none', { limit: 0 }, 'Limit'],
	])('%s is named', async (_, parameters, name) => {
		await switchOn();
		const { error } = await runWorkflow(why(parameters));
		expect(error?.message).toContain(name);
		expect(error?.description).toEqual(expect.stringMatching(/\S/));
	});
});

describe('process: get statistics', () => {
	const statistics = (more: object = {}) => oneStep(process('getStatistics', { workflow: chosen(''), ...more }));

	test('an item per workflow and version', async () => {
		await switchOn();
		await switchOn('Lost deals');
		const { ledger, clock } = company.scope;
		const at = clock.now().toISOString();
		const [row] = await ledger.deliveries.add(
			[{ workflowId: 'id of Won deals', nodeId: 'node-1', changeId: '1', replay: 0, recordKey: 'deal/1' }],
			at,
		);
		const [handedOver] = await ledger.deliveries.handOver([[row!.id]], { owner: 'p', aliveUntil: at }, at);
		await ledger.runs.claim({ id: handedOver!.runId! }, { owner: 'p', aliveUntil: at, at, executionId: '17', workflowVersion: '3' });
		await ledger.deliveries.finish([row!.id], { state: 'done', at, error: null });
		const { json, error } = await runWorkflow(statistics());
		expect(error).toBeUndefined();
		expect(json('CRM')).toEqual([
			expect.objectContaining({ workflow: 'Lost deals', version: null, changes: 0, runs: 0 }),
			expect.objectContaining({
				workflow: 'Won deals',
				version: 3,
				changes: 1,
				runs: 1,
				succeeded: 1,
				lastExecution: '17',
				seconds: { median: 0, p95: 0, total: 0 },
			}),
		]);
		const one = await runWorkflow(statistics({ workflow: chosen('id of Won deals'), perVersion: false }));
		expect(one.json('CRM')).toEqual([expect.objectContaining({ workflow: 'Won deals', version: null, runs: 1 })]);
	});

	test.each([
		['an unknown workflow', { workflow: chosen('Nobody') }, 'Nobody'],
		['a date that is none', { additionalFields: { from: 'soon' } }, 'From'],
		['a time that ends before it begins', { additionalFields: { from: '2026-02-01', until: '2026-01-01' } }, 'Until'],
	])('%s is named', async (_, parameters, name) => {
		const { error } = await runWorkflow(statistics(parameters));
		expect(error?.message).toContain(name);
		expect(error?.description).toEqual(expect.stringMatching(/\S/));
	});
});

describe('process: replay', () => {
	const replay = (more: object = {}) => process('replay', { trigger: chosen('id of Won deals/node-1'), from: '2020-01-01', ...more });
	const win = async () => void (await company.scope.crm.update('deal', [{ id: company.deal, values: { stage: 'sales:won' } }], {}));
	const waiting = async () =>
		(await company.scope.ledger.deliveries.open('id of Won deals', 'node-1')).map(({ replay: number, recordKey }) => [number, recordKey]);

	test('past changes wait for their trigger once more', async () => {
		await switchOn();
		await win();
		const { json, error } = await runWorkflow(oneStep(replay()));
		expect(error).toBeUndefined();
		expect(json('CRM')).toEqual([
			expect.objectContaining({
				workflow: 'Won deals',
				trigger: 'On win',
				replay: 1,
				replayed: 1,
				records: 1,
				message: expect.stringContaining('1 change of 1 record is delivered'),
			}),
		]);
		expect(await waiting()).toEqual([[1, `deal/${company.deal}`]]);
	});

	test('the changes of one record, by the name of the workflow', async () => {
		await switchOn();
		await win();
		const [other] = await company.scope.crm.create('deal', [{ values: { title: 'Other', stage: 'sales:proposal' } }], {});
		await company.scope.crm.update('deal', [{ id: other!.id, values: { stage: 'sales:won' } }], {});
		const step = replay({ trigger: { __rl: true, mode: 'name', value: 'Won deals' }, replayWhat: 'record', ...theDeal(), from: '' });
		expect((await runWorkflow(oneStep(step))).json('CRM')).toEqual([expect.objectContaining({ replayed: 1 })]);
		expect(await waiting()).toEqual([[1, `deal/${company.deal}`]]);
	});

	test('the same step repeated replays once; a moment that moves on does not make it another step', async () => {
		await switchOn();
		await win();
		const step = onChange(replay({ from: '={{ $now.minus(1, "day").toISO() }}' }));
		const run = async () =>
			(await runWorkflow(step, { mode: 'trigger', items: [changeItem({ type: 'deal', id: company.deal }, { id: '1' })] })).json('CRM');
		const first = await run();
		expect(first).toEqual([expect.objectContaining({ replay: 1 })]);
		expect(await run()).toEqual(first);
		expect(await waiting()).toHaveLength(1);
	});

	test('a run that is a replay itself replays nothing', async () => {
		await switchOn();
		await win();
		const { error } = await runWorkflow(onChange(replay()), {
			mode: 'trigger',
			items: [changeItem({ type: 'deal', id: company.deal }, { id: '1', replay: 1 })],
		});
		expect(error?.message).toContain('started by a replay');
		expect(await waiting()).toEqual([]);
	});

	test.each([
		['more changes than allowed', { mostChanges: 1 }, 'Nothing was replayed'],
		['no moment', { from: '' }, 'From'],
		['an unknown trigger', { trigger: chosen('x/y') }, 'x/y'],
		['a number that is none', { mostChanges: '={{ "many" }}' }, 'Most Changes'],
	])('%s: refused', async (_, parameters, words) => {
		await switchOn();
		await win();
		for (const stage of ['sales:new', 'sales:won']) await company.scope.crm.update('deal', [{ id: company.deal, values: { stage } }], {});
		const { error } = await runWorkflow(oneStep(replay(parameters)));
		expect(error?.message).toContain(words);
		expect(error?.description).toEqual(expect.stringMatching(/\S/));
		expect(await waiting()).toEqual([]);
	});
});

test('workflows and their triggers are picked from lists', async () => {
	await switchOn();
	await switchOn('Lost deals');
	const names = async (search: (typeof listSearch)['searchWorkflows'], filter?: string) =>
		(await search.call(form(), filter)).results.map(({ name, value }) => [name, value]);
	expect(await names(listSearch.searchWorkflows)).toEqual([
		['Lost deals', 'id of Lost deals'],
		['Won deals', 'id of Won deals'],
	]);
	expect(await names(listSearch.searchWorkflowTriggers, 'won')).toEqual([['Won deals: On win', 'id of Won deals/node-1']]);
});

describe('process: save', () => {
	test.each([
		['picked from the list', chosen(' Sales '), 'Sales'],
		['written', { __rl: true, mode: 'name', value: 'Sales' }, 'Sales'],
		['from an expression', 'Sales', 'Sales'],
		['added and left empty', chosen(''), undefined],
		['of which an expression gives nothing', null, undefined],
	])('a word of the trigger itself: %s', (_, department, word) => {
		expect(triggerOptions((name) => (name === 'options' ? { department, category: department } : undefined)).card).toEqual({
			department: word,
			category: word,
			description: undefined,
		});
	});

	const save = (processFields: object, workflow = chosen('id of Won deals')) => oneStep(process('save', { workflow, processFields }));

	test('what is filled in is listed, and offered to the next; what is left empty is emptied', async () => {
		await switchOn();
		const { json, error } = await runWorkflow(
			save({ department: { __rl: true, mode: 'name', value: 'Sales' }, category: 'Closing', description: 'Ends' }),
		);
		expect(error).toBeUndefined();
		expect(json('CRM')).toEqual([
			expect.objectContaining({ process: 'Won deals', department: 'Sales', category: 'Closing', description: 'Ends', recordType: 'Deal' }),
		]);
		await runWorkflow(save({ category: chosen('') }));
		const listed = await runWorkflow(oneStep(process('getMany', { returnAll: true, filters: { department: 'sales' } })));
		expect(listed.json('CRM')).toEqual([expect.objectContaining({ department: 'Sales', category: null, description: 'Ends' })]);
		expect((await listSearch.searchDepartments.call(form())).results).toEqual([expect.objectContaining({ name: 'Sales', value: 'Sales' })]);
	});

	test.each([
		['nothing to save', {}, undefined, 'Nothing is given'],
		['an unknown workflow', { department: 'Sales' }, chosen('Lost deals'), 'Lost deals'],
	])('%s is named, and nothing is kept', async (_, fields, workflow, words) => {
		await switchOn();
		const { error } = await runWorkflow(save(fields, workflow));
		expect(error?.message).toContain(words);
		expect(error?.description).toEqual(expect.stringMatching(/\S/));
		expect((await company.scope.ledger.processCards.all()).size).toBe(0);
	});
});
