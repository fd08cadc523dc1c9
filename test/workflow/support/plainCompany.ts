import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { connectionChoices } from '../../../src/automation/engine/connectionChoices';
import { closeConnections, openConnection } from '../../../src/automation/engine/hub/hub';
import type { Scope } from '../../../src/automation/engine/Scope';
import { Poller } from '../../../src/automation/engine/sources/Poller';
import { PlainApi } from '../../plainRest/adapter/PlainApi';
import { PlainRestCrm } from '../../plainRest/adapter/PlainRestCrm';
import { PlainRestServer, type Fault } from '../../plainRest/server/PlainRestServer';
import { startingShape } from '../../plainRest/server/startingShape';
import { administer } from '../../contract/support/administer';
import type { SchemaDraft } from '../../contract/support/schema';
import { foundCompany, type Company } from './company';
import { furnish, sampleSchema } from './sampleCompany';

/** The sample company, but its CRM is Plain CRM. The file that uses it lists `plainRest` among the back-ends. */
export interface PlainCompany {
	scope: Scope;
	users: Company['users'];
	server: PlainRestServer;
	/** What a node of this company has beside its own parameters, and what n8n keeps for it. */
	connection: { parameters: IDataObject; credentials: Record<string, IDataObject> };
	/** What goes wrong with the next requests that write, in order. */
	faults: Array<Fault | undefined>;
	/** Asks the CRM what has changed, as another process does. */
	look(): Promise<void>;
	close(): Promise<void>;
}

export async function plainCompany(searchableKey = true): Promise<PlainCompany> {
	const schema = await schemaOfTheSample();
	const folder = mkdtempSync(join(tmpdir(), 'crmflow-test-'));
	const shape = startingShape({ searchableKey });
	administer(shape, schema);
	const faults: PlainCompany['faults'] = [];
	const fault = ({ method }: { method: string }) => (method === 'GET' ? undefined : faults.shift());
	const server = await PlainRestServer.start({ shape, key: 'a-key', now: () => new Date(), newId: (_, count) => String(count), fault });
	const users = hire(server);
	const fields = { url: server.url, key: server.key, file: join(folder, 'ledger.sqlite') };
	const choice = connectionChoices.find(({ value }) => (value as string) === 'plainRest')!;
	const connection = await openConnection(choice.optionsOf(fields, { severalMachines: false }), 'Europe/Warsaw');
	const { scope } = connection;
	const { poll } = new PlainRestCrm({ api: new PlainApi(fields), clock: scope.clock, searchableKey });
	const look = async () => await new Poller(scope, poll, { pollsPerDeleted: 1 }).poll();
	await look();
	await scope.crm.create('deal', [{ values: { title: 'Acme, 100 chairs', responsible: users.anna } }], {});
	await furnish({ scope, users }, look);
	return {
		scope,
		users,
		server,
		connection: { parameters: { connection: 'plainRest' }, credentials: { crmPlainRestApi: fields } },
		faults,
		look,
		async close() {
			connection.release();
			await closeConnections();
			await server.stop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

function hire({ tables }: PlainRestServer): Company['users'] {
	const hired = (name: string, more: object) =>
		tables.create('user', { name, email: `${name.split(' ')[0]!.toLowerCase()}@example.com`, ...more }).id;
	const clara = hired('Clara Head', { job: 'manager', away_from: '2026-01-05', away_until: '2026-01-09' });
	const boris = hired('Boris Lead', { boss: clara });
	const anna = hired('Anna Agent', { boss: boris, job: 'employee', teams: ['Sales'] });
	return { anna, boris, clara };
}

let kept: Promise<SchemaDraft> | undefined;

/** The types, fields and pipelines that the built-in CRM has in the sample company. */
async function schemaOfTheSample(): Promise<SchemaDraft> {
	return await (kept ??= readSchema());
}

async function readSchema(): Promise<SchemaDraft> {
	const company = await foundCompany();
	const { crm } = company.scope;
	await sampleSchema(crm);
	const types = (await crm.recordTypes()).filter(({ editable }) => editable);
	const described = await Promise.all(types.map(async ({ name }) => await crm.describe(name)));
	const draft: SchemaDraft = {
		types,
		fields: Object.fromEntries(described.map(({ name, fields }) => [name, fields.filter(({ system }) => !system)])),
		pipelines: described.flatMap(({ pipelines }) => pipelines),
		groups: await crm.users.groups.find(),
		roles: await crm.users.roles.find(),
	};
	await company.close();
	return draft;
}
