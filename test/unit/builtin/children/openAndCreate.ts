import { openBuiltInSqlite } from '../../../../src/crm/builtin/openBuiltIn';
import { systemClock } from '../../../../src/model/clock';

// Opens the database at the same moment as others, and creates one deal.
void (async () => {
	console.log('ready');
	await new Promise((resolve) => process.stdin.once('data', resolve));
	const backend = await openBuiltInSqlite({ backend: 'builtin-sqlite', folder: process.argv[2]! }, systemClock);
	await backend.crm.create('deal', [{ values: { title: `Deal of ${process.pid}` } }], {});
	await backend.close();
	process.exit(0);
})();
