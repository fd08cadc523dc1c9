import { setTimeout as sleep } from 'node:timers/promises';
import type { SeededRandom } from '../../contract/support/SeededRandom.ts';
import { openPostgresCrmOf, type CrmConnection } from '../../demo/library.ts';
import { onPostgres } from '../../e2e/support/workflows.ts';
import type { N8nClient } from '../../host/N8nClient.ts';
import type { WorkflowContent } from '../../host/n8nTypes.ts';
import { PostgresServer } from '../../postgres/PostgresServer.ts';
import { TestDatabase } from '../../postgres/TestDatabase.ts';
import { PlainPostgres, type PostgresPlace } from '../PlainDatabase.ts';
import type { Moment } from '../Scene.ts';
import type { Target } from './Arena.ts';

const MOMENTS: readonly Moment[] = ['halfDone', 'any', 'claimed', 'emitted'];
/** How long the server stays away at most, in milliseconds. */
const AWAY_MS = 3000;

/** A PostgreSQL server of its own with the CRM in it: it can be killed. */
export class PostgresCrm {
	readonly server: PostgresServer;
	readonly place: PostgresPlace;
	readonly database: PlainPostgres;
	readonly target: Target;
	private readonly random: SeededRandom;
	private away = false;

	private constructor(server: PostgresServer, place: PostgresPlace, random: SeededRandom) {
		this.server = server;
		this.place = place;
		this.random = random;
		this.database = new PlainPostgres(place);
		this.target = {
			name: 'database',
			moments: MOMENTS,
			pid: () => undefined,
			isReady: () => !this.away,
			ready: async () => undefined,
			kill: async () => await this.killAndStart(),
			endedByItself: 0,
		};
	}

	static async start(random: SeededRandom): Promise<PostgresCrm> {
		const server = await PostgresServer.start();
		const { name } = await TestDatabase.create(server.address);
		return new PostgresCrm(server, { ...server.address, database: name, schema: 'crmflow' }, random);
	}

	/** Through the package that is installed in that n8n. */
	async open(userFolder: string): Promise<CrmConnection> {
		return await openPostgresCrmOf(userFolder, { backend: 'builtin-postgres', ...this.place });
	}

	/** One credential for each workflow is enough. */
	async connect(client: N8nClient, content: WorkflowContent): Promise<WorkflowContent> {
		return onPostgres(content, await client.createCredential('crmBuiltInPostgresApi', `CRM of ${content.name}`, { ...this.place, tls: 'off' }));
	}

	async close(): Promise<void> {
		await this.database.close();
		await this.server.stop();
	}

	private async killAndStart(): Promise<void> {
		this.away = true;
		await this.server.kill();
		await sleep(this.random.below(AWAY_MS));
		await this.server.startAgain();
		this.away = false;
	}
}
