import type { N8nClient } from '../host/N8nClient.ts';

/** Placeholder until the demo company is written. */
export async function seedCompany(_client: N8nClient, log: (line: string) => void): Promise<void> {
	log('no demo company yet');
}
