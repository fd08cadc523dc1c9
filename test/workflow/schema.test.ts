import type { IDataObject, ILoadOptionsFunctions } from 'n8n-workflow';
import * as listSearch from '../../nodes/shared/listSearch';
import * as loadOptions from '../../nodes/shared/loadOptions';
import { triggerOptions } from '../../nodes/CrmTrigger/options';
import { foundCompany, type Company } from './support/company';
import { runWorkflow } from './support/engine';
import { changeItem, chosen, crmNode, onChange, oneStep } from './support/steps';
import { switchOnWorkflow } from './support/triggers';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());

const run = async (resource: string, operation: string, more: object = {}) => await runWorkflow(oneStep({ resource, operation, ...more }));
const deal = { recordType: chosen('deal') };
const sales = { ...deal, pipeline: chosen('sales') };
const form = (parameters: IDataObject = {}) => {
	const node = crmNode(parameters);
	return {
		getNode: () => node,
		getTimezone: () => 'Europe/Warsaw',
		getCurrentNodeParameter: (name: string) => node.parameters[name],
		getCurrentNodeParameters: () => node.parameters,
	} as unknown as ILoadOptionsFunctions;
};

async function gives(step: ReturnType<typeof run>, ...items: object[]): Promise<void> {
	const { json, error, output } = await step;
	expect(error).toBeUndefined();
	expect(json('CRM')).toEqual(items.map((item) => expect.objectContaining(item)));
	expect(output('CRM').map(({ pairedItem }) => pairedItem)).toEqual(items.map(() => ({ item: 0 })));
}

async function refused(step: ReturnType<typeof run>, words: string): Promise<void> {
	const { error } = await step;
	expect(error?.message).toContain(words);
	expect(error?.description).toEqual(expect.stringMatching(/\S/));
}

describe('record type', () => {
	test('save, get many, delete', async () => {
		await gives(run('recordType', 'save', { label: 'Support case' }), { name: 'supportCase', pluralLabel: 'Support cases', created: true });
		await gives(run('recordType', 'getMany', { additionalFields: { search: 'case' } }), {
			name: 'supportCase',
			records: 0,
			pipelines: [],
			fields: expect.arrayContaining([expect.objectContaining({ name: 'title', system: true })]),
		});
		await refused(run('recordType', 'delete', deal), 'one record');
		await gives(run('recordType', 'delete', { recordType: chosen('supportCase') }), {
			deleted: true,
			name: 'supportCase',
			deletedRecords: 0,
		});
		await refused(run('recordType', 'save', { label: '={{ $json.none }}' }), 'Label');
		await refused(run('recordType', 'delete', { recordType: { __rl: true, mode: 'name', value: '={{ $json.none }}' } }), 'Record Type');
	});

	test('the types of the CRM itself are listed when asked for', async () => {
		const names = async (more: object) =>
			(await run('recordType', 'getMany', { returnAll: true, ...more })).json('CRM').map(({ name }) => name);
		expect(await names({})).toEqual(['lead', 'deal', 'contact', 'company']);
		expect(await names({ additionalFields: { all: true } })).toEqual([
			'lead',
			'deal',
			'contact',
			'company',
			'task',
			'user',
			'project',
			'activity',
			'document',
		]);
	});

	test('a ready type is added once', async () => {
		await gives(run('recordType', 'addReadyType', { readyType: 'ticket' }), {
			name: 'ticket',
			created: true,
			addedPipelines: ['Tickets'],
			leftOut: [],
		});
		await gives(run('recordType', 'addReadyType', { readyType: 'ticket' }), { created: false, addedFields: [], addedPipelines: [] });
		await refused(run('recordType', 'addReadyType', { readyType: 'spaceship' }), 'spaceship');
	});

	test('a type goes with its records, and the workflow that waits for that is told', async () => {
		const step = onChange({ resource: 'recordType', operation: 'delete', recordType: chosen('deal'), deleteRecords: true });
		const { json, error } = await runWorkflow(step, {
			mode: 'trigger',
			items: [changeItem({ type: 'deal', id: company.deal }, { id: '1' })],
		});
		expect(error).toBeUndefined();
		expect(json('CRM')).toEqual([{ deleted: true, name: 'deal', label: 'Deal', deletedRecords: 1 }]);
		expect(await company.scope.feed.newest({}, 1)).toEqual([
			expect.objectContaining({ kind: 'deleted', origin: expect.objectContaining({ node: 'crm-node' }) }),
		]);
	});
});

