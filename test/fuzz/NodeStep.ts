import type { IBinaryKeyData, IDataObject, INode } from 'n8n-workflow';

/** One run of the CRM node, with everything that decides what it does; it can be written down as JSON and done again. */
export interface NodeStep {
	resource: string;
	operation: string;
	/** As the workflow has them: expressions begin with `=`. */
	parameters: IDataObject;
	items: Array<{ json: IDataObject; binary?: IBinaryKeyData }>;
	onError: NonNullable<INode['onError']>;
	/** `manual`: a click in the editor. */
	mode: 'manual' | 'trigger';
	/** Done a second time as the same step, as after a restart of n8n. */
	repeated: boolean;
}
