import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { closeConnections, openConnection, type OpenConnection } from '../../../src/automation/engine/hub/hub';
import type { Scope } from '../../../src/automation/engine/Scope';

/** A built-in CRM of a small company in a folder of its own; the nodes under test open the same one. */
export interface Company {
	scope: Scope;
	/** Ids of users, by first name. Anna is responsible, Boris is her supervisor, Clara is his. */
	users: { anna: string; boris: string; clara: string };
	/** Id of the one deal there is at the start, "Acme, 100 chairs", at Prospecting, Anna's. */
	deal: string;
	/** Number of rows by kind, to see what a refused step left behind. */
	counts(): Promise<Record<'deals' | 'tasks' | 'history' | 'notifications' | 'projects', number>>;
	/** Number of rows of every table in the file, our own book-keeping too. */
	rows(): Record<string, number>;
	close(): Promise<void>;
}

export async function foundCompany(): Promise<Company> {
	const folder = mkdtempSync(join(tmpdir(), 'crmflow-test-'));
	process.env.N8N_USER_FOLDER = folder;
	const connection: OpenConnection = await openConnection({ backend: 'builtin-sqlite' }, 'Europe/Warsaw');
	const { scope } = connection;
	const { crm, companions } = scope;
	const [clara] = await crm.users.create!([{ name: 'Clara Head', email: 'clara@example.com', role: 'manager' }], {});
	const [boris] = await crm.users.create!([{ name: 'Boris Lead', email: 'boris@example.com', supervisorId: clara!.id }], {});
	const [anna] = await crm.users.create!([{ name: 'Anna Agent', email: 'anna@example.com', supervisorId: boris!.id }], {});
	const [deal] = await crm.create('deal', [{ values: { title: 'Acme, 100 chairs', responsible: anna!.id } }], {});
	return {
		scope,
		users: { anna: anna!.id, boris: boris!.id, clara: clara!.id },
		deal: deal!.id,
		async counts() {
			let deals = 0;
			for await (const _ of crm.find('deal')) deals++;
			return {
				deals,
				tasks: (await crm.tasks.find({})).length,
				history: (await crm.history.find({})).length,
				notifications: (await companions.notifications.find({})).length,
				projects: (await companions.projects.find({})).length,
			};
		},
		rows: () => countRows(join(folder, '.n8n', 'crmflow', 'crm.sqlite')),
		async close() {
			connection.release();
			await closeConnections();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

function countRows(file: string): Record<string, number> {
	const database = new DatabaseSync(file, { readOnly: true });
	try {
		const tables = database.prepare("select name from sqlite_schema where type = 'table' order by name").all();
		return Object.fromEntries(
			tables.map(({ name }) => [name, Number(database.prepare(`select count(*) as count from "${String(name)}"`).get()!.count)]),
		);
	} finally {
		database.close();
	}
}
