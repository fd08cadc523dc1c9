import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INodeType } from 'n8n-workflow';
import type { Backend, ConnectionOptions } from '../../../src/crm/backends';
import { systemClock, type Clock } from '../../../src/model/clock';
import { PlainRestServer } from '../../plainRest/server/PlainRestServer';
import { startingShape } from '../../plainRest/server/startingShape';
import { ScratchCopy } from './ScratchCopy';

/** What the copy gives to the test. */
interface Copied {
	Crm: new () => INodeType;
	CrmTrigger: new () => INodeType;
	CrmPlainRestApi: new () => { name: string };
	openBackend(options: ConnectionOptions, clock: Clock): Promise<Backend>;
	optionsOf(value: string, fields: object): ConnectionOptions;
}

const EXPORTED = `
export { Crm, CrmTrigger, CrmPlainRestApi } from './index';
export { openBackend } from './src/crm/backends';
import { connectionChoices } from './src/crm/backends';
export const optionsOf = (value: string, fields: Record<string, unknown>) =>
	connectionChoices.find((choice) => choice.value === value)!.optionsOf(fields, { severalMachines: false });
`;

/** Who adds a back-end as CONTRIBUTING.md says has a connection that works, and has touched nothing else. */
let copy: ScratchCopy;
let copied: Copied;
let folder: string;
beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'crmflow-scratch-'));
	copy = ScratchCopy.following('A new back-end');
	copy.add('test/plainRest/adapter', 'src/crm/plainRest');
	copy.add('test/plainRest/server', 'src/crm/server');
	copy.makeLists();
	copied = (await import(copy.bundle(EXPORTED))) as Copied;
}, 120_000);
afterAll(() => {
	copy?.remove();
	rmSync(folder, { recursive: true, force: true });
});

test('beside its folder it is its credential and a line, and TypeScript has nothing against them', () => {
	expect(copy.touched).toEqual(['credentials/CrmPlainRestApi.credentials.ts', 'src/crm/backendList.ts']);
	expect(copy.typeErrors(EXPORTED)).toEqual([]);
	const { n8n } = JSON.parse(readFileSync(copy.path('package.json'), 'utf8')) as { n8n: { credentials: string[] } };
	expect(n8n.credentials).toContain('dist/credentials/CrmPlainRestApi.credentials.js');
}, 120_000);

test.each(['Crm', 'CrmTrigger'] as const)('%s offers it, and asks for its credential', (name) => {
	const { properties, credentials } = new copied[name]().description;
	const connection = properties.find((property) => property.name === 'connection')!;
	expect(connection.options).toContainEqual(expect.objectContaining({ name: 'Plain CRM', value: 'plainRest' }));
	const asked = { name: new copied.CrmPlainRestApi().name, displayOptions: { show: { connection: ['plainRest'] } } };
	expect(credentials).toContainEqual(expect.objectContaining(asked));
});

test('it is opened by what was filled in', async () => {
	const server = await PlainRestServer.start({ shape: startingShape({ searchableKey: true }), key: 'a-key', now: () => new Date() });
	server.tables.create('user', { name: 'Paula', active: true });
	const options = copied.optionsOf('plainRest', { url: server.url, key: server.key, file: join(folder, 'ledger.sqlite') });
	const backend = await copied.openBackend(options, systemClock);
	expect((await backend.crm.users.find()).map(({ name }) => name)).toEqual(['Paula']);
	await backend.close();
	await server.stop();
});
