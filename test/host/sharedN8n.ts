import { N8nClient } from './N8nClient.ts';
import { demoOwner } from './owner.ts';
import type { Owner } from './owner.ts';

/** The one n8n that all end-to-end tests may use; it has the packed tarball and an owner. */
export interface SharedN8n {
	url: string;
	/** Its user folder; deleted after the tests. */
	folder: string;
	/** The packed package, for tests that start an n8n of their own. */
	tarball: string;
	owner: Owner;
}

const variable = 'CRMFLOW_TEST_SHARED_N8N';

/** Hands it over to the test files: jest runs them in other processes, which inherit the environment. */
export function publishSharedN8n(n8n: Omit<SharedN8n, 'owner'>): void {
	process.env[variable] = JSON.stringify({ ...n8n, owner: demoOwner });
}

export function sharedN8n(): SharedN8n {
	const value = process.env[variable];
	if (!value) throw new Error('The shared n8n exists in end-to-end tests only: run them with "npm test -- e2e".');
	return JSON.parse(value) as SharedN8n;
}

/** A signed-in client of the shared n8n. */
export async function sharedClient(): Promise<N8nClient> {
	const { url, owner } = sharedN8n();
	const client = new N8nClient(url);
	await client.signIn(owner);
	return client;
}
