import type { IExecuteFunctions, INodeExecutionData, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { withPatience } from '../../../src/automation/engine/effects/patience';
import { CrmError } from '../../../src/model/CrmError';
import { byName } from '../../shared/byName';
import { openNodeConnection } from '../../shared/connection';
import { nodeError } from '../../shared/errors';
import { startingTypeField } from '../../shared/startingType';
import { isTool, nothingFound } from '../../shared/toolCall';
import { showFor } from '../fields/showFor';
import { failedItem, type OperationModule } from './operation';
import * as activity from './activity';
import * as calendar from './calendar';
import * as comment from './comment';
import * as document from './document';
import * as field from './field';
import * as filingRule from './filingRule';
import * as group from './group';
import * as history from './history';
import * as notification from './notification';
import * as pipeline from './pipeline';
import * as workflowProcess from './process';
import * as project from './project';
import * as projectTemplate from './projectTemplate';
import * as record from './record';
import * as recordType from './recordType';
import * as role from './role';
import * as stage from './stage';
import * as system from './system';
import * as task from './task';
import * as user from './user';

/** Every operation, by resource. A resource is a folder; its `index.ts` names its operations, one line each. */
const resources = {
	activity,
	calendar,
	comment,
	document,
	field,
	filingRule,
	group,
	history,
	notification,
	pipeline,
	process: workflowProcess,
	project,
	projectTemplate,
	record,
	recordType,
	role,
	stage,
	system,
	task,
	user,
};

type Resource = keyof typeof resources;

/** The operations of a resource, by their names. */
export function operationsOf(resource: string): OperationModule[] {
	const { defaultOperation: _, ...operations } = resources[resource as Resource] ?? {};
	return Object.values<OperationModule>(operations).sort((a, b) => byName(a.option, b.option));
}

/** Throws unsupported. */
export function operationNamed(resource: string, operation: string): OperationModule {
	const module = operationsOf(resource).find(({ option }) => option.value === operation);
	if (module !== undefined) return module;
	throw new CrmError(
		'unsupported',
		`The operation "${operation}" of the resource "${resource}" does not exist in this version of the package.`,
		'Choose another operation, or update the package n8n-nodes-crmflow.',
	);
}

/** The choice of the resource, of its operation, and all fields of these. */
export function resourceProperties(choices: INodePropertyOptions[], defaultResource: Resource): INodeProperties[] {
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			default: defaultResource,
			options: choices,
		},
		startingTypeField,
		...choices.flatMap(({ value }) => operationProperties(value as Resource)),
	];
}

function operationProperties(resource: Resource): INodeProperties[] {
	const { defaultOperation } = resources[resource];
	const modules = operationsOf(resource);
	return [
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: { resource: [resource] } },
			options: modules.map(({ option }) => option),
			default: defaultOperation,
		},
		...modules.flatMap(({ option, description }) => showFor(resource, option.value, description)),
	];
}

/**
 * Runs the chosen operation for all items of the node, over one connection. A run that nobody watches waits for a
 * database that is away; a person who tests in the editor is told at once.
 */
export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const module = chosenOperation(this);
	const work = async () => await runOnce(this, module);
	return this.getMode() === 'manual' ? await work() : await withPatience(work, this.getExecutionCancelSignal?.());
}

async function runOnce(context: IExecuteFunctions, module: OperationModule): Promise<INodeExecutionData[]> {
	const items = context.getInputData();
	let connection;
	try {
		connection = await openNodeConnection(context);
	} catch (error) {
		if (!context.continueOnFail()) throw nodeError(context.getNode(), error, 0);
		return items.map((_, index) => failedItem(context, error, index));
	}
	try {
		const results = await module.execute(context, items, connection.scope);
		return results.length === 0 && isTool(context.getNode()) ? [nothingFound()] : results;
	} catch (error) {
		throw nodeError(context.getNode(), error);
	} finally {
		connection.release();
	}
}

function chosenOperation(context: IExecuteFunctions): OperationModule {
	const [resource, operation] = [String(context.getNodeParameter('resource', 0)), String(context.getNodeParameter('operation', 0))];
	try {
		return operationNamed(resource, operation);
	} catch (error) {
		throw nodeError(context.getNode(), error);
	}
}
