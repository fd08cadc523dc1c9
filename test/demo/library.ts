import { createRequire } from 'node:module';
import { join } from 'node:path';

type Library = typeof import('../../index.ts');
export type CrmConnection = Awaited<ReturnType<Library['openConnection']>>;

/**
 * Opens the built-in CRM of an n8n as another process beside it, with the very package that is installed there.
 * The user folder must be below the project's root: `n8n-workflow` is found in the project.
 */
export async function openCrmOf(userFolder: string): Promise<CrmConnection> {
	const installed = join(userFolder, '.n8n', 'nodes', 'node_modules', 'n8n-nodes-crmflow', 'dist', 'index.js');
	const { openConnection } = createRequire(import.meta.url)(installed) as Library;
	return await openConnection({ backend: 'builtin-sqlite', folder: crmFolder(userFolder) }, 'UTC');
}

export function crmFolder(userFolder: string): string {
	return join(userFolder, '.n8n', 'crmflow');
}

export function crmFile(userFolder: string): string {
	return join(crmFolder(userFolder), 'crm.sqlite');
}
