import type { INodeProperties } from 'n8n-workflow';

/** Last on the form of every operation that writes; see dryRun. */
export const dryRunField: INodeProperties = {
	displayName: 'Dry Run',
	name: 'dryRun',
	type: 'boolean',
	default: false,
	description: 'Whether to only show what this step would write. Everything is checked as in a real run, but nothing is written.',
};
