import type { INodeProperties } from 'n8n-workflow';
import { everyOperation } from '../host/actionNodes';

/** An operation of CRM or CRM Setup, as its own description has it. */
export interface NodeOperation {
	resource: string;
	operation: string;
	/** Its fields; some are only shown beside certain values of others. */
	fields: INodeProperties[];
	/** Whether it changes the CRM: then it can be tried as a dry run. */
	writes: boolean;
}

/** Every operation that the nodes offer; a new one is among them by itself. */
export function nodeOperations(): NodeOperation[] {
	return everyOperation.map(({ node, resource, module: { option } }) => {
		const operation = String(option.value);
		const own = node.description.properties.filter(
			(property) => shownFor(property, 'resource', resource) && shownFor(property, 'operation', operation),
		);
		const fields = own.filter(({ name, displayOptions }) => name !== 'operation' && displayOptions?.show?.operation !== undefined);
		return { resource, operation, fields, writes: fields.some(({ name }) => name === 'dryRun') };
	});
}

/** `record.create`: how an operation is named in lists. */
export function nameOf({ resource, operation }: Pick<NodeOperation, 'resource' | 'operation'>): string {
	return `${resource}.${operation}`;
}

function shownFor({ displayOptions }: INodeProperties, name: string, value: string): boolean {
	const wanted = displayOptions?.show?.[name];
	return wanted === undefined || wanted.includes(value);
}
