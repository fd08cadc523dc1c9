import type { PostgresServer } from './PostgresServer';

/** After all tests of all projects: jest calls this for each, and the first one has ended them all. */
export default async function tearDown(): Promise<void> {
	const run = globalThis as { crmflowPostgres?: PostgresServer };
	const server = run.crmflowPostgres;
	run.crmflowPostgres = undefined;
	await server?.stop();
}
