import { DatabaseSync } from 'node:sqlite';
import { crmFile, openCrmOf } from '../../demo/library.ts';
import { installPackage } from '../../host/installPackage.ts';
import { PlainSqlite } from '../../host/PlainDatabase.ts';
import type { Arena, ArenaOptions } from './Arena.ts';
import { regularN8n } from './regular.ts';

/** n8n in regular mode and the CRM in its SQLite file: n8n is killed. */
export async function sqliteArena(options: ArenaOptions): Promise<Arena> {
	const { folder, tarball } = options;
	await installPackage(folder, tarball);
	const library = await openCrmOf(folder);
	const database = new PlainSqlite(new DatabaseSync(crmFile(folder), { timeout: 10_000 }));
	const { keeper, target, start } = regularN8n(options);
	return {
		library,
		database,
		targets: [target],
		url: () => keeper.current?.url,
		start,
		connect: async (_client, content) => content,
		close: async () => {
			await keeper.end();
			await database.close();
			library.release();
		},
	};
}
