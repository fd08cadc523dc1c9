import { onPostgres } from '../e2e/support/workflows.ts';
import type { N8nClient } from '../host/N8nClient.ts';
import type { WorkflowContent } from '../host/n8nTypes.ts';
import { PlainPostgres, type SchemaAddress } from '../host/PlainDatabase.ts';
import { PostgresServer } from '../postgres/PostgresServer.ts';
import { TestDatabase } from '../postgres/TestDatabase.ts';
import { openPostgresCrmOf, type CrmConnection } from './library.ts';

/** A PostgreSQL server of its own with a CRM in it, for programs; it ends with them. */
export class PostgresCrm {
	readonly server: PostgresServer;
	/** As any program has it. */
	readonly database: PlainPostgres;
	private readonly address: SchemaAddress;
	private credential: Promise<{ id: string; name: string }> | undefined;

	private constructor(server: PostgresServer, address: SchemaAddress) {
		this.server = server;
		this.address = address;
		this.database = new PlainPostgres(address);
	}

	static async start(): Promise<PostgresCrm> {
		const server = await PostgresServer.start();
		const { name } = await TestDatabase.create(server.address);
		return new PostgresCrm(server, { ...server.address, database: name, schema: 'crmflow' });
	}

	/** Through the package that is installed in that n8n. */
	async open(userFolder: string): Promise<CrmConnection> {
		return await openPostgresCrmOf(userFolder, { backend: 'builtin-postgres', ...this.address });
	}

	/** Makes the nodes of a workflow work with this CRM, with a credential in that n8n. */
	async connect(client: N8nClient, content: WorkflowContent): Promise<WorkflowContent> {
		this.credential ??= client.createCredential('crmBuiltInPostgresApi', 'CRM', { ...this.address, tls: 'off' });
		return onPostgres(content, await this.credential);
	}

	async close(): Promise<void> {
		await this.database.close();
		await this.server.stop();
	}
}
