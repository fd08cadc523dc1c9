import type { ILoadOptionsFunctions } from 'n8n-workflow';
import * as listSearch from '../../nodes/shared/listSearch';
import { foundCompany, type Company } from './support/company';
import { runWorkflow } from './support/engine';
import { changeItem, chosen, crmNode, fileOf, filledIn, onChange, oneStep } from './support/steps';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());

const theDeal = () => ({ recordSource: 'choose', recordType: chosen('deal'), recordId: chosen(company.deal) });
const attach = (more: object = {}) => ({ resource: 'document', operation: 'attach', binaryProperty: 'data', ...theDeal(), ...more });
const binary = fileOf('secret words', 'Contract.pdf');
const stored = async () => await company.scope.crm.documents!.find({});

test('attached by the filing rules, listed, given back as the same file, deleted', async () => {
	await runWorkflow(
		oneStep({ resource: 'filingRule', operation: 'save', rules: { rule: [{ namePattern: 'contract*', section: 'Contracts' }] } }),
	);
	const { json, error } = await runWorkflow(oneStep(attach({ additionalFields: { kind: 'contract', tags: 'a, b' } })), { binary });
	expect(error).toBeUndefined();
	expect(json('CRM')).toEqual([
		expect.objectContaining({
			name: 'Contract.pdf',
			section: 'Contracts',
			kind: 'contract',
			tags: ['a', 'b'],
			mediaType: 'application/pdf',
			size: 12,
			documentVersion: 1,
		}),
	]);
	await runWorkflow(oneStep(attach({ section: 'Contracts' })), { binary: fileOf('second', 'Contract.pdf') });
	const many = async (filter: object) =>
		(await runWorkflow(oneStep({ resource: 'document', operation: 'getMany', ...theDeal(), returnAll: true, additionalFields: filter })))
			.json('CRM')
			.map(({ documentVersion }) => documentVersion);
	expect([
		await many({}),
		await many({ allVersions: true }),
		await many({ allVersions: true, kind: 'contract' }),
		await many({ search: 'offer' }),
	]).toEqual([[2], [2, 1], [1], []]);
	const got = (
		await runWorkflow(oneStep({ resource: 'document', operation: 'get', document: chosen('1'), binaryProperty: 'file' }))
	).output('CRM')[0]!;
	expect(got.binary!.file).toMatchObject({
		fileName: 'Contract.pdf',
		mimeType: 'application/pdf',
		data: Buffer.from('secret words').toString('base64'),
	});
	expect((await runWorkflow(oneStep({ resource: 'document', operation: 'delete', document: chosen('2') }))).json('CRM')).toEqual([
		expect.objectContaining({ deleted: true, id: '2' }),
	]);
	expect((await stored()).map(({ id }) => id)).toEqual(['1']);
});

test('all versions go together, and no other document with them', async () => {
	for (const text of ['first', 'second', 'third'])
		await runWorkflow(
			oneStep(attach({ section: chosen('Contracts'), additionalFields: { kind: { __rl: true, mode: 'name', value: 'deed' } } })),
			{ binary: fileOf(text, 'Contract.pdf') },
		);
	await runWorkflow(oneStep(attach({ section: 'Drafts' })), { binary });
	expect((await stored()).filter(({ kind }) => kind === 'deed')).toHaveLength(3);
	const remove = { resource: 'document', operation: 'delete', document: chosen('2') };
	const refused = await runWorkflow(oneStep({ ...remove, versions: 'both' }));
	expect(refused.error?.message).toContain('both');
	expect(await stored()).toHaveLength(4);
	const dry = (await runWorkflow(oneStep({ ...remove, versions: 'all', dryRun: true }))).json('CRM');
	expect(dry).toEqual([
		expect.objectContaining({
			changes: [1, 2, 3].map((id) => expect.objectContaining({ event: 'deleted', record: expect.objectContaining({ id: String(id) }) })),
		}),
	]);
	const { json, error } = await runWorkflow(oneStep({ ...remove, versions: 'all' }));
	expect(error).toBeUndefined();
	expect(json('CRM')).toEqual([
		expect.objectContaining({
			deleted: true,
			id: '2',
			otherVersions: [
				{ type: 'document', id: '3', documentVersion: 3 },
				{ type: 'document', id: '1', documentVersion: 1 },
			],
		}),
	]);
	expect((await stored()).map(({ section }) => section)).toEqual(['Drafts']);
});