describe('field', () => {
	test('save, get many, delete', async () => {
		const save = {
			...deal,
			label: 'How urgent',
			kind: 'choice',
			choices: {
				choice: [
					{ label: 'Very', value: 'v' },
					{ label: 'Later', value: '' },
				],
			},
			additionalFields: { default: 'v', help: 'Ask.' },
		};
		await gives(run('field', 'save', save), {
			name: 'howUrgent',
			created: true,
			options: [
				{ label: 'Very', value: 'v' },
				{ label: 'Later', value: 'Later' },
			],
			default: 'v',
			help: 'Ask.',
			required: false,
		});
		await gives(run('field', 'getMany', { ...deal, additionalFields: { own: true, search: 'urgent' } }), {
			name: 'howUrgent',
			recordType: 'deal',
		});
		await gives(run('field', 'delete', { ...deal, field: chosen('howUrgent'), deleteValues: true }), {
			deleted: true,
			name: 'howUrgent',
			values: 0,
			valuesDeleted: true,
		});
		await refused(run('field', 'delete', { ...deal, field: chosen('title') }), 'Title');
		await refused(run('field', 'save', { ...deal, label: 'X', kind: 'magic' }), 'magic');
		await gives(run('field', 'save', { ...deal, label: 'Partner', kind: 'record', target: chosen('company') }), {
			name: 'partner',
			target: 'company',
		});
	});

	test('those that can be deleted are picked from a list', async () => {
		const names = async (parameters: IDataObject) =>
			(await listSearch.searchCustomFields.call(form(parameters), '')).results.map(({ value }) => value);
		expect(await names({ recordType: chosen('deal') as never })).toEqual([
			'amount',
			'currency',
			'closeDate',
			'company',
			'contact',
			'source',
			'description',
		]);
		expect(await names({})).toEqual([]);
	});
});

