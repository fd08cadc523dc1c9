import { addReadyTypes } from '../../../../../src/automation/families/schema/readyTypes';
import { deleteFields, saveFields } from '../../../../../src/automation/families/schema/fields';
import { deletePipelines, listPipelineOutputs, savePipelines } from '../../../../../src/automation/families/schema/pipelines';
import { deleteRecordTypes, listRecordTypeOutputs, saveRecordTypes } from '../../../../../src/automation/families/schema/recordTypes';
import { deleteStages, listStageOutputs, saveStages } from '../../../../../src/automation/families/schema/stages';
import { READY_TYPES } from '../../../../../src/model/readyTypes';
import { DEFAULT_DELIVERY } from '../../../../../src/automation/engine/delivery/options';
import type { TriggerFilter } from '../../../../../src/model/triggers';
import { Office, refusal } from '../../office';
import type { SaveFieldInput, SavePipelineInput, SaveStageInput } from '../../../../../src/automation/families/schema/inputs';

let office: Office;
beforeEach(async () => (office = await Office.open()));
afterEach(async () => await office.close());

const crm = () => office.scope.crm;
const typeOf = async (type: string) => await crm().describe(type);
const field = (more: Partial<SaveFieldInput>): SaveFieldInput => ({
	type: 'deal',
	label: 'Wish',
	kind: 'string',
	required: false,
	...more,
});
const pipeline = (more: Partial<SavePipelineInput> = {}): SavePipelineInput => ({
	type: 'deal',
	name: 'Sales',
	stages: [],
	skipping: 'allowed',
	backwards: 'allowed',
	...more,
});
const stage = (more: Partial<SaveStageInput>): SaveStageInput => ({
	type: 'deal',
	pipeline: 'Sales',
	name: 'Demo',
	kind: 'open',
	position: 'usual',
	...more,
});
const stageNames = async () => (await typeOf('deal')).pipelines[0]!.stages.map(({ name }) => name);

async function watch(filter: TriggerFilter): Promise<void> {
	const at = office.clock.at.toISOString();
	const settings = JSON.stringify({ filter, allowOwnChanges: false, reentry: { kind: 'always' }, delivery: DEFAULT_DELIVERY });
	await office.scope.ledger.subscriptions.save({
		workflowId: 'w',
		nodeId: 'n',
		workflowName: 'Won deals',
		nodeName: 'On win',
		cursor: await office.scope.feed.head(),
		servedAt: at,
		activatedAt: at,
		settings,
	});
}

describe('record types', () => {
	test('a type is made from its label, and saving it again changes it', async () => {
		expect(await office.runOne(saveRecordTypes, { label: 'Support case' })).toMatchObject({
			name: 'supportCase',
			pluralLabel: 'Support cases',
			created: true,
			records: 0,
			pipelines: [],
		});
		expect(await office.runOne(saveRecordTypes, { label: 'support CASE', pluralLabel: 'All cases' })).toMatchObject({
			name: 'supportCase',
			label: 'support CASE',
			pluralLabel: 'All cases',
			created: false,
		});
		expect(await office.runOne(saveRecordTypes, { name: 'supportCase', label: 'Case' })).toMatchObject({
			name: 'supportCase',
			label: 'Case',
			pluralLabel: 'Cases',
			created: false,
		});
		expect(await listRecordTypeOutputs(office.scope, { search: 'case', all: false })).toHaveLength(1);
	});

	test('a name made from a label never changes another type', async () => {
		await office.runOne(saveRecordTypes, { label: 'Support case' });
		await expect(office.runOne(saveRecordTypes, { label: 'Support-Case' })).rejects.toEqual(
			refusal('conflict', 'supportCase', 'Support case'),
		);
		await expect(office.runOne(saveRecordTypes, { label: 'Task' })).rejects.toEqual(refusal('conflict', 'task'));
		await expect(office.runOne(saveRecordTypes, { label: ' ' })).rejects.toEqual(refusal('missingValue', 'label'));
	});

	test('a type with records goes only with them, and they go one by one', async () => {
		await office.runOne(saveRecordTypes, { label: 'Case' });
		const [one] = await office.add('case', { title: 'A' }, { title: 'B' });
		await expect(office.runOne(deleteRecordTypes, { name: 'case', deleteRecords: false, evenIfUsed: false })).rejects.toEqual(
			refusal('conflict', '2 records'),
		);
		expect(await office.runOne(deleteRecordTypes, { name: 'case', deleteRecords: true, evenIfUsed: false })).toEqual({
			deleted: true,
			name: 'case',
			label: 'Case',
			deletedRecords: 2,
		});
		await expect(typeOf('case')).rejects.toEqual(refusal('notFound', 'case'));
		expect((await office.scope.feed.ofRecord(one!, { limit: 1 }))[0]).toMatchObject({ kind: 'deleted' });
	});

	test('when it cannot go, its records stay, too', async () => {
		await office.runOne(saveRecordTypes, { label: 'Case' });
		await office.add('case', { title: 'A' });
		await office.runOne(saveFields, field({ label: 'Case', kind: 'record', target: 'case' }));
		await expect(office.runOne(deleteRecordTypes, { name: 'case', deleteRecords: true, evenIfUsed: false })).rejects.toEqual(
			refusal('conflict', '"Case" of Deals'),
		);
		expect(await crm().count!({ type: 'case' })).toBe(1);
	});
});

