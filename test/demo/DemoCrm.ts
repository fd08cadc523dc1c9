import { DatabaseSync } from 'node:sqlite';
import type { N8nClient } from '../host/N8nClient.ts';
import type { WorkflowContent } from '../host/n8nTypes.ts';
import { PlainSqlite, type PlainDatabase } from '../host/PlainDatabase.ts';
import { bareInsertSeconds, barePostgresInsertSeconds } from './bareInserts.ts';
import { crmFile, openCrmOf, type CrmConnection } from './library.ts';
import { PostgresCrm } from './PostgresCrm.ts';

/** The CRM of a demo, beside its n8n. */
export interface DemoCrm {
	/** Through the package that is installed there. */
	open(): Promise<CrmConnection>;
	/** As any program has it; when the CRM has been opened once. */
	database(): PlainDatabase;
	/** Makes the nodes of a workflow work with it. */
	connect(client: N8nClient, content: WorkflowContent): Promise<WorkflowContent>;
	/** Seconds that bare SQL takes to insert these rows in one transaction. */
	bareSeconds(rows: readonly object[]): Promise<number>;
	close(): Promise<void>;
}

/** In a file in n8n's folder. */
export function sqliteCrm(userFolder: string): DemoCrm {
	let opened: PlainDatabase | undefined;
	return {
		open: async () => await openCrmOf(userFolder),
		database: () => (opened ??= new PlainSqlite(new DatabaseSync(crmFile(userFolder), { readOnly: true }))),
		connect: async (_client, content) => content,
		bareSeconds: async (rows) => bareInsertSeconds(rows),
		close: async () => await opened?.close(),
	};
}

/** On a PostgreSQL server of its own. */
export async function postgresCrm(userFolder: string): Promise<DemoCrm> {
	const crm = await PostgresCrm.start();
	return {
		open: async () => await crm.open(userFolder),
		database: () => crm.database,
		connect: async (client, content) => await crm.connect(client, content),
		bareSeconds: async (rows) => await barePostgresInsertSeconds(crm.server.address, rows),
		close: async () => await crm.close(),
	};
}
