import { openBackend } from '../../../../src/crm/backends';
import type { BuiltInPostgres } from '../../../../src/crm/builtin/postgres/descriptor';
import { systemClock } from '../../../../src/model/clock';

// Opens the database at the same moment as others, and creates one deal.
void (async () => {
	console.log('ready');
	await new Promise((resolve) => process.stdin.once('data', resolve));
	const backend = await openBackend(JSON.parse(process.argv[2]!) as BuiltInPostgres, systemClock);
	await backend.crm.create('deal', [{ values: { title: `Deal of ${process.pid}` } }], {});
	await backend.close();
	process.exit(0);
})();