describe('ready types', () => {
	test.each(READY_TYPES.map(({ name }) => name))(
		'%s is added with its fields, links and stages, takes records, and a second time adds nothing',
		async (readyType) => {
			const ready = READY_TYPES.find(({ name }) => name === readyType)!;
			const first = await office.runOne(addReadyTypes, { readyType });
			expect(first).toMatchObject({
				name: readyType,
				created: true,
				addedPipelines: ready.pipeline === undefined ? [] : [ready.pipeline.name],
			});
			expect([...first.addedFields, ...first.leftOut].sort()).toEqual(ready.fields.map(({ label }) => label).sort());
			const [made] = await office.add(readyType, { title: 'First' });
			expect(made!.values.stage).toBe(ready.pipeline?.stages[0]!.id ?? null);
			const before = await typeOf(readyType);
			expect(await office.runOne(addReadyTypes, { readyType })).toMatchObject({
				created: false,
				addedFields: [],
				addedPipelines: [],
				records: 1,
			});
			expect(await typeOf(readyType)).toEqual(before);
		},
	);

	test('pipelines have both ends', () => {
		const kinds = READY_TYPES.flatMap(({ pipeline: its }) => (its === undefined ? [] : [new Set(its.stages.map(({ kind }) => kind)).size]));
		expect(kinds).toEqual([3, 3, 3]);
	});

	test('links to a type that is not there are left out, and added once it is', async () => {
		expect(await office.runOne(addReadyTypes, { readyType: 'order' })).toMatchObject({ leftOut: ['Product'] });
		await office.runOne(addReadyTypes, { readyType: 'product' });
		expect(await office.runOne(addReadyTypes, { readyType: 'order' })).toMatchObject({ addedFields: ['Product'], leftOut: [] });
	});

	test('a field of another kind is named, and nothing is added', async () => {
		await office.runOne(saveRecordTypes, { label: 'Ticket' });
		await office.runOne(saveFields, field({ type: 'ticket', label: 'Solution', kind: 'number' }));
		const before = await typeOf('ticket');
		await expect(office.runOne(addReadyTypes, { readyType: 'ticket' })).rejects.toEqual(
			refusal('conflict', '"Solution"', 'number', 'text'),
		);
		expect(await typeOf('ticket')).toEqual(before);
		await expect(office.runOne(addReadyTypes, { readyType: 'spaceship' })).rejects.toEqual(refusal('notFound', 'spaceship'));
	});

	test('a pipeline id that another type has is named, and nothing is added', async () => {
		await office.runOne(savePipelines, pipeline({ name: 'Mine', id: 'tickets', stages: [{ name: 'One', kind: 'open' }] }));
		await expect(office.runOne(addReadyTypes, { readyType: 'ticket' })).rejects.toEqual(refusal('conflict', 'tickets', 'Mine'));
		await expect(typeOf('ticket')).rejects.toEqual(refusal('notFound', 'ticket'));
	});
});

