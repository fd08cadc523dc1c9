import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INodeExecutionData, INodeParameters, IRun, ITriggerFunctions, NodeTypeAndVersion } from 'n8n-workflow';
import { everyOperation } from '../host/actionNodes';
import { CrmTrigger } from '../../nodes/CrmTrigger/CrmTrigger.node';
import { runWorkflow, type Finished, type WorkflowJson } from './support/engine';
import type { Operation } from '../../src/automation/engine/effects/Operation';
import { runEffects } from '../../src/automation/engine/effects/runEffects';
import { matches } from '../../src/model/triggers/matching';
import { schemaOf, withKept, type OutputSchema } from './support/outputSchema';
import { parseAllInputs } from './support/parsedInputs';
import { plainCompany, type PlainCompany } from './support/plainCompany';
import { changeItem, chosen, exampleFile, fileOf, filledIn, onChange, oneStep } from './support/steps';
import { switchOnWorkflow } from './support/triggers';

// Its line in the list of back-ends.
jest.mock('../../src/crm/backendList', () => {
	const { plainRest } = jest.requireActual<{ plainRest: object }>('../plainRest/adapter/descriptor');
	const listed = { ...jest.requireActual<object>('../../src/crm/backendList'), plainRest };
	return Object.defineProperty(listed, '__esModule', { value: true });
});

const EVERY = everyOperation.map((operation) => [`${operation.resource}/${operation.module.option.value}`, operation] as const);

const SET_UP = /^Record types, fields and pipelines of Plain CRM cannot be changed from here/;
const USERS = /^Users of Plain CRM cannot be changed from here/;

/** What Plain CRM lacks, and the sentence about it. Everything else is done there. */
const LACKING: Readonly<Record<string, RegExp>> = {
	...each(/^Plain CRM has no activities/, 'activity/complete', 'activity/getMany', 'activity/schedule'),
	...each(/^Plain CRM has no comments/, 'comment/add', 'comment/getMany'),
	...each(/^Plain CRM keeps no documents/, 'document/attach', 'document/delete', 'document/get', 'document/getMany'),
	...each(SET_UP, 'field/delete', 'field/save', 'pipeline/delete', 'pipeline/save', 'stage/delete', 'stage/save'),
	...each(SET_UP, 'recordType/addReadyType', 'recordType/delete', 'recordType/save'),
	...each(USERS, 'group/addMembers', 'group/removeMembers', 'user/create', 'user/update'),
	...each(/^The groups of Plain CRM cannot be changed from here/, 'group/delete', 'group/save'),
	...each(/^The roles of Plain CRM cannot be changed from here/, 'role/delete', 'role/save'),
	...each(/^Plain CRM cannot move what belongs to a record to another one/, 'record/merge'),
	...each(/^Plain CRM is set up by its own means/, 'system/importSetUp'),
	...each(/^Plain CRM cannot bring back deleted records/, 'record/restore'),
};

function each(sentence: RegExp, ...names: string[]): Record<string, RegExp> {
	return Object.fromEntries(names.map((name) => [name, sentence]));
}

let company: PlainCompany;
afterEach(async () => await company.close());

/** With the connection of this company. */
const connected = (workflow: WorkflowJson): WorkflowJson => ({
	...workflow,
	nodes: workflow.nodes.map((node) => ({
		...node,
		parameters: { ...node.parameters, ...company.connection.parameters } as INodeParameters,
		credentials: { crmPlainRestApi: { id: '1', name: 'Plain' } },
	})),
});
const run = async (parameters: object, items: IDataObject[] = [{}], binary = fileOf('signed', 'Contract.pdf')) =>
	await runWorkflow(connected(oneStep(parameters)), { items, binary, ...company.connection });

