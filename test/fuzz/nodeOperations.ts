import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { Crm } from '../../nodes/Crm/Crm.node';

/** An operation of the CRM node, as its own description has it. */
export interface NodeOperation {
	resource: string;
	operation: string;
	/** Its fields; some are only shown beside certain values of others. */
	fields: INodeProperties[];
	/** Whether it changes the CRM: then it can be tried as a dry run. */
	writes: boolean;
}

/** Every operation that the node offers; a new one is among them by itself. */
export function nodeOperations(): NodeOperation[] {
	const { properties } = new Crm().description;
	const resources = choicesOf(properties.find(({ name }) => name === 'resource')!);
	return resources.flatMap((resource) => {
		const choices = properties
			.filter((property) => property.name === 'operation' && shownFor(property, 'resource', resource))
			.flatMap(choicesOf);
		return choices.map((operation) => {
			const own = properties.filter((property) => shownFor(property, 'resource', resource) && shownFor(property, 'operation', operation));
			const fields = own.filter(({ name, displayOptions }) => name !== 'operation' && displayOptions?.show?.operation !== undefined);
			return { resource, operation, fields, writes: fields.some(({ name }) => name === 'dryRun') };
		});
	});
}

/** `record.create`: how an operation is named in lists. */
export function nameOf({ resource, operation }: Pick<NodeOperation, 'resource' | 'operation'>): string {
	return `${resource}.${operation}`;
}

function choicesOf({ options = [] }: INodeProperties): string[] {
	return (options as INodePropertyOptions[]).map(({ value }) => String(value));
}

function shownFor({ displayOptions }: INodeProperties, name: string, value: string): boolean {
	const wanted = displayOptions?.show?.[name];
	return wanted === undefined || wanted.includes(value);
}
