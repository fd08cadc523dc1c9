import type { ICredentialType, INodeProperties } from 'n8n-workflow';

/**
 * Names a database of the built-in CRM. The default one needs no credential. The test is in the CRM node
 * (`credentialTest`), because there is no address to call.
 */
export class CrmBuiltInApi implements ICredentialType {
	name = 'crmBuiltInApi';

	displayName = 'CRM Built-In API';

	documentationUrl = 'https://github.com/crmflow/n8n-nodes-crmflow/blob/main/docs/connections.md';

	icon = { light: 'file:../nodes/icons/crm.svg', dark: 'file:../nodes/icons/crm.dark.svg' } as const;

	properties: INodeProperties[] = [
		{
			displayName: 'Database',
			name: 'database',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. second-company',
			description:
				'Name of the database: a letter, then letters, digits, hyphens or underscores. It is a file beside the default one and is made on first use.',
		},
	];
}
