import type { INodePropertyOptions } from 'n8n-workflow';

export const kindOptions: INodePropertyOptions[] = [
	{ name: 'Call', value: 'call' },
	{ name: 'Meeting', value: 'meeting' },
	{ name: 'Other', value: 'other' },
];
