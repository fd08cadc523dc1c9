import { createHash } from 'node:crypto';
import type { IConnections, IExecuteFunctions, INode } from 'n8n-workflow';
import { contentHash } from '../../src/automation/engine/effects/effectKey';

/** What a run has of its workflow, beside what n8n-workflow declares. */
interface RunningWorkflow {
	nodes: Record<string, INode>;
	connectionsBySourceNode: IConnections;
}

const STICKY_NOTE = 'n8n-nodes-base.stickyNote';

/**
 * Names the content of the workflow that runs: the same for the same nodes, settings and connections, wherever and
 * whenever it runs. Positions on the canvas and notes do not count. n8n has an id for each version, but a run cannot ask
 * for it: n8n-workflow does not offer it, and the worker of queue mode does not even know it.
 */
export function workflowFingerprint(context: IExecuteFunctions): string {
	const workflow = runningWorkflow(context);
	return fingerprintOf(workflow === undefined ? nodesAfter(context) : contentOfWorkflow(workflow));
}

/** Fingerprints by a quick hash that heeds the order of keys: most runs of a workflow find their content as it was. */
const known = new Map<string, string>();
const MOST_KNOWN = 1000;

function fingerprintOf(content: unknown): string {
	const name = createHash('sha256').update(JSON.stringify(content)).digest('base64');
	let fingerprint = known.get(name);
	if (fingerprint === undefined) {
		fingerprint = contentHash(content);
		if (known.size >= MOST_KNOWN) known.delete(known.keys().next().value!);
		known.set(name, fingerprint);
	}
	return fingerprint;
}

function contentOfWorkflow({ nodes, connectionsBySourceNode }: RunningWorkflow): unknown {
	const own = Object.values(nodes).filter(({ type }) => type !== STICKY_NOTE);
	return [own.map(contentOf).sort((a, b) => (a.name < b.name ? -1 : 1)), connectionsBySourceNode];
}

/** Switches that are off are left out: n8n keeps some and drops others. */
function contentOf({ name, type, typeVersion, parameters, credentials = {}, ...node }: INode) {
	const { disabled, executeOnce, alwaysOutputData, onError, continueOnFail, retryOnFail, maxTries, waitBetweenTries } = node;
	const settings = { disabled, executeOnce, alwaysOutputData, onError, continueOnFail, retryOnFail, maxTries, waitBetweenTries };
	const switchedOn = Object.fromEntries(Object.entries(settings).filter(([, value]) => Boolean(value)));
	const credentialIds = Object.fromEntries(Object.entries(credentials).map(([kind, { id }]) => [kind, id]));
	return { name, type, typeVersion, parameters, credentialIds, ...switchedOn };
}

/** Every version of n8n so far has it; what is not declared may go. */
function runningWorkflow(context: IExecuteFunctions): RunningWorkflow | undefined {
	const { workflow } = context as { workflow?: Partial<RunningWorkflow> };
	const { nodes, connectionsBySourceNode } = workflow ?? {};
	return nodes === undefined || connectionsBySourceNode === undefined ? undefined : { nodes, connectionsBySourceNode };
}

/** What is declared: the nodes that follow, with their settings. */
function nodesAfter(context: IExecuteFunctions): unknown {
	const { name, parameters } = context.getNode();
	return [parameters, context.getChildNodes(name, { includeNodeParameters: true })];
}