describe('pipeline and stage', () => {
	const stages = {
		stage: [
			{ name: 'Offer', kind: 'open' },
			{ name: 'Yes', kind: 'won' },
		],
	};

	test('save, get many, delete a pipeline', async () => {
		await gives(run('pipeline', 'save', { ...deal, pipelineName: 'Renewals', stages, skipping: 'forbidden' }), {
			id: 'renewals',
			created: true,
			skipping: 'forbidden',
			backwards: 'allowed',
			stages: [
				expect.objectContaining({ id: 'renewals:offer', position: 1 }),
				expect.objectContaining({ id: 'renewals:yes', kind: 'won' }),
			],
		});
		await gives(
			run('pipeline', 'getMany', { pipelinesOf: 'type', ...deal }),
			{ name: 'Sales', records: 1 },
			{ name: 'Renewals', records: 0 },
		);
		expect((await run('pipeline', 'getMany')).json('CRM').map(({ name }) => name)).toEqual(['Leads', 'Sales', 'Renewals']);
		await refused(run('pipeline', 'delete', sales), 'one record');
		await gives(run('pipeline', 'delete', { ...deal, pipeline: chosen('renewals') }), { deleted: true, id: 'renewals', name: 'Renewals' });
		await refused(run('pipeline', 'save', { ...deal, pipelineName: 'Odd', stages: { stage: [{ name: 'X', kind: 'maybe' }] } }), 'maybe');
	});

	test('save, get many, delete a stage', async () => {
		await gives(run('stage', 'save', { ...sales, stageName: 'Demo', position: 'after', afterStage: chosen('New') }), {
			id: 'sales:demo',
			position: 2,
			created: true,
		});
		const limited = (await run('stage', 'getMany', { ...sales, limit: 2 })).json('CRM');
		expect(limited).toEqual([expect.objectContaining({ name: 'New', records: 1 }), expect.objectContaining({ name: 'Demo', records: 0 })]);
		await refused(run('stage', 'delete', { ...sales, stage: chosen('sales:new') }), 'one record');
		await gives(run('stage', 'save', { ...sales, stageName: 'Cancelled', stageKind: 'lost' }), {
			name: 'Cancelled',
			kind: 'lost',
			position: 8,
		});
		await gives(run('stage', 'delete', { ...sales, stage: chosen('sales:new'), moveTo: chosen('sales:demo') }), {
			deleted: true,
			name: 'New',
			moved: 1,
		});
		expect((await company.scope.crm.get({ type: 'deal', id: company.deal }))?.values).toMatchObject({ stage: 'sales:demo' });
	});

	test('a record that would skip a stage stays, and is told what comes next', async () => {
		await run('pipeline', 'save', { ...deal, pipelineName: 'Sales', skipping: 'forbidden' });
		const move = async (stage: string) =>
			await run('record', 'changeStage', { recordSource: 'choose', ...deal, recordId: chosen(company.deal), stage: chosen(stage) });
		const { error } = await move('Won');
		expect(error?.message).toContain(
			'Deal 1 "Acme, 100 chairs" cannot move from stage "New" to "Won" in pipeline "Sales": that skips "Qualified", "Proposal" and "Negotiation".',
		);
		expect(error?.description).toContain('Next comes "Qualified".');
		await gives(move('Qualified'), { stage: 'Qualified', moved: true });
		await gives(move('Lost'), { stage: 'Lost', moved: true });
	});
});

