import { foundCompany, type Company } from './support/company';
import { runWorkflow } from './support/engine';
import { changeItem, chosen, fileOf, onChange, oneStep } from './support/steps';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => await company.close());

const theDeal = () => ({ recordSource: 'choose', recordType: chosen('deal'), recordId: chosen(company.deal) });
const attach = (more: object = {}) => ({ resource: 'document', operation: 'attach', binaryProperty: 'data', ...theDeal(), ...more });
const binary = fileOf('secret words', 'Contract.pdf');
const stored = async () => await company.scope.crm.documents!.find({});

test('attached by the filing rules, listed, given back as the same file, deleted', async () => {
	await runWorkflow(oneStep({ resource: 'document', operation: 'saveFilingRules', rules: { rule: [{ namePattern: 'contract*', section: 'Contracts' }] } }));
	const { json, error } = await runWorkflow(oneStep(attach({ additionalFields: { kind: 'contract', tags: 'a, b' } })), { binary });
	expect(error).toBeUndefined();
	expect(json('CRM')).toEqual([expect.objectContaining({ name: 'Contract.pdf', section: 'Contracts', kind: 'contract', tags: ['a', 'b'], mediaType: 'application/pdf', size: 12, documentVersion: 1 })]);
	await runWorkflow(oneStep(attach({ section: 'Contracts' })), { binary: fileOf('second', 'Contract.pdf') });
	const many = async (filter: object) => (await runWorkflow(oneStep({ resource: 'document', operation: 'getMany', ...theDeal(), returnAll: true, additionalFields: filter }))).json('CRM').map(({ documentVersion }) => documentVersion);
	expect([await many({}), await many({ allVersions: true }), await many({ allVersions: true, kind: 'contract' }), await many({ search: 'offer' })]).toEqual([[2], [2, 1], [1], []]);
	const got = (await runWorkflow(oneStep({ resource: 'document', operation: 'get', document: chosen('1'), binaryProperty: 'file' }))).output('CRM')[0]!;
	expect(got.binary!.file).toMatchObject({ fileName: 'Contract.pdf', mimeType: 'application/pdf', data: Buffer.from('secret words').toString('base64') });
	expect((await runWorkflow(oneStep({ resource: 'document', operation: 'delete', document: chosen('2') }))).json('CRM')).toEqual([expect.objectContaining({ deleted: true, id: '2' })]);
	expect((await stored()).map(({ id }) => id)).toEqual(['1']);
});

test('a repeated step gives the stored result, without the content in it', async () => {
	const run = async () => (await runWorkflow(onChange({ resource: 'document', operation: 'attach', binaryProperty: 'data' }), { mode: 'trigger', items: [changeItem({ type: 'deal', id: company.deal }, { id: '1' })], binary })).json('CRM');
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
