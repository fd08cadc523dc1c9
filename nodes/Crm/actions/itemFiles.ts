import type { IBinaryData, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { FileSource } from '../../../src/automation/engine/Scope';
import { CrmError } from '../../../src/model/CrmError';
import type { ItemParameters } from './ItemParameters';

/** Which file of the item is meant. `fileOfItem` reads it. */
export const fileField: INodeProperties = {
	displayName: 'Input Data Field Name',
	name: 'binaryProperty',
	type: 'string',
	default: 'data',
	required: true,
	hint: 'The name of the input field that holds the file',
	description: 'Name of the binary field of the item',
};

/** The file that the form names, and the field it is in. Throws missingValue, naming the files there are. */
export function fileOfItem(item: ItemParameters): { property: string; file: IBinaryData } {
	const property = item.requiredText('binaryProperty', 'Input Data Field Name');
	const files = item.run.context.getInputData()[item.index]?.binary ?? {};
	const file = Object.hasOwn(files, property) ? files[property] : undefined;
	if (file !== undefined) return { property, file };
	const names = Object.keys(files);
	throw new CrmError(
		'missingValue',
		`The item has no file in the field "${property}".`,
		names.length > 0
			? `Files of the item are in: ${names.join(', ')}.`
			: 'Put a node before this one that gives a file, such as HTTP Request or Read/Write Files from Disk.',
	);
}

/** Names a file of an item, as long as the node runs: `0/data`. */
export function fileReference(item: number, property: string): string {
	return `${item}/${property}`;
}

/** The files of the items of the node, by such references. */
export function itemFiles({ helpers }: IExecuteFunctions): FileSource {
	return {
		async read(reference) {
			const end = reference.indexOf('/');
			return await helpers.getBinaryDataBuffer(Number(reference.slice(0, end)), reference.slice(end + 1));
		},
	};
}
