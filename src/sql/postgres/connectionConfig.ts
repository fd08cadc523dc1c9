import type { ClientConfig, CustomTypesConfig } from 'pg';
import pg from 'pg';
import { applicationName, quoted, type PostgresAddress } from './PostgresAddress';

/** Milliseconds a new connection may take. */
const CONNECT_MS = 10_000;
/** The server ends a statement that takes longer … */
const STATEMENT_MS = 60_000;
/** … and when not even that answer comes, the connection is given up. */
const ANSWER_MS = 75_000;
/** A process that hangs in a transaction must not hold up all others. */
const IDLE_IN_TRANSACTION_MS = 60_000;

const INT8 = 20;
const JSON_TEXT = 114;
const JSON_BINARY = 3802;

/** Our ids and counts are far below 2^53. JSON stays a text: who reads it parses it, as with SQLite. */
const types: CustomTypesConfig = {
	getTypeParser(oid: number, format?: 'text' | 'binary') {
		if (oid === INT8) return Number;
		if (oid === JSON_TEXT || oid === JSON_BINARY) return String;
		return pg.types.getTypeParser(oid, format as 'text');
	},
};

export function connectionConfig(address: PostgresAddress): ClientConfig {
	const { host, port, database, user, password } = address;
	return {
		host,
		port,
		database,
		user,
		password,
		ssl: tlsConfig(address),
		types,
		keepAlive: true,
		connectionTimeoutMillis: CONNECT_MS,
		query_timeout: ANSWER_MS,
		application_name: address.application ?? applicationName(address.schema),
	};
}

/** First on every new connection. As a statement, since poolers in between refuse unknown start parameters. */
export function sessionText({ schema, lockWaitMs }: PostgresAddress): string {
	return [
		`set search_path to ${quoted(schema)}`,
		`set statement_timeout to ${STATEMENT_MS}`,
		`set lock_timeout to ${lockWaitMs}`,
		`set idle_in_transaction_session_timeout to ${IDLE_IN_TRANSACTION_MS}`,
		// What our statements count on, whatever the server's own default is.
		`set default_transaction_isolation to 'read committed'`,
		`set client_min_messages to warning`,
	].join('; ');
}

function tlsConfig({ tls, ca, host }: PostgresAddress): ClientConfig['ssl'] {
	switch (tls) {
		case 'off':
			return false;
		case 'require':
			return { rejectUnauthorized: false };
		case 'verify-full':
			return {
				rejectUnauthorized: true,
				servername: /^[\d.:]+$/.test(host) ? undefined : host,
				...(ca === undefined || ca.trim() === '' ? {} : { ca }),
			};
	}
}