describe('every operation of the CRM node', () => {
	beforeAll(parseAllInputs);
	beforeEach(async () => (company = await plainCompany()));

	test.each(EVERY)(
		'%s works on a CRM over REST, or says what that CRM lacks',
		async (name, { node, resource, module: { option, example } }) => {
			const [project] = await company.scope.companions.projects.find({});
			const form = name === 'project/getProgress' ? { ...example.form, project: chosen(project!.id) } : example.form;
			const { writes } = company.server.counts;
			const { json, error } = await run({ resource, operation: option.value, ...form }, [{ type: 'deal', id: '1' }], exampleFile(example));
			if (LACKING[name] !== undefined) {
				expect(error).toEqual(
					expect.objectContaining({ message: expect.stringMatching(LACKING[name]), description: expect.stringMatching(/./) }),
				);
				expect(company.server.counts.writes).toBe(writes);
				return;
			}
			expect(error).toBeUndefined();
			const kept = JSON.parse(
				readFileSync(join(__dirname, `../../nodes/${node.folder}/__schema__/v1.0.0/${name}.json`), 'utf8'),
			) as OutputSchema;
			expect(withKept(schemaOf(json('CRM')), kept)).toEqual(kept);
		},
	);

	test('what is listed as lacking are operations', () => {
		expect(Object.keys(LACKING).filter((name) => !EVERY.some(([each]) => each === name))).toEqual([]);
	});
});

describe('an answer that was lost after the write', () => {
	const create = { resource: 'record', operation: 'create', recordType: chosen('deal'), fields: filledIn({ title: 'Lost?' }) };
	/** What a change starts tries again while the CRM is away. */
	const changed = async () =>
		await runWorkflow(connected(onChange(create)), {
			mode: 'trigger',
			items: [changeItem({ type: 'deal', id: '1' }, { id: '7' })],
			credentials: company.connection.credentials,
		});
	const deals = () => company.server.tables.list('deal', [{ field: 'name', op: 'eq', value: 'Lost?' }], undefined).length;
	const hints = ({ run: { data } }: Finished) => (data.resultData.runData['CRM']?.[0]?.hints ?? []).map(({ message }) => message);

	test('is looked for by our key: the record is there once, and nobody need look', async () => {
		company = await plainCompany();
		company.faults.push('dropAfter');
		const finished = await changed();
		expect(finished.error).toBeUndefined();
		expect([deals(), hints(finished)]).toEqual([1, []]);
	});

	test('where it cannot be looked for it is made again, and the node says that it may be there twice', async () => {
		company = await plainCompany(false);
		company.faults.push('badGatewayAfter');
		const finished = await changed();
		expect(finished.error).toBeUndefined();
		expect(deals()).toBe(2);
		expect(hints(finished)).toEqual([expect.stringMatching(/Item 0 was done at least once.*Plain CRM cannot be searched/)]);
	});
});

describe('what a step deletes for the sake of another record', () => {
	test('is told with that reason when the CRM is asked, and starts no trigger on deletions', async () => {
		company = await plainCompany();
		const { scope } = company;
		await switchOnWorkflow(scope);
		const [kept, gone] = await scope.crm.create('deal', [{ values: { title: 'Kept' } }, { values: { title: 'Gone' } }], {});
		await company.look();
		const merging: Operation<null, null> = {
			name: 'test.merge',
			writes: 'crm',
			target: () => null,
			async perform({ crm }, _, write) {
				await crm.remove([{ type: 'deal', id: gone!.id }], { ...write, reason: { kind: 'merged', into: kept!.id } });
				return [null];
			},
		};
		const write = { origin: { workflow: 'wf' } };
		expect(await runEffects(scope, merging, [{ key: 'merge', input: null, write }], 'each')).toMatchObject([{ ok: true }]);
		await company.look();
		const [change] = await scope.feed.newest({ types: ['deal'], kinds: ['deleted'] }, 1);
		expect(change).toMatchObject({ ref: { id: gone!.id }, reason: { kind: 'merged', into: kept!.id }, ...write });
		const deletions = { event: 'recordDeleted', recordType: 'deal' } as const;
		expect([matches(change!, deletions), matches(change!, { ...deletions, includeMerged: true })]).toEqual([false, true]);
	});
});

