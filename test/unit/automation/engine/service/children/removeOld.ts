import { openBackend, type ConnectionOptions } from '../../../../../../src/crm/backends';
import { RemoveOld } from '../../../../../../src/automation/engine/service/chores/RemoveOld';
import { Service } from '../../../../../../src/automation/engine/service/Service';
import { scopeOf } from '../../../../../../src/automation/engine/Scope';
import { clockAhead } from '../../../../../contract/support/clockAhead';

// Opens a trigger when it is told to, and says what the service removes, in small parts.
void (async () => {
	const clock = clockAhead(40 * 24 * 3600_000);
	const { crm, feed, ledger, companions } = await openBackend(JSON.parse(process.argv[2]!) as ConnectionOptions, clock);
	const scope = scopeOf({ crm, feed, ledger, companions }, clock, 'UTC');
	const removal = new (class extends RemoveOld {
		override async work(): Promise<void> {
			console.log(`removed ${(await this.remove()).changes}`);
		}
	})(scope, { firstMs: 0, batch: 20, pauseMs: 2 });
	const service = new Service(scope, [removal]);
	console.log('ready');
	process.stdin.once('data', async () => {
		service.serve({ workflowId: 'w', nodeId: 'n' }, (error) => console.log(String(error)));
		await service.settled();
		console.log('settled');
	});
})();
