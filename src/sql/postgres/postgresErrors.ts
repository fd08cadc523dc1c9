import { CrmError, type CrmErrorCode } from '../../model/CrmError';
import { databaseName, type PostgresAddress } from './PostgresAddress';

type Explanation = [code: CrmErrorCode, message: string, remedy: string];

/** What PostgreSQL or the network said, in the user's words. The password is in none of it. */
export function postgresError(error: unknown, address: PostgresAddress): unknown {
	if (error instanceof CrmError) return error;
	const code = codeOf(error);
	const detail = error instanceof Error ? error.message : String(error);
	const explained =
		explainTls(code, detail, address) ??
		explainOutage(code, detail, address) ??
		explainPassword(code, detail, address) ??
		explainRefusal(code, address) ??
		explainStatement(code, detail, address);
	return explained === undefined ? error : new CrmError(...explained, { cause: error });
}

/** The database undid the statement, or its whole transaction, for the sake of another one: once more can work. */
export function wasUndoneForOthers(error: unknown): boolean {
	const code = codeOf(error instanceof CrmError ? error.cause : error);
	return code === SERIALIZATION_FAILURE || code === DEADLOCK;
}

/** Nothing more can be asked over this connection; or what it has prepared fits the tables no longer. */
export function breaksConnection(error: unknown): boolean {
	const code = codeOf(error) ?? '';
	const detail = error instanceof Error ? error.message : '';
	return LOST_CODES.test(code) || LOST_TEXT.test(detail) || (code === FEATURE_NOT_SUPPORTED && detail.includes('cached plan'));
}

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK = '40P01';
const FEATURE_NOT_SUPPORTED = '0A000';

/** SQLSTATE of the server, or the name of the system's error. */
function codeOf(error: unknown): string | undefined {
	return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/**
 * Broken connections by Node's names; 08: connection; 57P0x: the server is stopping, has crashed or is starting; 25P03: we
 * were idle too long.
 */
const LOST_CODES = /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOST\w+|ENET\w+|EADDRNOTAVAIL|08\w{3}|57P0[1235]|25P03)$/;
const LOST_TEXT =
	/^(Connection terminated|Client has encountered a connection error|Query read timeout|timeout expired|Client was closed|Cannot use a pool after calling end|driver has already been destroyed)/;

const AGAIN = 'The step can be run again when the database is back; triggers go on by themselves then, with nothing lost.';

function explainOutage(code: string | undefined, detail: string, address: PostgresAddress): Explanation | undefined {
	const name = databaseName(address);
	switch (code) {
		case 'ENOTFOUND':
		case 'EAI_AGAIN':
			return [
				'unavailable',
				`The host ${address.host} of the database ${name} is unknown.`,
				`Check the host in the credential, and that this machine can resolve it (in Docker: the name of the service, not localhost). ${AGAIN}`,
			];
		case 'ECONNREFUSED':
			return [
				'unavailable',
				`The database ${name} refused the connection: nothing listens there.`,
				`Check that PostgreSQL is running, and host and port in the credential (in Docker, localhost is the container itself). ${AGAIN}`,
			];
		case '57P03':
			return ['unavailable', `The database ${name} is starting up or shutting down.`, `Wait a moment. ${AGAIN}`];
		case '53300':
			return [
				'unavailable',
				`The database ${name} has no connection left.`,
				'Raise max_connections of the server, or lower "Maximum Connections" in the credential. Each n8n process opens that many, and one more to listen.',
			];
		case '55P03':
			return [
				'unavailable',
				`The database ${name} is locked by another program.`,
				'Close the program that holds the rows (an open transaction, a backup with locks) and run the step again.',
			];
		case '57014':
			return [
				'unavailable',
				`The database ${name} took too long for a statement.`,
				'Look what keeps the server busy, and run the step again.',
			];
		case SERIALIZATION_FAILURE:
		case DEADLOCK:
			return [
				'unavailable',
				`The database ${name} undid the write several times because others were changing the same rows.`,
				'Run the step again.',
			];
		default:
			return explainLoss(code, detail, address);
	}
}

