import type { INodeTypeDescription } from 'n8n-workflow';
import { operationsOf } from '../../nodes/Crm/actions/router';
import type { OperationModule } from '../../nodes/Crm/actions/operation';
import { Crm } from '../../nodes/Crm/Crm.node';
import { CrmSetup } from '../../nodes/CrmSetup/CrmSetup.node';
import { choices } from './docs/choices';

/** A node that does something in the CRM. */
export interface ActionNode {
	Class: typeof Crm | typeof CrmSetup;
	/** `n8n-nodes-crmflow.crmSetup` */
	type: string;
	/** In `nodes`: `CrmSetup`. */
	folder: string;
	description: INodeTypeDescription;
	/** The names of its resources. */
	resources: string[];
}

/** An operation, and where it is. */
export interface NodeOperation {
	node: ActionNode;
	resource: string;
	/** `record.create` */
	name: string;
	module: OperationModule;
}

export const actionNodes: readonly ActionNode[] = [Crm, CrmSetup].map((Class) => {
	const { description } = new Class();
	const resources = choices(description.properties.find(({ name }) => name === 'resource')!).map(({ value }) => String(value));
	return { Class, type: `n8n-nodes-crmflow.${description.name}`, folder: Class.name, description, resources };
});

/** Every operation that the nodes offer; a new one is among them by itself. */
export const everyOperation: readonly NodeOperation[] = actionNodes.flatMap((node) =>
	node.resources.flatMap((resource) =>
		operationsOf(resource).map((module) => ({ node, resource, name: `${resource}.${module.option.value}`, module })),
	),
);

/** The node that has a resource. */
export function nodeOf(resource: string): ActionNode {
	return actionNodes.find(({ resources }) => resources.includes(resource)) ?? actionNodes[0]!;
}