describe('CRM Trigger', () => {
	type Emitted = { items: INodeExecutionData[][]; done?: PromiseWithResolvers<IRun> };

	/** What n8n gives a trigger when its workflow is switched on. */
	function activation(parameters: IDataObject, emit: (emitted: Emitted) => void): ITriggerFunctions {
		const { connection } = company;
		const node = connected(onChange(parameters)).nodes[0]!;
		const staticData: IDataObject = {};
		return {
			getNode: () => node,
			getNodeParameter: (name: string, fallback: unknown) => node.parameters[name] ?? fallback,
			getWorkflow: () => ({ id: 'workflow-1', name: 'Won', active: true }),
			getWorkflowStaticData: () => staticData,
			getActivationMode: () => 'activate',
			getMode: () => 'trigger',
			getTimezone: () => 'Europe/Warsaw',
			getChildNodes: () => behind,
			getParentNodes: () => [],
			getCredentials: async (type: string) => connection.credentials[type],
			logger: { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined },
			emit: (items: INodeExecutionData[][], _: unknown, done?: PromiseWithResolvers<IRun>) => emit({ items, done }),
		} as unknown as ITriggerFunctions;
	}

	/** The nodes behind the trigger, as n8n tells them. */
	let behind: NodeTypeAndVersion[] = [];
	const step = (resource: string, operation: string, more: Partial<NodeTypeAndVersion> = {}): NodeTypeAndVersion => ({
		name: 'Do It',
		type: 'n8n-nodes-crmflow.crm',
		typeVersion: 1,
		disabled: false,
		parameters: { ...company.connection.parameters, resource, operation } as INodeParameters,
		...more,
	});
	const switchOn = async () => await new CrmTrigger().trigger.call(activation({}, () => undefined));

	beforeEach(async () => {
		company = await plainCompany();
		behind = [];
	});

	test('a step that the CRM has no means for is named when the workflow is switched on, in its own words', async () => {
		// Whether a role is there already is known when the step runs.
		for (const [name, sentence] of Object.entries(LACKING).filter(([each]) => each !== 'role/save')) {
			const [resource, operation] = name.split('/') as [string, string];
			behind = [step('task', 'create', { name: 'Before It' }), step(resource, operation)];
			const error = await switchOn().then(
				() => undefined,
				(reason: Error) => reason,
			);
			expect([name, error?.message]).toEqual([name, expect.stringMatching(/^The step "Do It" cannot work: /)]);
			expect(error!.message.replace('The step "Do It" cannot work: ', '')).toMatch(sentence);
		}
	});

	test('steps that can be done, are switched off, work elsewhere or are of other nodes are no reason to refuse', async () => {
		const able = EVERY.map(([name]) => name).filter((name) => !(name in LACKING));
		expect(able.length).toBeGreaterThan(30);
		behind = [
			...able.map((name) => step(...(name.split('/') as [string, string]))),
			step('comment', 'add', { disabled: true }),
			step('comment', 'add', { type: 'n8n-nodes-base.github' }),
			step('comment', 'add', { parameters: { connection: 'builtIn', resource: 'comment', operation: 'add' } }),
		];
		const { closeFunction } = await switchOn();
		await closeFunction!();
	});

	test('a change by somebody else starts the workflow, whose step writes to the same CRM, once', async () => {
		const workflow = connected(onChange({ resource: 'history', operation: 'add', text: 'Won at last' }));
		const ended = Promise.withResolvers<Finished>();
		const context = activation({}, ({ items, done }) => {
			const started = runWorkflow(workflow, {
				items: items[0]!.map(({ json }) => json),
				mode: 'trigger',
				executionId: '1',
				credentials: company.connection.credentials,
			});
			started.then((finished) => {
				done?.resolve(finished.run);
				ended.resolve(finished);
			}, ended.reject);
		});
		const { closeFunction } = await new CrmTrigger().trigger.call(context);
		company.server.tables.update('deal', '1', { status: 'sales:won' }, undefined);
		await company.look();
		const { error, json } = await ended.promise;
		expect(error).toBeUndefined();
		expect(json('CRM')).toMatchObject([{ text: 'Won at last' }]);
		expect(company.server.tables.list('note', [{ field: 'text', op: 'eq', value: 'Won at last' }], undefined)).toHaveLength(1);
		await closeFunction!();
	});

	test('what the CRM has no records of is refused when the workflow is switched on', async () => {
		const context = activation({}, () => undefined);
		context.getNode().parameters['recordType'] = chosen('activity');
		await expect(new CrmTrigger().trigger.call(context)).rejects.toMatchObject({
			message: expect.stringMatching(/activity/i),
			description: expect.stringMatching(/deal/),
		});
	});
});
