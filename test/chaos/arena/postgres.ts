import { PostgresCrm } from '../../demo/PostgresCrm.ts';
import { installPackage } from '../../host/installPackage.ts';
import type { Arena, ArenaOptions } from './Arena.ts';
import { databaseTarget } from './databaseTarget.ts';
import { regularN8n } from './regular.ts';

/** n8n in regular mode and the CRM on PostgreSQL: n8n is killed, and the database server. */
export async function postgresArena(options: ArenaOptions): Promise<Arena> {
	const { folder, tarball, random } = options;
	await installPackage(folder, tarball);
	const crm = await PostgresCrm.start();
	const library = await crm.open(folder);
	const { keeper, target, start } = regularN8n(options);
	return {
		library,
		database: crm.database,
		targets: [target, databaseTarget(crm.server, random)],
		url: () => keeper.current?.url,
		start,
		connect: async (client, content) => await crm.connect(client, content),
		close: async () => {
			await keeper.end();
			library.release();
			await crm.close();
		},
	};
}
