import type { BackendDescriptor } from '../../../src/crm/BackendDescriptor';

export interface PlainRest {
	backend: 'plain-rest';
	url: string;
	key: string;
	/** Of the ledger. */
	file: string;
}

export const plainRest = {
	backend: 'plain-rest',
	choices: [
		{
			value: 'plainRest',
			name: 'Plain CRM',
			credential: 'crmPlainRestApi',
			optionsOf: ({ url, key, file }) => ({ backend: 'plain-rest', url: String(url), key: String(key), file: String(file) }),
		},
	],
	secrets: ['key'],
	async open({ url, key, file }, clock) {
		const { openPlainRest } = await import('./openPlainRest');
		return await openPlainRest({ url, key, pauseMs: 5, ledger: { kind: 'sqlite', path: file } }, clock);
	},
} satisfies BackendDescriptor<PlainRest>;