function explainLoss(code: string | undefined, detail: string, address: PostgresAddress): Explanation | undefined {
	if (!LOST_CODES.test(code ?? '') && !LOST_TEXT.test(detail)) return undefined;
	return [
		'unavailable',
		`The connection to the database ${databaseName(address)} was lost or could not be made (${detail}).`,
		`Check that the server is running and can be reached from here. ${AGAIN}`,
	];
}

/** None was given, and the server wants one. The driver itself says so for the newer way of asking. */
function explainPassword(code: string | undefined, detail: string, address: PostgresAddress): Explanation | undefined {
	if (address.password !== '' || (code !== '28P01' && !detail.includes('client password must be'))) return undefined;
	return [
		'storage',
		`The database ${databaseName(address)} asks for the password of the user "${address.user}", and none was given.`,
		'Fill it in in the credential. On the command line, and with CRMFLOW_POSTGRES_URL, it is taken from the environment: CRMFLOW_POSTGRES_PASSWORD (for the second database of a move: CRMFLOW_TO_POSTGRES_PASSWORD).',
	];
}

/** The server is there, and does not let us in. */
function explainRefusal(code: string | undefined, address: PostgresAddress): Explanation | undefined {
	const name = databaseName(address);
	const { user, database, schema } = address;
	switch (code) {
		case '28P01':
			return ['storage', `The database ${name} refused the password of the user "${user}".`, 'Correct user or password in the credential.'];
		case '28000':
			return [
				'storage',
				`The database ${name} does not let the user "${user}" in from here.`,
				'Check the user in the credential and the pg_hba.conf of the server; some servers want TLS.',
			];
		case '3D000':
			return [
				'storage',
				`There is no database "${database}" on ${address.host}:${address.port}.`,
				`Correct the name in the credential, or make it: CREATE DATABASE ${database};`,
			];
		case '42501':
			return [
				'storage',
				`The user "${user}" has not the rights that the schema "${schema}" in the database ${name} needs.`,
				`Let an administrator of the database run: CREATE SCHEMA IF NOT EXISTS ${schema} AUTHORIZATION ${user}; or, to let it be made: GRANT CREATE, CONNECT ON DATABASE ${database} TO ${user};`,
			];
		case '25006':
			return ['storage', `The database ${name} is read-only.`, 'Give the address of the primary server, not of a replica.'];
		default:
			return undefined;
	}
}

function explainTls(code: string | undefined, detail: string, address: PostgresAddress): Explanation | undefined {
	const name = databaseName(address);
	if (detail.includes('does not support SSL')) {
		return [
			'storage',
			`The server of the database ${name} offers no TLS.`,
			'Switch TLS on at the server, or choose TLS "Off" in the credential if the network between is trusted.',
		];
	}
	if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
		return [
			'storage',
			`The certificate of the database ${name} is for another host.`,
			'Give the host by the name that is in the certificate.',
		];
	}
	if (/CERT|SIGNATURE|^ERR_(TLS|SSL|OSSL)/.test(code ?? '')) {
		return [
			'storage',
			`The certificate of the database ${name} cannot be verified (${detail}).`,
			'Put the certificate of the authority that signed it (PEM) into the credential, or choose TLS "Require" to go without the check.',
		];
	}
	return undefined;
}

function explainStatement(code: string | undefined, detail: string, address: PostgresAddress): Explanation | undefined {
	const name = databaseName(address);
	if (code === undefined || !/^[0-9A-Z]{5}$/.test(code)) return undefined;
	if (code.startsWith('23')) {
		return [
			'conflict',
			`The database ${name} refused the write: ${detail}.`,
			'Somebody else wrote the same thing at the same moment, or the name is taken: read it again and retry.',
		];
	}
	if (code === '22021' || code === '22P05') {
		return [
			'invalidValue',
			'A text has a character that PostgreSQL cannot store (the character zero).',
			'Remove it before this step, for example with replace(/\\0/g, "").',
		];
	}
	if (code.startsWith('22')) return ['invalidValue', `A value does not fit: ${detail}.`, 'Give a value that fits the field.'];
	if (code.startsWith('53'))
		return [
			'storage',
			`The server of the database ${name} has no room left: ${detail}.`,
			'Free disk space or memory there and run the step again.',
		];
	return [
		'storage',
		`The database ${name} refused a statement: ${detail}.`,
		'If another program changed the tables, put a backup in their place; otherwise report this message.',
	];
}
