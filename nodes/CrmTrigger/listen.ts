import type { IDataObject, IRun, ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { resolveFilter } from '../../src/automation/delivery/resolveFilter';
import type { RunEnd, StartRun } from '../../src/automation/delivery/Dispatcher';
import { Subscription } from '../../src/automation/delivery/Subscription';
import type { Connection } from '../../src/automation/hub';
import { openNodeConnection } from '../shared/connection';
import { nodeError } from '../shared/errors';
import { triggerFilter, triggerOptions } from './filter';
import { triggerItem } from '../../src/automation/delivery/triggerItem';

/** Listens while the workflow is active; see Subscription for what is delivered when. */
export async function listen(context: ITriggerFunctions): Promise<ITriggerResponse> {
	const lease = await openNodeConnection(context);
	try {
		const read = (name: string, fallback: unknown): unknown => context.getNodeParameter(name, fallback);
		const filter = await resolveFilter(lease.scope, triggerFilter(read));
		const subscription = await Subscription.open(lease, {
			workflowId: context.getWorkflow().id ?? '',
			nodeId: context.getNode().id,
			workflowName: context.getWorkflow().name ?? '',
			nodeName: context.getNode().name,
			filter,
			...triggerOptions(read),
			activation: switchedOn(context) ? 'fresh' : 'resume',
			startRun: runStarter(context, lease),
			report: (error) => context.logger.error(`CRM Trigger "${context.getNode().name}": ${error instanceof Error ? error.message : String(error)}`),
		});
		return {
			closeFunction: async () => {
				const { runsEnded } = await subscription.close();
				void runsEnded.then(lease.release);
			},
		};
	} catch (error) {
		lease.release();
		throw nodeError(context.getNode(), error);
	}
}

/** `activate` and `create`: a person switched it on. Otherwise n8n started, or the active workflow was changed. */
function switchedOn(context: ITriggerFunctions): boolean {
	return ['activate', 'create'].includes(context.getActivationMode());
}

function runStarter(context: ITriggerFunctions, { scope }: Connection): StartRun {
	return async (delivery, change, key) => {
		const item = await triggerItem(scope, change, delivery);
		const done = Promise.withResolvers<IRun>();
		context.emit([[{ json: item as IDataObject }]], undefined, done, key);
		return endOf(await done.promise);
	};
}

/** n8n resolves with nothing when it refused the key. */
function endOf(run: IRun | undefined): RunEnd {
	if (run === undefined) return { status: 'refused' };
	if (run.status === 'success') return { status: 'success' };
	if (run.status === 'waiting') return { status: 'waiting' };
	return { status: 'error', message: run.data?.resultData.error?.message ?? `The run ended as "${run.status}".` };
}
