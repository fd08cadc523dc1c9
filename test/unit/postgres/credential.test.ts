import { credentialTest } from '../../../nodes/Crm/methods/credentialTest';
import { closeConnections } from '../../../src/automation/engine/hub/hub';
import { Workplace } from './support';

const work = new Workplace();
afterEach(async () => await closeConnections());

async function check(more: Record<string, unknown> = {}): Promise<{ status: string; message: string }> {
	const { backend: _backend, ...data } = work.database.options();
	return await credentialTest.testCrmBuiltInPostgresApi!.call(
		{} as never,
		{ id: '1', name: 'X', type: 'crmBuiltInPostgresApi', data: { ...data, tls: 'off', ca: '', maxConnections: 10, ...more } } as never,
	);
}

describe('the test of the credential', () => {
	it('makes the schema and says what is in it', async () => {
		expect(await check()).toEqual({ status: 'OK', message: expect.stringMatching(/Leads.*Deals.*1 user/) });
	});

	it.each([
		['an unknown host', { host: 'nobody.invalid' }, /nobody\.invalid.*is unknown.*Check the host/],
		['a port where nothing listens', { port: 1 }, /refused the connection.*Check that PostgreSQL is running/],
		['a wrong password', { password: 'wrong-one' }, /refused the password of the user "postgres".*Correct user or password/],
		['a missing database', { database: 'nowhere' }, /no database "nowhere".*CREATE DATABASE nowhere/],
		['a name that no schema can have', { schema: 'My Schema' }, /"My Schema" cannot be the name.*small letter/],
		['no host', { host: ' ' }, /has no Host.*fill it in/],
		['a certificate that cannot be verified', { host: 'localhost', tls: 'verify-full' }, /cannot be verified.*Put the certificate/],
	])('explains %s', async (_what, more, expected) => {
		const { status, message } = await check(more);
		expect({ status, message }).toEqual({ status: 'Error', message: expect.stringMatching(expected) });
		expect(message).not.toContain('wrong-one');
	});

	it('explains the missing right to make the schema', async () => {
		const user = `${work.database.name}_user`;
		await work.database.administer(`create role ${user} login password 'theirs'`);
		const { status, message } = await check({ user, password: 'theirs' });
		await work.database.administer(`drop role ${user}`);
		expect({ status, message }).toEqual({
			status: 'Error',
			message: expect.stringMatching(/has not the rights.*CREATE SCHEMA IF NOT EXISTS crmflow/),
		});
	});
});