describe('fields', () => {
	test('a field is made from its label, with choices, default and help', async () => {
		const saved = await office.runOne(
			saveFields,
			field({
				label: 'How urgent',
				kind: 'choice',
				options: [{ label: 'Very', value: 'v' }, { label: 'Later' }, { label: '' }],
				default: 'Very',
				help: 'Ask.',
				required: true,
			}),
		);
		expect(saved).toEqual({
			recordType: 'deal',
			recordTypeLabel: 'Deal',
			name: 'howUrgent',
			label: 'How urgent',
			kind: 'choice',
			required: true,
			options: [
				{ label: 'Very', value: 'v' },
				{ label: 'Later', value: 'Later' },
			],
			default: 'v',
			target: null,
			help: 'Ask.',
			system: false,
			readOnly: false,
			created: true,
			reason: null,
		});
		expect((await office.add('deal', { title: 'x' }))[0]!.values).toMatchObject({ howUrgent: 'v' });
		expect(
			await office.runOne(saveFields, field({ label: 'how urgent', kind: 'choice', options: [{ label: 'Very', value: 'v' }] })),
		).toMatchObject({ name: 'howUrgent', created: false, default: null });
	});

	test('people and linked records as defaults are given by name', async () => {
		const [anna] = await office.hire({ name: 'Anna' });
		const [acme] = await office.add('company', { title: 'Acme' });
		expect(await office.runOne(saveFields, field({ label: 'Host', kind: 'user', default: 'Anna' }))).toMatchObject({ default: anna!.id });
		expect(await office.runOne(saveFields, field({ label: 'Partner', kind: 'record', target: 'company', default: 'Acme' }))).toMatchObject({
			default: acme!.id,
			target: 'company',
		});
		expect(await office.runOne(saveFields, field({ label: 'Size', kind: 'number', default: '4' }))).toMatchObject({ default: 4 });
	});

	test.each<[string, Partial<SaveFieldInput>, string, string]>([
		['no label', { label: '' }, 'missingValue', 'label'],
		['a choice without choices', { kind: 'choice' }, 'missingValue', 'choices'],
		['a choice twice', { kind: 'choice', options: [{ label: 'A' }, { label: 'a', value: 'A' }] }, 'invalidValue', 'twice'],
		['a link to nothing', { kind: 'record' }, 'missingValue', 'Wish'],
		['a link to an unknown type', { kind: 'record', target: 'spaceship' }, 'notFound', 'spaceship'],
		['a default that does not fit', { kind: 'number', default: 'many' }, 'invalidValue', 'Wish'],
		['a default of several choices', { kind: 'multiChoice', options: [{ label: 'A' }], default: 'A' }, 'invalidValue', 'several'],
		['an unknown person as default', { kind: 'user', default: 'Zoe' }, 'notFound', 'Zoe'],
		['a reserved name', { name: 'stage' }, 'invalidValue', 'stage'],
		['a label whose name is reserved', { label: 'Stage' }, 'conflict', 'stage'],
		['a name of another field', { label: 'Close-Date' }, 'conflict', 'Close date'],
		['an unknown type', { type: 'spaceship' }, 'notFound', 'spaceship'],
		['tasks', { type: 'task' }, 'unsupported', 'Tasks'],
	])('%s: refused', async (_, more, code, words) => {
		const before = await typeOf('deal');
		await expect(office.runOne(saveFields, field(more))).rejects.toEqual(refusal(code, words));
		expect(await typeOf('deal')).toEqual(before);
	});

	test('a kind changes only while the values fit', async () => {
		await office.runOne(saveFields, field({ kind: 'email' }));
		await office.add('deal', { title: 'x', wish: 'a@example.com' });
		await expect(office.runOne(saveFields, field({ kind: 'number' }))).rejects.toEqual(
			refusal('conflict', 'email', 'number', 'one record'),
		);
		expect(await office.runOne(saveFields, field({ kind: 'text' }))).toMatchObject({ kind: 'text', created: false });
	});

	test('a deleted field says what became of its values', async () => {
		await office.runOne(saveFields, field({}));
		const [full] = await office.add('deal', { title: 'x', wish: 'A' }, { title: 'y' });
		const remove = { type: 'deal', field: 'Wish', deleteValues: false, evenIfUsed: false };
		expect(await office.runOne(deleteFields, remove)).toMatchObject({ deleted: true, name: 'wish', values: 1, valuesDeleted: false });
		await office.runOne(saveFields, field({ required: true }));
		expect((await crm().get(full!))!.values).toMatchObject({ wish: 'A' });
		expect(await office.runOne(deleteFields, { ...remove, deleteValues: true })).toMatchObject({ values: 1, valuesDeleted: true });
		await office.runOne(saveFields, field({}));
		expect((await crm().get(full!))!.values).toMatchObject({ wish: null });
	});

	test('a field that a trigger names is not deleted, unless that is wanted', async () => {
		await watch({ event: 'recordChanged', recordType: 'deal', conditions: [{ field: 'amount', operator: 'isNotEmpty' }] });
		const remove = { type: 'deal', field: 'amount', deleteValues: false, evenIfUsed: false };
		await expect(office.runOne(deleteFields, remove)).rejects.toEqual(refusal('conflict', 'Amount', 'On win', 'Won deals'));
		await office.runOne(deleteFields, { ...remove, field: 'currency' });
		expect(await office.runOne(deleteFields, { ...remove, evenIfUsed: true })).toMatchObject({ deleted: true });
		await expect(office.runOne(deleteFields, { ...remove, field: 'title' })).rejects.toEqual(refusal('unsupported', 'Title'));
		await expect(office.runOne(deleteFields, { ...remove, field: 'nothing' })).rejects.toEqual(refusal('notFound', 'nothing'));
	});
});

