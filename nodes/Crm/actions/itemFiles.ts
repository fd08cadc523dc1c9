import type { IExecuteFunctions } from 'n8n-workflow';
import type { FileSource } from '../../../src/automation/engine/Scope';

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
