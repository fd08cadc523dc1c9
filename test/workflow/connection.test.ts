import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Crm } from '../../nodes/Crm/Crm.node';
import { credentialTest } from '../../nodes/Crm/methods/credentialTest';
import { nodeError } from '../../nodes/shared/errors';
import { foundCompany, type Company } from './support/company';
import { runWorkflow } from './support/engine';
import { chosen, crmNode, filledIn, oneStep } from './support/steps';

let company: Company;
beforeEach(async () => (company = await foundCompany()));
afterEach(async () => {
	delete process.env.EXECUTIONS_MODE;
	await company.close();
});

const createDeal = { resource: 'record', operation: 'create', recordType: chosen('deal'), fields: filledIn({ title: 'X' }) };
const inOther = oneStep({ ...createDeal, connection: 'builtInOther' }, { credentials: { crmBuiltInApi: { id: '1', name: 'Other' } } });
const databases = () => readdirSync(join(process.env.N8N_USER_FOLDER!, '.n8n', 'crmflow')).filter((name) => name.endsWith('.sqlite'));

test('another database is a file beside the default one', async () => {
	const { json } = await runWorkflow(inOther, { credentials: { crmBuiltInApi: { database: 'second-company' } } });
	expect(json('CRM')[0]).toMatchObject({ id: '1', title: 'X' });
	expect(databases().sort()).toEqual(['crm.sqlite', 'second-company.sqlite']);
	expect(await company.counts()).toMatchObject({ deals: 1 });
});

test.each(['../secret', '/etc/passwd', 'a b', ''])('a database called %j is refused, or is the default one', async (database) => {
	const { error } = await runWorkflow(inOther, { credentials: { crmBuiltInApi: { database } } });
	if (database === '') return expect(error).toBeUndefined();
	expect(error).toMatchObject({ description: expect.stringMatching(/letter/i), itemIndex: 0 });
	expect(databases()).toEqual(['crm.sqlite']);
});

describe('queue mode', () => {
	beforeEach(() => void (process.env.EXECUTIONS_MODE = 'queue'));

	test('SQLite is refused, and the error says what to do', async () => {
		const { error } = await runWorkflow(oneStep(createDeal));
		expect(error).toMatchObject({
			message: expect.stringContaining('queue mode'),
			description: expect.stringContaining('CRM Built-In (PostgreSQL) API'),
			itemIndex: 0,
		});
	});

	test('SQLite is refused on a worker that nobody told of the mode', async () => {
		delete process.env.EXECUTIONS_MODE;
		const argv = process.argv;
		process.argv = ['node', 'n8n', 'worker', '--concurrency=5'];
		const { error } = await runWorkflow(oneStep(createDeal));
		process.argv = argv;
		expect(error).toMatchObject({ message: expect.stringContaining('queue mode') });
	});

	test('with "continue on fail" every item says so', async () => {
		const { json } = await runWorkflow(oneStep(createDeal, { onError: 'continueRegularOutput' }), { items: [{}, {}] });
		expect(json('CRM')).toEqual(
			[1, 2].map(() => ({ error: expect.stringContaining('queue mode'), remedy: expect.stringContaining('EXECUTIONS_MODE') })),
		);
	});
});

describe('the test of the credential', () => {
	const check = async (database: string) =>
		await credentialTest.testCrmBuiltInApi!.call({} as never, { id: '1', name: 'X', type: 'crmBuiltInApi', data: { database } } as never);

	test('says what it found', async () => {
		expect(await check('third')).toEqual({ status: 'OK', message: expect.stringMatching(/Leads.*Deals.*1 user/) });
	});

	test('says what is wrong', async () => {
		expect(await check('../x')).toEqual({ status: 'Error', message: expect.stringContaining('x') });
	});

	test('is the one the node names', () => {
		const node = new Crm();
		expect(node.description.credentials).toEqual([
			expect.objectContaining({ name: 'crmBuiltInApi', testedBy: 'testCrmBuiltInApi' }),
			expect.objectContaining({ name: 'crmBuiltInPostgresApi', testedBy: 'testCrmBuiltInPostgresApi' }),
		]);
		expect(node.methods.credentialTest).toEqual({
			testCrmBuiltInApi: expect.any(Function),
			testCrmBuiltInPostgresApi: expect.any(Function),
		});
	});
});

test('an unexpected error shows neither paths nor passwords', () => {
	const cause = new Error(
		`cannot open "${join(homedir(), 'private', 'crm.sqlite')}" or /var/lib/n8n/other.sqlite at postgres://anna:secret@db/crm`,
	);
	const error = nodeError(crmNode({}), cause, 3);
	expect(error.message).toBe('cannot open "crm.sqlite" or other.sqlite at postgres://***@db/crm.');
	expect(error.description).toContain('Run the step again');
	expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('secret');
	expect(existsSync(join(homedir(), 'private', 'crm.sqlite'))).toBe(false);
});
