import { PostgresServer } from './PostgresServer';
import { publishServer } from './sharedServer';

/** Before all tests of a project: one PostgreSQL per run, whatever projects are chosen. */
export default async function setUp(): Promise<void> {
	const run = globalThis as { crmflowPostgres?: PostgresServer };
	if (run.crmflowPostgres !== undefined) return;
	run.crmflowPostgres = await PostgresServer.start();
	publishServer(run.crmflowPostgres.address);
}
