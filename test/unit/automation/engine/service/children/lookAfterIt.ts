import { openBackend, type ConnectionOptions } from '../../../../../../src/crm/backends';
import { Upkeep } from '../../../../../../src/automation/engine/service/upkeep';
import { scopeOf } from '../../../../../../src/automation/engine/Scope';
import { clockAhead } from '../../../../../contract/support/clockAhead';

// Does the upkeep when it is told to, in small parts, and says what it removed.
void (async () => {
	const clock = clockAhead(40 * 24 * 3600_000);
	const { crm, feed, ledger, close } = await openBackend(JSON.parse(process.argv[2]!) as ConnectionOptions, clock);
	const upkeep = new Upkeep(scopeOf({ crm, feed, ledger }, clock, 'UTC'), { batch: 20, pauseMs: 2 });
	console.log('ready');
	for await (const _ of process.stdin) {
		const removed = await upkeep.look();
		console.log(removed === undefined ? 'not my turn' : `removed ${removed.changes}`);
	}
	await close();
})();
