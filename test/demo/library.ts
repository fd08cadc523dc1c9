import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BuiltInPostgres } from '../../src/crm/builtin/postgres/descriptor';

type Library = typeof import('../../index.ts');
export type CrmConnection = Awaited<ReturnType<Library['openConnection']>>;

/**
 * Opens the built-in CRM of an n8n as another process beside it, with the very package that is installed there.
 * The user folder must be below the project's root: `n8n-workflow` is found in the project.
 */
export async function openCrmOf(userFolder: string): Promise<CrmConnection> {
	return await installedLibrary(userFolder).openConnection({ backend: 'builtin-sqlite', folder: crmFolder(userFolder) }, 'UTC');
}

/** As `openCrmOf`, for a CRM on PostgreSQL. */
export async function openPostgresCrmOf(userFolder: string, options: BuiltInPostgres): Promise<CrmConnection> {
	return await installedLibrary(userFolder).openConnection(options, 'UTC');
}

function installedLibrary(userFolder: string): Library {
	const installed = join(userFolder, '.n8n', 'nodes', 'node_modules', 'n8n-nodes-crmflow', 'dist', 'index.js');
	return createRequire(import.meta.url)(installed) as Library;
}

export function crmFolder(userFolder: string): string {
	return join(userFolder, '.n8n', 'crmflow');
}

export function crmFile(userFolder: string): string {
	return join(crmFolder(userFolder), 'crm.sqlite');
}
