import { createRequire } from 'node:module';
import { testSeam } from '../../src/automation/engine/testSeam';
import { CrmError } from '../../src/model/CrmError';

/** Versions of n8n with which `npm run test:versions` is run, the oldest and the newest: major and minor number. */
export const TRIED_N8N = { oldest: '1.123', newest: '2.41' } as const;
/** Since then Node.js has all that the package uses, its SQLite among it. */
const OLDEST_NODE = '22.13';

/** What the nodes run in. */
export interface HostVersions {
	/** Undefined: it does not tell. */
	n8n: string | undefined;
	node: string;
	tried: { oldest: string; newest: string };
}

/**
 * Whether the package can work here: a trigger that only seems to listen would be worse than none. Throws unsupported for an
 * n8n older than any that was tried, and for a Node.js without what is needed.
 */
export function requireHost({ n8n, node, tried }: HostVersions = thisHost()): void {
	if (isOlder(node, OLDEST_NODE))
		throw new CrmError(
			'unsupported',
			`The CRM nodes need Node.js ${OLDEST_NODE} or newer, and this n8n runs on Node.js ${node}.`,
			"Start n8n on a newer Node.js; n8n's own Docker image has one. All data stays as it is.",
		);
	if (n8n !== undefined && isOlder(n8n, tried.oldest))
		throw new CrmError(
			'unsupported',
			`The CRM nodes work with n8n ${tried.oldest} or newer, and this is n8n ${n8n}.`,
			'Update n8n, then publish the workflow again. All data stays as it is.',
		);
}

/** A line for the log where n8n is newer than any that was tried; undefined where it is not. */
export function untriedLine({ n8n, tried }: HostVersions = thisHost()): string | undefined {
	if (n8n === undefined || !isOlder(tried.newest, majorAndMinor(n8n))) return undefined;
	return `The CRM nodes were tried with n8n ${tried.oldest} to ${tried.newest}; this is n8n ${n8n}. Most likely all works; if something does not, look for an update of n8n-nodes-crmflow.`;
}

let known: HostVersions | undefined;

/** The versions do not change while a process runs. */
function thisHost(): HostVersions {
	return (known ??= { n8n: versionOfN8n(), node: process.versions.node, tried: testSeam.triedVersions() ?? TRIED_N8N });
}

/** n8n puts its own folder among those in which packages are looked for; it tells its version nowhere else. */
function versionOfN8n(): string | undefined {
	try {
		return (createRequire(__filename)('n8n/package.json') as { version: string }).version;
	} catch {
		return undefined;
	}
}

function isOlder(version: string, than: string): boolean {
	const [major, minor] = numbersOf(version);
	const [otherMajor, otherMinor] = numbersOf(than);
	return major < otherMajor || (major === otherMajor && minor < otherMinor);
}

function majorAndMinor(version: string): string {
	return numbersOf(version).join('.');
}

function numbersOf(version: string): [major: number, minor: number] {
	const [major = NaN, minor = 0] = version.split('.').map(Number);
	return [major, minor];
}
