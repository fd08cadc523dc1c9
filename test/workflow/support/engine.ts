import type {
	IBinaryKeyData,
	IDataObject,
	IExecuteData,
	INode,
	INodeExecutionData,
	INodeType,
	IRun,
	IRunExecutionData,
	IWorkflowBase,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { Workflow, createRunExecutionData } from 'n8n-workflow';
import { CrmTrigger } from '../../../nodes/CrmTrigger/CrmTrigger.node';
import { actionNodes } from '../../host/actionNodes';
import { requireFromHost } from '../../host/hostRequire';

/** A workflow as n8n exports it. */
export type WorkflowJson = Pick<IWorkflowBase, 'name' | 'nodes' | 'connections'> & { id?: string };

export interface RunOptions {
	/** What the first node gets; default one empty item. */
	items?: IDataObject[];
	/** Files of each of these items. */
	binary?: IBinaryKeyData;
	/** Default `manual`: every run acts again. */
	mode?: WorkflowExecuteMode;
	/** Default: a new one. */
	executionId?: string;
	/** Name of the node the run starts with; default: the first one of the workflow. */
	startNode?: string;
	/** Of the run that called this one as a sub-workflow. */
	parentExecutionId?: string;
	/** Data of other executions, by id: what n8n would read from its database. */
	executions?: Record<string, IRunExecutionData>;
	/** Values of credentials, by type; or what n8n does to read one. */
	credentials?: Record<string, IDataObject | (() => IDataObject)>;
	/** The data of an earlier execution that is done again, as the button "Retry" does. */
	retryOf?: IRunExecutionData;
	/** Another CRM node than that of the sources. */
	crm?: INodeType;
}

export interface Finished {
	run: IRun;
	/** Items of the last run of a node, of all its outputs one after the other. */
	output(node: string): INodeExecutionData[];
	/** The same, the JSON only. */
	json(node: string): IDataObject[];
	error: { message: string; description?: string | null; itemIndex?: number } | undefined;
}

// n8n would log every error that a test provokes.
process.env.N8N_LOG_LEVEL = 'silent';
const { WorkflowExecute } = requireFromHost('n8n-core');
const known = requireFromHost<Record<string, { className: string; sourcePath: string }>>('n8n-nodes-base/dist/known/nodes.json');

const loaded = new Map<string, INodeType>();
const own: Record<string, new () => INodeType> = {
	...Object.fromEntries(actionNodes.map(({ type, Class }) => [type, Class])),
	...Object.fromEntries(actionNodes.map(({ type, Class }) => [`${type}Tool`, Class])),
	'n8n-nodes-crmflow.crmTrigger': CrmTrigger,
};

function nodeType(type: string, version?: number): INodeType {
	const name = `${type}@${version}`;
	let found = loaded.get(name);
	if (found === undefined) {
		found = own[type] ? new own[type]() : baseNode(type, version);
		loaded.set(name, found);
	}
	return found;
}

function baseNode(type: string, version: number | undefined): INodeType {
	const { className, sourcePath } = known[type.replace('n8n-nodes-base.', '')]!;
	const node = new (requireFromHost(`n8n-nodes-base/${sourcePath}`)[className])();
	return 'nodeVersions' in node ? node.getNodeType(version) : node;
}

/** As the host has them; `crm`: another CRM node than that of the sources. */
export function nodeTypes(crm?: INodeType): unknown {
	const find = (type: string, version?: number) => (crm !== undefined && type === 'n8n-nodes-crmflow.crm' ? crm : nodeType(type, version));
	return { getByName: find, getByNameAndVersion: find, getKnownTypes: () => ({}) };
}

let executions = 0;

/** Runs a workflow through n8n's own engine, in this process. */
export async function runWorkflow(json: WorkflowJson, options: RunOptions = {}): Promise<Finished> {
	const { items = [{}], mode = 'manual', executionId = `execution-${++executions}` } = options;
	const workflow = new Workflow({
		id: json.id ?? 'workflow-1',
		name: json.name,
		nodes: json.nodes,
		connections: json.connections,
		active: false,
		nodeTypes: nodeTypes(options.crm) as never,
		settings: { timezone: 'Europe/Warsaw', executionOrder: 'v1' },
	});
	const start = json.nodes.find(({ name }) => name === options.startNode) ?? json.nodes[0]!;
	const data = createRunExecutionData({ executionData: { nodeExecutionStack: [startOf(start, items, options.binary)] } });
	if (options.retryOf?.executionData?.runtimeData) data.executionData!.runtimeData = options.retryOf.executionData.runtimeData;
	if (options.parentExecutionId)
		data.parentExecution = {
			executionId: options.parentExecutionId,
			workflowId: 'parent',
			executionContext: options.executions?.[options.parentExecutionId]?.executionData?.runtimeData,
		};
	const run: IRun = await new WorkflowExecute(additionalData(executionId, options), mode, data).processRunExecutionData(workflow);
	return finished(run);
}

function startOf(node: INode, items: IDataObject[], binary: IBinaryKeyData | undefined): IExecuteData {
	return {
		node,
		data: { main: [items.map((json, item) => ({ json, pairedItem: { item }, ...(binary === undefined ? {} : { binary }) }))] },
		source: null,
	};
}

function additionalData(executionId: string, { executions: stored = {}, credentials = {} }: RunOptions): unknown {
	return {
		executionId,
		currentNodeExecutionIndex: 0,
		webhookWaitingBaseUrl: 'http://localhost/webhook-waiting',
		formWaitingBaseUrl: 'http://localhost/form-waiting',
		variables: {},
		hooks: { runHook: () => Promise.resolve(), handlers: {}, addHandler: () => undefined },
		credentialsHelper: {
			getDecrypted: async (_: unknown, __: unknown, type: string) => valueOf(credentials[type]),
			isCredentialUsableByNode: () => true,
		},
		getRunExecutionData: (id: string) => Promise.resolve(stored[id]),
	};
}

function valueOf(credential: IDataObject | (() => IDataObject) | undefined): IDataObject | undefined {
	return typeof credential === 'function' ? credential() : credential;
}

function finished(run: IRun): Finished {
	const { runData, error } = run.data.resultData;
	const output = (node: string) => (runData[node]?.at(-1)?.data?.main ?? []).flatMap((items) => items ?? []);
	const found = error as (Error & { description?: string | null; context?: { itemIndex?: number } }) | undefined;
	return {
		run,
		output,
		json: (node) => output(node).map(({ json }) => json),
		error: found && { message: found.message, description: found.description, itemIndex: found.context?.itemIndex },
	};
}
