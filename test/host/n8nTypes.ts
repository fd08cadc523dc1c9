import type { IConnections, INode, INodeParameters, IRunExecutionData, IWorkflowSettings } from 'n8n-workflow';

export interface WorkflowContent {
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
	pinData?: Record<string, unknown>;
}

export interface StoredWorkflow extends WorkflowContent {
	id: string;
	active: boolean;
	versionId: string;
}

export interface ListedWorkflow {
	id: string;
	name: string;
	active: boolean;
}

export interface ListedExecution {
	id: string;
	workflowId: string;
	mode: string;
	status: 'new' | 'running' | 'waiting' | 'success' | 'error' | 'crashed' | 'canceled' | 'unknown';
	startedAt: string | null;
	stoppedAt: string | null;
}

export interface StoredExecution extends ListedExecution {
	data: IRunExecutionData;
}

/** Where on the canvas a dynamic list or field set is asked for. */
export interface ListParameter {
	/** Node type, e.g. `n8n-nodes-crmflow.crm`. */
	type: string;
	version?: number;
	/** Method of the node's `methods.listSearch`, `methods.loadOptions` or `methods.resourceMapping`. */
	method: string;
	/** Path of the parameter; n8n only passes it on. */
	path?: string;
	parameters: INodeParameters;
	credentials?: Record<string, { id: string; name: string }>;
}

export interface ManualRun {
	/** Trigger node to start from; needed where the workflow has several. */
	trigger?: string;
	/** Node whose "Execute step" is pressed: the run ends with it. */
	destination?: string;
}
