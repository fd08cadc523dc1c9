import type { ServerAddress } from './PostgresServer.ts';

const VARIABLE = 'CRMFLOW_TEST_POSTGRES';

/** For the processes that jest starts afterwards. */
export function publishServer(address: ServerAddress): void {
	process.env[VARIABLE] = JSON.stringify(address);
}

/** The server that all tests of this run share; each uses databases of its own in it. */
export function sharedServer(): ServerAddress {
	const published = process.env[VARIABLE];
	if (published === undefined) throw new Error('No PostgreSQL was started: this project of jest.config.cjs has no setUp for it.');
	return JSON.parse(published) as ServerAddress;
}
