import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ICredentialType } from 'n8n-workflow';
import * as exported from '../../../index';
import { CrmTrigger } from '../../../nodes/CrmTrigger/CrmTrigger.node';
import { Crm } from '../../../nodes/Crm/Crm.node';
import { CrmSetup } from '../../../nodes/CrmSetup/CrmSetup.node';
import { connectionChoices, connectionKey, openBackend } from '../../../src/crm/backends';
import * as backends from '../../../src/crm/backendList';
import { systemClock } from '../../../src/model/clock';

const descriptors = Object.values(backends);
const manifest = JSON.parse(readFileSync(resolve(__dirname, '../../../package.json'), 'utf8')) as { n8n: { credentials: string[] } };
const credentialClasses = Object.entries(exported).filter(([name]) => manifest.n8n.credentials.some((file) => file.includes(`/${name}.`)));
const named = connectionChoices.flatMap(({ credential }) => credential ?? []);

test('no two back-ends and no two choices go by one name', () => {
	const names = descriptors.map(({ backend }) => backend);
	expect(new Set(names).size).toBe(names.length);
	for (const key of ['value', 'name'] as const) {
		expect(new Set(connectionChoices.map((choice) => choice[key])).size).toBe(connectionChoices.length);
	}
	expect(new Set(named).size).toBe(named.length);
});

test('package.json and index.ts have the credentials of the back-ends, and no others', () => {
	const types = credentialClasses.map(([, Class]) => new (Class as new () => ICredentialType)());
	expect(types).toHaveLength(manifest.n8n.credentials.length);
	expect(types.map(({ name }) => name).sort()).toEqual([...named].sort());
});

test.each([
	['CRM', new Crm().description],
	['CRM Setup', new CrmSetup().description],
	['CRM Trigger', new CrmTrigger().description],
])('%s offers every choice, and asks for its credential', (_name, { properties, credentials }) => {
	const field = properties.find(({ name }) => name === 'connection')!;
	expect(field.options!.map((option) => 'value' in option && option.value)).toEqual(connectionChoices.map(({ value }) => value));
	const asked = connectionChoices.filter(({ credential }) => credential !== undefined);
	expect(credentials!.map(({ name, displayOptions }) => [name, displayOptions!.show!.connection])).toEqual(
		asked.map(({ credential, value }) => [credential, [value]]),
	);
});

test('each credential is tested by the CRM node', () => {
	const { description, methods } = new Crm();
	expect(description.credentials!.map(({ testedBy }) => methods.credentialTest[testedBy as string])).toEqual(
		named.map(() => expect.any(Function)),
	);
});

test('what is secret is in no key, and yet makes another one', () => {
	const options = { backend: 'builtin-postgres', host: 'db', database: 'crm', user: 'crm', password: 'first' } as const;
	expect(connectionKey(options)).not.toContain('first');
	expect(connectionKey(options)).not.toBe(connectionKey({ ...options, password: 'second' }));
	expect(connectionKey(options)).toBe(connectionKey({ ...options, port: undefined }));
});

test('a back-end that is not there is refused by name', async () => {
	await expect(openBackend({ backend: 'abacus' } as never, systemClock)).rejects.toMatchObject({
		code: 'notFound',
		message: expect.stringContaining('abacus'),
	});
});
