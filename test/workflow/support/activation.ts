import { Workflow, type ITriggerFunctions, type ITriggerResponse, type IDataObject, type WorkflowActivateMode } from 'n8n-workflow';
import { CrmTrigger } from '../../../nodes/CrmTrigger/CrmTrigger.node';
import { requireFromHost } from '../../host/hostRequire';
import { nodeTypes, type WorkflowJson } from './engine';

const { TriggerContext } = requireFromHost<{ TriggerContext: new (...given: unknown[]) => ITriggerFunctions }>('n8n-core');

export interface ActivationOptions {
	/** Default: a person switches it on. */
	mode?: WorkflowActivateMode;
	/** Values of credentials, by their ids. */
	credentials?: Record<string, IDataObject>;
}

/** The trigger's own context, as n8n makes it when it activates a workflow, and what was written into the log. */
function activationContext(json: WorkflowJson, { mode = 'activate', credentials = {} }: ActivationOptions = {}) {
	const workflow = new Workflow({
		id: json.id ?? 'workflow-1',
		name: json.name,
		nodes: json.nodes,
		connections: json.connections,
		active: true,
		nodeTypes: nodeTypes() as never,
		settings: { timezone: 'Europe/Warsaw', executionOrder: 'v1' },
	});
	const credentialsHelper = {
		getDecrypted: async (_: unknown, { id }: { id: string }) => {
			if (credentials[id] === undefined) throw new Error(`Credential with ID "${id}" does not exist.`);
			return credentials[id];
		},
		isCredentialUsableByNode: () => true,
	};
	const trigger = Object.values(workflow.nodes).find(({ type }) => type.endsWith('.crmTrigger'))!;
	const context = new TriggerContext(workflow, trigger, { credentialsHelper }, 'trigger', mode, () => undefined);
	const logged: string[] = [];
	const log = (line: string): void => void logged.push(line);
	Object.defineProperty(context, 'logger', { value: { error: log, warn: log, info: log, debug: () => undefined } });
	return { context, logged };
}

/** Switches a workflow on, as n8n does. Rejects with what the trigger says. */
export async function switchOn(json: WorkflowJson, options?: ActivationOptions): Promise<ITriggerResponse & { logged: string[] }> {
	const { context, logged } = activationContext(json, options);
	return { ...(await new CrmTrigger().trigger.call(context)), logged };
}
