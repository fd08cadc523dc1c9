import type { IDataObject, INode, INodeCredentials, INodeExecutionData, INodeType } from 'n8n-workflow';
import { Workflow, createRunExecutionData } from 'n8n-workflow';
import { Crm } from '../../nodes/Crm/Crm.node';
import { actionNodes, nodeOf } from '../host/actionNodes';
import { requireFromHost } from '../host/hostRequire';
import { nameOf, type NodeOperation } from './nodeOperations';
import type { NodeStep } from './NodeStep';

/** What a run of the node came to. */
export type StepEnd = { items: INodeExecutionData[] } | { error: unknown };

/** Which CRM the node works with. */
export interface NodeConnection {
	parameters: IDataObject;
	credentials?: INodeCredentials;
	/** What n8n would read from its own database. */
	credential?: IDataObject;
}

// n8n would log every error that an input provokes.
process.env.N8N_LOG_LEVEL = 'silent';
const { ExecuteContext } = requireFromHost('n8n-core');

/**
 * Runs CRM and CRM Setup in the context that n8n-core gives it: with n8n's own reading of parameters, its defaults, its hiding
 * of fields and its expressions, but without the rest of a workflow, so that an input costs a millisecond or two.
 */
export class CrmStepRunner {
	private readonly connection: NodeConnection;
	private readonly types = new Map<string, INodeType>();
	private readonly start: INodeType;
	private runs = 0;

	constructor(connection: NodeConnection, operations: readonly NodeOperation[]) {
		this.connection = connection;
		const nodes = new Map(actionNodes.map(({ type, Class }) => [type, new Class()]));
		for (const operation of operations) {
			const node = nodes.get(nodeOf(operation.resource).type)!;
			// The form of one operation: n8n goes through all fields of a node for each of them, and there are hundreds.
			const common = node.description.properties.filter(({ displayOptions }) => displayOptions?.show?.operation === undefined);
			const description = { ...node.description, properties: [...common, ...operation.fields] };
			this.types.set(nameOf(operation), Object.create(node, { description: { value: description } }) as INodeType);
		}
		this.start = { description: { ...actionNodes[0]!.description, properties: [] } } as INodeType;
	}

	/** `executionId`: of an earlier run, to do the same step again. */
	async run(step: NodeStep, executionId = this.nextId()): Promise<StepEnd> {
		try {
			const context = this.contextOf(step, executionId);
			const [items] = await Crm.prototype.execute.call(context as never);
			return { items: items! };
		} catch (error) {
			return { error };
		}
	}

	nextId(): string {
		return `execution-${++this.runs}`;
	}

	private contextOf(step: NodeStep, executionId: string): unknown {
		const node: INode = {
			id: 'crm-node',
			name: 'CRM',
			type: nodeOf(step.resource).type,
			typeVersion: 1,
			position: [200, 0],
			parameters: {
				...this.connection.parameters,
				resource: step.resource,
				operation: step.operation,
				...structuredClone(step.parameters),
			} as INode['parameters'],
			credentials: this.connection.credentials,
			onError: step.onError,
		};
		const start: INode = { id: 'start', name: 'Start', type: 'start', typeVersion: 1, position: [0, 0], parameters: {} };
		const type = this.types.get(nameOf(step))!;
		const typeOf = (name: string) => (name === 'start' ? this.start : type);
		const nodeTypes = { getByName: typeOf, getByNameAndVersion: typeOf, getKnownTypes: () => ({}) };
		const workflow = new Workflow({
			id: 'workflow-1',
			name: 'Random',
			nodes: [start, node],
			connections: { Start: { main: [[{ node: 'CRM', type: 'main', index: 0 }]] } },
			active: false,
			nodeTypes: nodeTypes as never,
			settings: { timezone: 'Europe/Warsaw' },
		});
		const items: INodeExecutionData[] = step.items.map(({ json, binary }, item) => ({
			json: structuredClone(json),
			pairedItem: { item },
			...(binary === undefined ? {} : { binary }),
		}));
		const inputData = { main: [items] };
		const executeData = { node, data: inputData, source: { main: [{ previousNode: 'Start' }] } };
		const run = createRunExecutionData({
			resultData: { runData: { Start: [{ data: inputData, startTime: 0, executionTime: 0, executionIndex: 0, source: [] }] } },
		});
		return new ExecuteContext(workflow, node, this.additionalData(executionId), step.mode, run, 0, items, inputData, executeData, []);
	}

	private additionalData(executionId: string): unknown {
		return {
			executionId,
			webhookWaitingBaseUrl: 'http://localhost/webhook-waiting',
			formWaitingBaseUrl: 'http://localhost/form-waiting',
			variables: {},
			credentialsHelper: { getDecrypted: async () => this.connection.credential, isCredentialUsableByNode: () => true },
		};
	}
}
