import { createHash } from 'node:crypto';
import type { Clock } from '../model/clock';
import { CrmError, notFound } from '../model/CrmError';
import type { Backend, BackendDescriptor, ConnectionChoice } from './BackendDescriptor';
import * as backends from './backendList';
import type { CopyableDatabase } from './copy/DatabaseCopy';

export type { Backend } from './BackendDescriptor';
/** How the command line and the environment name a database. */
export { passwordOf, postgresOfEnvironment, postgresOfUrl } from './builtin/postgres/postgresUrl';

type Listed = (typeof backends)[keyof typeof backends];
type OptionsOf<Descriptor extends Listed> = Descriptor extends Listed ? Parameters<Descriptor['open']>[0] : never;

/** How to reach a CRM; comes from the node's connection choice and its credential. */
export type ConnectionOptions = OptionsOf<Listed>;

/** Of the CRMs whose database can be copied as a whole. */
export type CopyableOptions = OptionsOf<Extract<Listed, { copyable: unknown }>>;

const DESCRIPTORS: ReadonlyArray<BackendDescriptor<ConnectionOptions>> = Object.values(backends);

/** What a person can choose, by name. Not `localeCompare`: its first call loads the rules of all languages, some megabytes. */
export const connectionChoices: ReadonlyArray<ConnectionChoice<ConnectionOptions>> = DESCRIPTORS.flatMap(({ choices }) => choices).sort(
	(one, other) => (one.name < other.name ? -1 : 1),
);

/** Same key, same connection: processes share one per key. Another password is another key, and is not in it. */
export function connectionKey(options: ConnectionOptions): string {
	const { secrets } = descriptorOf(options);
	const given = Object.entries(options)
		.filter(([, value]) => value !== undefined)
		.sort(([one], [other]) => (one < other ? -1 : 1));
	const secret = createHash('sha256')
		.update(JSON.stringify(given.filter(([name]) => secrets.includes(name))))
		.digest('base64url');
	return JSON.stringify([given.filter(([name]) => !secrets.includes(name)), secret]);
}

/** Opens a back-end. Loaded on first use, so that starting n8n costs nothing. Throws storage, unavailable. */
export async function openBackend(options: ConnectionOptions, clock: Clock): Promise<Backend> {
	return await descriptorOf(options).open(options, clock);
}

/** Where a database is, for copying it as a whole. Nothing is opened yet. Throws storage for a name that is not allowed. */
export async function copyableDatabase(options: CopyableOptions): Promise<CopyableDatabase> {
	const descriptor = descriptorOf(options);
	if (descriptor.copyable !== undefined) return await descriptor.copyable(options);
	throw new CrmError(
		'unsupported',
		`The data of "${descriptor.choices[0]!.name}" cannot be copied: that CRM keeps it.`,
		'Use the means of that CRM to take a backup.',
	);
}

function descriptorOf({ backend }: { backend: string }): BackendDescriptor<ConnectionOptions> {
	const descriptor = DESCRIPTORS.find((one) => one.backend === backend);
	if (descriptor !== undefined) return descriptor;
	throw notFound(
		'back-end',
		backend,
		DESCRIPTORS.map((one) => one.backend),
	);
}
