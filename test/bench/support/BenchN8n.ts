import type { INode, INodeParameters } from 'n8n-workflow';
import { installPackage } from '../../host/installPackage.ts';
import { N8n } from '../../host/N8n.ts';
import { N8nClient } from '../../host/N8nClient.ts';
import type { WorkflowContent } from '../../host/n8nTypes.ts';
import type { TestDatabase } from '../../postgres/TestDatabase.ts';
import type { Bench } from './Bench.ts';

const POSTGRES_CREDENTIAL = 'crmBuiltInPostgresApi';

/** Makes a node of ours work with one of the two databases. */
export type Connect = (node: INode) => INode;

/** A real n8n with the packed package, as people have it: SQLite for n8n itself, its own settings. */
export class BenchN8n {
	readonly n8n: N8n;
	readonly client: N8nClient;

	private constructor(n8n: N8n, client: N8nClient) {
		this.n8n = n8n;
		this.client = client;
	}

	static async start({ folder, tarball }: Bench): Promise<BenchN8n> {
		await installPackage(folder, tarball!);
		const n8n = await N8n.start({ folder });
		const client = new N8nClient(n8n.url);
		await client.signIn();
		return new BenchN8n(n8n, client);
	}

	/** The built-in CRM of the nodes' default: a SQLite file. */
	readonly onSqlite: Connect = (node) => node;

	/** The built-in CRM in that database, by a credential. */
	async onPostgres(database: TestDatabase): Promise<Connect> {
		return await connectToPostgres(this.client, database);
	}

	async activate(content: WorkflowContent): Promise<string> {
		return await activate(this.client, content);
	}

	/** @throws Error when n8n refuses the call */
	async call(path: string, body: object): Promise<void> {
		const { status, body: answer } = await this.client.webhook(path, body);
		if (status >= 400) throw new Error(`n8n answered ${status} to "${path}": ${JSON.stringify(answer).slice(0, 300)}`);
	}

	async stop(): Promise<void> {
		await this.n8n.stop();
	}
}

/** As `BenchN8n.onPostgres`, in any n8n. */
export async function connectToPostgres(client: N8nClient, database: TestDatabase): Promise<Connect> {
	const { host, port, user, password, schema = 'crmflow' } = database.options();
	const credential = await client.createCredential(POSTGRES_CREDENTIAL, 'Bench', {
		host,
		port,
		database: database.name,
		user,
		password,
		schema,
		tls: 'off',
	});
	return (node) => ({
		...node,
		parameters: { ...node.parameters, connection: 'builtInPostgres' } as INodeParameters,
		credentials: { [POSTGRES_CREDENTIAL]: credential },
	});
}

/** Returns the workflow's id when it listens. */
export async function activate(client: N8nClient, content: WorkflowContent): Promise<string> {
	const { id } = await client.createWorkflow(content);
	await client.activate(id);
	return id;
}
