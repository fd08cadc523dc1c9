/** Settings of the surrounding shell that would change what n8n does, or where it writes. */
const foreign = /^(N8N_|DB_|QUEUE_|EXECUTIONS_|EXTERNAL_|GENERIC_|CREDENTIALS_|NODES_|NODE_|JEST_|WEBHOOK_URL$|npm_)/i;

/** Of those, what the machine's network needs. */
const kept = new Set(['NODE_EXTRA_CA_CERTS', 'NODE_USE_ENV_PROXY']);

export interface N8nAddress {
	folder: string;
	port: number;
	/** Port of the broker between n8n and its task runners; the default is the same for every n8n. */
	brokerPort: number;
}

/**
 * The whole environment of one private n8n: quiet (it calls no home), on the loopback interface, and
 * independent of what the shell or jest has set.
 */
export function n8nEnvironment(address: N8nAddress, extra: Record<string, string> = {}): Record<string, string> {
	const inherited = Object.entries(process.env).filter(
		([name, value]) => value !== undefined && (kept.has(name) || !foreign.test(name)),
	) as Array<[string, string]>;
	return {
		...Object.fromEntries(inherited),
		N8N_USER_FOLDER: address.folder,
		N8N_PORT: String(address.port),
		N8N_RUNNERS_BROKER_PORT: String(address.brokerPort),
		N8N_ENCRYPTION_KEY: 'crmflow-private-n8n',
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_SECURE_COOKIE: 'false',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		...extra,
	};
}
