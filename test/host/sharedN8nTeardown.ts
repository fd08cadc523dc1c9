import { rmSync } from 'node:fs';
import type { N8n } from './N8n.ts';

/** After all end-to-end tests: nothing runs and nothing lies about. */
export default async function tearDown(): Promise<void> {
	const { crmflowSharedN8n: n8n } = globalThis as { crmflowSharedN8n?: N8n };
	if (!n8n) return;
	await n8n.stop();
	rmSync(n8n.folder, { recursive: true, force: true });
}