describe('stage: set gate', () => {
	const won = { ...sales, stage: chosen('sales:won') };
	const move = async (more: object = {}) =>
		await run('record', 'changeStage', { recordSource: 'choose', ...deal, recordId: chosen(company.deal), stage: chosen('Won'), ...more });

	test('what a stage asks for is set, shown, and names what is missing when a record comes', async () => {
		await company.scope.crm.users.groups.save!(['Board']);
		const gate = {
			neededFields: ['amount'],
			noOpenTasks: true,
			documentNeeded: true,
			section: { __rl: true, mode: 'name', value: 'Contract' },
			moverRoles: ['manager'],
			moverGroups: ['Board'],
			moverUsers: ['anna@example.com'],
		};
		const summary =
			'Amount is filled in, no task is open, a document is filed under Contract, moved by the role "manager", the group "Board" or Anna Agent.';
		const entering = {
			fields: [{ name: 'amount', label: 'Amount' }],
			noOpenTasks: true,
			document: { section: 'Contract', kind: null },
			roles: ['manager'],
			groups: ['Board'],
			users: [{ id: company.users.anna, name: 'Anna Agent' }],
			summary,
		};
		await gives(run('stage', 'setGate', { ...won, ...gate }), {
			id: 'sales:won',
			name: 'Won',
			gates: { entering, leaving: null },
			reason: null,
		});
		await gives(run('stage', 'setGate', { ...won, ...gate }), { reason: 'The stage asked for this already.' });
		const shown = (await run('stage', 'getMany', { ...sales, returnAll: true })).json('CRM');
		expect(shown.find(({ id }) => id === 'sales:won')).toMatchObject({ records: 0, gates: { entering, leaving: null } });

		const record = { type: 'deal', id: company.deal };
		await company.scope.crm.tasks.create(
			['One', 'Two'].map((title) => ({ title, responsibleId: company.users.anna, record })),
			{},
		);
		const missing = 'Amount is empty, 2 tasks are open, no document is filed under Contract';
		const { error } = await move();
		expect(error?.message).toContain(`"Acme, 100 chairs" cannot go to "Won": ${missing}.`);
		expect(error?.description).toContain('CRM Setup, Stage, Set Gate');
		const asBoris = { additionalFields: { actor: { __rl: true, mode: 'name', value: 'boris@example.com' } } };
		await refused(
			move(asBoris),
			`${missing}, only the role "manager", the group "Board" or Anna Agent may move it there, and Boris Lead is not`,
		);
		await refused(move({ dryRun: true }), missing);
		expect((await company.scope.crm.get(record))?.values['stage']).toBe('sales:new');
	});

	test('a side that asks for nothing is open; each side is set by itself', async () => {
		await gives(run('stage', 'setGate', { ...sales, stage: chosen('New'), gateSide: 'leaving', neededFields: ['amount'] }), {
			gates: { entering: null, leaving: expect.objectContaining({ summary: 'Amount is filled in.' }) },
		});
		await gives(run('stage', 'setGate', { ...won, neededFields: ['title'] }), { gates: { entering: expect.anything(), leaving: null } });
		await refused(move(), '"Acme, 100 chairs" cannot leave "New": Amount is empty.');
		await gives(run('stage', 'setGate', { ...sales, stage: chosen('New'), gateSide: 'leaving' }), {
			gates: { entering: null, leaving: null },
		});
		await gives(move(), { stage: 'Won', moved: true });
	});

	test('a stage is deleted although records may not leave it, and not past the gate of the other stage', async () => {
		await run('stage', 'setGate', { ...sales, stage: chosen('New'), gateSide: 'leaving', neededFields: ['amount'] });
		await run('stage', 'setGate', { ...won, neededFields: ['amount'] });
		const remove = async (moveTo: string) => await run('stage', 'delete', { ...sales, stage: chosen('New'), moveTo: chosen(moveTo) });
		await refused(remove('Won'), '"Acme, 100 chairs" cannot go to "Won": Amount is empty.');
		await gives(remove('Lost'), { deleted: true, moved: 1 });
	});

	test('the form lists the fields that can be asked for, and what is not there is refused', async () => {
		const listed = await loadOptions.getGateFields.call(form(won));
		expect(listed.map(({ value }) => value)).toEqual(expect.arrayContaining(['title', 'amount', 'responsible']));
		expect(listed.map(({ value }) => value)).not.toContain('stage');
		await refused(run('stage', 'setGate', { ...won, neededFields: ['amuont'] }), '"amuont"');
		await refused(run('stage', 'setGate', { ...won, moverRoles: ['emperor'] }), '"emperor"');
	});
});

describe('process: get many', () => {
	test('the workflows with what they start on, by filters', async () => {
		await switchOnWorkflow(company.scope);
		await gives(run('process', 'getMany', { filters: { recordType: 'deal', state: 'active' } }), {
			process: 'Won deals',
			department: null,
			recordType: 'Deal',
			startsOn: ['Deal: stage changes to Won'],
			active: true,
			runs: 0,
			failed: 0,
		});
		await gives(run('process', 'getMany', { filters: { department: 'Sales' } }));
	});

	test('departments and categories are set on CRM Trigger, and listed from those in use', async () => {
		const options = { department: ' Sales ', category: 'Closing', processDescription: '' };
		const { card } = triggerOptions((name, fallback) => (name === 'options' ? options : fallback));
		expect(card).toEqual({ department: 'Sales', category: 'Closing', description: undefined });
		await switchOnWorkflow(company.scope);
		const [stored] = await company.scope.ledger.subscriptions.list();
		await company.scope.ledger.subscriptions.save({ ...stored!, settings: JSON.stringify({ ...JSON.parse(stored!.settings), card }) });
		expect((await loadOptions.getDepartments.call(form())).map(({ value }) => value)).toEqual(['Sales']);
		expect((await loadOptions.getProcessCategories.call(form())).map(({ value }) => value)).toEqual(['Closing']);
		await gives(run('process', 'getMany', { filters: { department: 'Sales' } }), { department: 'Sales', category: 'Closing' });
	});
});
