import { watchProcessEnd } from '../../../../../../src/automation/engine/delivery/processEnd';
import { closeConnections, openConnection } from '../../../../../../src/automation/engine/hub/hub';
import { Subscription } from '../../../../../../src/automation/engine/delivery/Subscription';
import { DEFAULT_DELIVERY } from '../../../../../../src/automation/engine/delivery/options';

// Two triggers, of which one is switched off; then a process that closes what is open when it is told to end, as n8n does.
void (async () => {
	const connection = await openConnection({ backend: 'builtin-sqlite', folder: process.argv[2]! }, 'UTC');
	const open = async (workflowId: string) =>
		await Subscription.open(connection, {
			workflowId,
			nodeId: 'node',
			workflowName: workflowId,
			nodeName: 'CRM Trigger',
			filter: { event: 'recordChanged', recordType: 'contact' },
			activation: 'fresh',
			catchUp: false,
			allowOwnChanges: false,
			reentry: { kind: 'always' },
			delivery: DEFAULT_DELIVERY,
			startRun: async () => ({ status: 'success' }),
			report: (error) => console.log(String(error)),
		});
	const [stays, goes] = [await open('stays'), await open('goes')];
	process.once('SIGTERM', () => {
		void stays.close().then(async () => {
			await closeConnections();
			console.log('closed');
			process.exit(0);
		});
	});
	watchProcessEnd();
	await goes.close();
	console.log('listening');
	setInterval(() => undefined, 1_000);
})();