test('sections and kinds are picked from lists; filing rules are read back as they were saved', async () => {
	const rule = [
		{ namePattern: 'contract*', kind: chosen('deed'), section: { __rl: true, mode: 'name', value: 'Contracts' } },
		{ section: 'Rest' },
	];
	await runWorkflow(oneStep({ resource: 'filingRule', operation: 'save', rules: { rule } }));
	const { json } = await runWorkflow(oneStep({ resource: 'filingRule', operation: 'getMany' }));
	expect(json('CRM')).toEqual([
		{ position: 1, namePattern: 'contract*', mediaType: null, kind: 'deed', recordType: null, section: 'Contracts' },
		{ position: 2, namePattern: null, mediaType: null, kind: null, recordType: null, section: 'Rest' },
	]);
	const form = {
		getNode: () => crmNode({}),
		getTimezone: () => 'Europe/Warsaw',
		getCurrentNodeParameter: () => undefined,
		getCurrentNodeParameters: () => ({}),
	} as unknown as ILoadOptionsFunctions;
	const names = async (search: typeof listSearch.searchSections, filter?: string) =>
		(await search.call(form, filter)).results.map(({ name }) => name);
	expect(await names(listSearch.searchSections)).toEqual(['Contracts', 'General', 'Rest']);
	expect(await names(listSearch.searchDocumentKinds, 'e')).toEqual(['deed', 'identification', 'invoice', 'offer', 'order', 'report']);
});

test('a repeated step gives the stored result, without the content in it', async () => {
	const run = async () =>
		(
			await runWorkflow(onChange({ resource: 'document', operation: 'attach', binaryProperty: 'data' }), {
				mode: 'trigger',
				items: [changeItem({ type: 'deal', id: company.deal }, { id: '1' })],
				binary,
			})
		).json('CRM');
	const first = await run();
	expect(await run()).toEqual(first);
	expect(JSON.stringify(first)).not.toContain('secret');
	expect(await stored()).toHaveLength(1);
});

test.each([
	['no file', { binaryProperty: 'other' }, 'other', 'data'],
	['name with a path', { additionalFields: { name: '../x' } }, '../x', 'plain file name'],
	['section that leads out', { section: '../x' }, '../x', 'Contracts'],
	['too large', { additionalFields: { largestMegabytes: 0.00001 } }, 'more than the limit', 'Largest Size'],
])('refused: %s, and nothing is kept', async (_, more, names, remedy) => {
	const { error } = await runWorkflow(oneStep(attach(more)), { binary });
	expect(error).toMatchObject({ message: expect.stringContaining(names), description: expect.stringContaining(remedy), itemIndex: 0 });
	expect(await stored()).toEqual([]);
});

describe('a file goes through the steps before', () => {
	const steps: Array<[string, object]> = [
		['create', { recordType: chosen('deal'), fields: filledIn({ title: 'New deal' }) }],
		['update', { ...theOther(), fields: filledIn({ amount: 5 }) }],
		['upsert', { recordType: chosen('deal'), fields: filledIn({ externalId: 'A', title: 'A' }, { matchingColumns: ['externalId'] }) }],
		['changeStage', { ...theOther(), stage: chosen('nextStage') }],
		['assign', { ...theOther(), assignBy: 'user', assignUser: chosen('Boris Lead') }],
		['score', { ...theOther(), scoringRules: { rule: [{ name: 'Any', points: 1 }] } }],
		['get', theOther()],
	];

	test.each(steps)('Record, %s: Attach behind it finds the file, and puts it into that record', async (operation, form) => {
		const workflow = oneStep({ resource: 'document', operation: 'attach' });
		workflow.nodes.push(crmNode({ resource: 'record', operation, ...form }, { id: 'record', name: 'Record' }));
		const to = (node: string) => ({ main: [[{ node, type: 'main' as const, index: 0 }]] });
		workflow.connections = { Start: to('Record'), Record: to('CRM') };
		const { json, output, error } = await runWorkflow(workflow, { binary });
		expect(error).toBeUndefined();
		expect(json('CRM')).toEqual([
			expect.objectContaining({ name: 'Contract.pdf', size: 12, record: expect.objectContaining({ type: 'deal' }) }),
		]);
		expect((json('CRM')[0]!.record as { id: string }).id).toBe(json('Record')[0]!.id);
		expect(output('CRM')[0]!.binary).toEqual(binary);
	});

	/** The deal that is there from the start. */
	function theOther() {
		return { recordSource: 'choose', recordType: chosen('deal'), recordId: chosen('1') };
	}
});
