import type { INodePropertyOptions } from 'n8n-workflow';
import type { ProjectStatus } from '../../../../src/model/projectTemplate';

export const PROJECT_STATUS_OPTIONS: Array<INodePropertyOptions & { value: ProjectStatus }> = [
	{ name: 'Cancelled', value: 'cancelled' },
	{ name: 'Finished', value: 'finished' },
	{ name: 'Running', value: 'running' },
];
