import { openConnection } from '../../../../src/automation/connections';
import type { ConnectionOptions } from '../../../../src/crm/backends';

// A process with an open trigger, as far as the background service knows.
void (async () => {
	const lease = await openConnection(JSON.parse(process.argv[2]!) as ConnectionOptions, 'Europe/Stockholm');
	lease.service.serve({ workflowId: `w${process.pid}`, nodeId: 'n' }, (error) => console.log(String(error)));
	await lease.service.settled();
	console.log('serving');
	process.stdin.resume();
})();
