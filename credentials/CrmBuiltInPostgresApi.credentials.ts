import type { ICredentialType, INodeProperties } from 'n8n-workflow';

/**
 * Reaches the built-in CRM in a PostgreSQL database. The test is in the CRM node (`credentialTest`), because there
 * is no address to call by HTTP.
 */
export class CrmBuiltInPostgresApi implements ICredentialType {
	name = 'crmBuiltInPostgresApi';

	displayName = 'CRM Built-In (PostgreSQL) API';

	documentationUrl = 'https://github.com/crmflow/n8n-nodes-crmflow/blob/main/docs/connections.md';

	icon = { light: 'file:../nodes/icons/crm.svg', dark: 'file:../nodes/icons/crm.dark.svg' } as const;

	properties: INodeProperties[] = [
		{
			displayName: 'Host',
			name: 'host',
			type: 'string',
			default: 'localhost',
			required: true,
			description: 'Name or address of the server. In Docker it is the name of the service, as localhost is the container itself.',
		},
		{
			displayName: 'Port',
			name: 'port',
			type: 'number',
			default: 5432,
		},
		{
			displayName: 'Database',
			name: 'database',
			type: 'string',
			default: '',
			required: true,
			description: 'An existing database. It may hold other things as well: the CRM keeps to its schema.',
		},
		{
			displayName: 'User',
			name: 'user',
			type: 'string',
			default: '',
			required: true,
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
		},
		{
			displayName: 'Schema',
			name: 'schema',
			type: 'string',
			default: 'crmflow',
			description:
				'Holds the tables of the CRM and is made on first use: a small letter, then small letters, digits or underscores. Give another name for a second company in the same database.',
		},
		{
			displayName: 'TLS',
			name: 'tls',
			type: 'options',
			default: 'off',
			description: 'Whether the connection is encrypted',
			options: [
				{ name: 'Off', value: 'off', description: 'Not encrypted: for a network you trust' },
				{ name: 'Require', value: 'require', description: 'Encrypted, whoever answers: the certificate of the server is not checked' },
				{ name: 'Verify', value: 'verify-full', description: 'Encrypted, and the server must prove that it is the host named above' },
			],
		},
		{
			displayName: 'Certificate of the Authority',
			name: 'ca',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			placeholder: '-----BEGIN CERTIFICATE-----',
			displayOptions: { show: { tls: ['verify-full'] } },
			description: 'The certificate (PEM) that signed the one of the server. Leave it empty where a public authority did.',
		},
		{
			displayName: 'Maximum Connections',
			name: 'maxConnections',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 100 },
			default: 10,
			description: 'The most connections that each process of n8n opens, beside the one with which it listens for changes',
		},
	];
}
