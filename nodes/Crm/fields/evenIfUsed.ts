import type { INodeProperties } from 'n8n-workflow';

/** For operations that delete a part of the schema. */
export const evenIfUsedField: INodeProperties = {
	displayName: 'Even If Used',
	name: 'evenIfUsed',
	type: 'boolean',
	default: true,
	description:
		'Whether to delete it although a CRM Trigger of a workflow names it; that trigger then starts on nothing, and must be changed before its workflow is switched on again. Otherwise this is refused, and the triggers are named.',
};
