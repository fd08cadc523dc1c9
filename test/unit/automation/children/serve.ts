import { openConnection } from '../../../../src/automation/connections';
import type { ConnectionOptions } from '../../../../src/crm/backends';

// A process with an open trigger, as far as the background service knows.
void (async () => {
	const connection = await openConnection(JSON.parse(process.argv[2]!) as ConnectionOptions, 'Europe/Stockholm');
	connection.service.serve({ workflowId: `w${process.pid}`, nodeId: 'n' }, (error) => console.log(String(error)));
	await connection.service.settled();
	console.log('serving');
	process.stdin.resume();
})();
