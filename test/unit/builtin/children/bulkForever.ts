import { openBuiltInSqlite } from '../../../../src/crm/builtin/openBuiltIn';
import { systemClock } from '../../../../src/model/clock';

// Writes more and more records in one transaction that never ends.
void (async () => {
	const backend = await openBuiltInSqlite({ backend: 'builtin-sqlite', folder: process.argv[2]! }, systemClock);
	await backend.ledger.transaction(async () => {
		for (let round = 0; ; round++) {
			const drafts = Array.from({ length: 2_000 }, (_, index) => ({ values: { title: `Deal ${round} ${index} ${'x'.repeat(500)}` } }));
			await backend.crm.create('deal', drafts, {});
			if (round === 15) console.log('writing');
			await new Promise((resolve) => setImmediate(resolve));
		}
	});
})();