describe('pipelines and stages', () => {
	test('a pipeline is made with stages; saving it again keeps their ids by name', async () => {
		const stages = [
			{ name: 'In progress', kind: 'open' as const },
			{ name: 'Done', kind: 'won' as const },
		];
		const made = await office.runOne(savePipelines, pipeline({ name: 'Service', stages, skipping: 'forbidden' }));
		expect(made).toMatchObject({
			id: 'service',
			created: true,
			skipping: 'forbidden',
			stages: [
				{ id: 'service:in-progress', position: 1 },
				{ id: 'service:done', kind: 'won' },
			],
		});
		await office.add('deal', { title: 'x', stage: 'service:done' });
		const again = await office.runOne(
			savePipelines,
			pipeline({
				name: 'Service',
				stages: [
					{ name: 'done', kind: 'won' },
					{ name: 'New', kind: 'open' },
				],
			}),
		);
		expect(again).toMatchObject({
			created: false,
			skipping: 'allowed',
			stages: [{ id: 'service:done', name: 'done' }, { id: 'service:new' }],
		});
		expect(await office.runOne(savePipelines, pipeline({ id: 'service', name: 'Care' }))).toMatchObject({
			id: 'service',
			name: 'Care',
			stages: [{ id: 'service:done' }, { id: 'service:new' }],
		});
		expect((await listPipelineOutputs(office.scope, { type: 'deal' })).map(({ name, records }) => [name, records])).toEqual([
			['Sales', 0],
			['Care', 1],
		]);
		expect(await listPipelineOutputs(office.scope, { limit: 2 })).toHaveLength(2);
	});

	test.each<[string, Partial<SavePipelineInput>, string, string]>([
		['no name', { name: '' }, 'missingValue', 'name'],
		['no stages', { name: 'Empty' }, 'invalidValue', 'Empty'],
		['a stage without a name', { stages: [{ name: '', kind: 'open' }] }, 'missingValue', 'Stage 1'],
		[
			'a stage twice',
			{
				stages: [
					{ name: 'A', kind: 'open' },
					{ name: 'a', kind: 'open' },
				],
			},
			'invalidValue',
			'twice',
		],
		['an id of another type', { id: 'leads' }, 'conflict', 'Leads'],
		['an unknown type', { type: 'spaceship' }, 'notFound', 'spaceship'],
	])('%s: refused', async (_, more, code, words) => {
		const before = await typeOf('deal');
		await expect(office.runOne(savePipelines, pipeline(more))).rejects.toEqual(refusal(code, words));
		expect(await typeOf('deal')).toEqual(before);
	});

	test('a pipeline that a trigger names, or that has records, is not deleted', async () => {
		const remove = { type: 'deal', pipeline: 'Sales', evenIfUsed: false };
		await watch({ event: 'stageChanged', recordType: 'deal', toStages: ['sales:won'] });
		await expect(office.runOne(deletePipelines, remove)).rejects.toEqual(refusal('conflict', 'Sales', 'On win'));
		const [deal] = await office.add('deal', { title: 'x' });
		await expect(office.runOne(deletePipelines, { ...remove, evenIfUsed: true })).rejects.toEqual(refusal('conflict', 'one record'));
		await crm().remove([deal!], {});
		expect(await office.runOne(deletePipelines, { ...remove, evenIfUsed: true })).toEqual({
			deleted: true,
			recordType: 'deal',
			id: 'sales',
			name: 'Sales',
		});
	});

	test('a stage is added, renamed and moved', async () => {
		expect(await office.runOne(saveStages, stage({}))).toMatchObject({ id: 'sales:demo', position: 5, created: true });
		expect(await stageNames()).toEqual(['New', 'Qualified', 'Proposal', 'Negotiation', 'Demo', 'Won', 'Lost']);
		expect(await office.runOne(saveStages, stage({ stage: 'Demo', name: 'Presentation', position: 'after', after: 'New' }))).toMatchObject({
			id: 'sales:demo',
			position: 2,
			created: false,
		});
		await office.runOne(saveStages, stage({ name: 'Presentation', position: 'first' }));
		await office.runOne(saveStages, stage({ name: 'Cancelled', kind: 'lost' }));
		expect(await stageNames()).toEqual(['Presentation', 'New', 'Qualified', 'Proposal', 'Negotiation', 'Won', 'Lost', 'Cancelled']);
	});

	test.each<[string, Partial<SaveStageInput>, string, string]>([
		['no name', { name: '' }, 'missingValue', 'Sales'],
		['a name that another has', { stage: 'New', name: 'Won' }, 'conflict', 'Won'],
		['after itself', { name: 'New', position: 'after', after: 'New' }, 'invalidValue', 'New'],
		['after nothing', { position: 'after' }, 'missingValue', 'Demo'],
		['an unknown pipeline', { pipeline: 'Nowhere' }, 'notFound', 'Nowhere'],
		['an unknown stage', { stage: 'Nowhere' }, 'notFound', 'Nowhere'],
	])('%s: refused', async (_, more, code, words) => {
		await expect(office.runOne(saveStages, stage(more))).rejects.toEqual(refusal(code, words));
	});

	test('a stage with records goes when it is said where they go, whatever the rules of the pipeline', async () => {
		await office.runOne(savePipelines, pipeline({ skipping: 'forbidden', backwards: 'forbidden' }));
		const [deal] = await office.add('deal', { title: 'x', stage: 'sales:negotiation' });
		const remove = { type: 'deal', pipeline: 'sales', stage: 'Negotiation', evenIfUsed: false };
		await expect(office.runOne(deleteStages, remove)).rejects.toEqual(refusal('conflict', 'Negotiation', 'one record'));
		await expect(office.runOne(deleteStages, { ...remove, moveTo: 'Negotiation' })).rejects.toEqual(refusal('invalidValue', 'Negotiation'));
		expect(await office.runOne(deleteStages, { ...remove, moveTo: 'New' })).toMatchObject({
			deleted: true,
			id: 'sales:negotiation',
			moved: 1,
		});
		expect((await crm().get(deal!))!.values).toMatchObject({ stage: 'sales:new' });
		expect((await typeOf('deal')).pipelines[0]).toMatchObject({ skipping: 'forbidden', backwards: 'forbidden' });
		expect((await listStageOutputs(office.scope, { type: 'deal', pipeline: 'Sales' })).map(({ name, records }) => [name, records])).toEqual(
			[
				['New', 1],
				['Qualified', 0],
				['Proposal', 0],
				['Won', 0],
				['Lost', 0],
			],
		);
	});

	test('a stage that a trigger names, or the only one, is not deleted', async () => {
		await watch({ event: 'stageChanged', recordType: 'deal', toStages: ['sales:won'] });
		const remove = { type: 'deal', pipeline: 'Sales', evenIfUsed: false };
		await expect(office.runOne(deleteStages, { ...remove, stage: 'Won' })).rejects.toEqual(refusal('conflict', 'Won', 'On win'));
		for (const name of ['New', 'Qualified', 'Proposal', 'Negotiation', 'Lost'])
			await office.runOne(deleteStages, { ...remove, stage: name });
		await expect(office.runOne(deleteStages, { ...remove, stage: 'Won', evenIfUsed: true })).rejects.toEqual(
			refusal('invalidValue', 'only one'),
		);
	});
});
