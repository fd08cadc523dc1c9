import type { LedgerTables } from '../../ledger/stores/ledgerTables';
import { openPostgresDatabase } from '../../sql/postgres/openPostgresDatabase';
import { checkSchemaName, type PostgresAddress } from '../../sql/postgres/PostgresAddress';
import { SqlLedger } from '../../ledger/stores/SqlLedger';
import type { Clock } from '../../model/clock';
import type { Backend } from '../BackendDescriptor';
import type { BuiltInPostgres } from './postgres/descriptor';
import type { ChangeRow } from '../../feed/changeRow';
import { BuiltInCrm } from './BuiltInCrm';
import { BUILT_IN_MARK, databaseParts } from './databaseParts';
import { PostgresFeedOrder } from '../../feed/postgres/PostgresFeedOrder';
import { postgresCrmDialect } from './postgres/postgresCrmDialect';
import { PostgresWatch } from '../../feed/postgres/PostgresWatch';
import type { CrmTables } from './tables';

const DEFAULT_SCHEMA = 'crmflow';
const DEFAULT_PORT = 5432;
const DEFAULT_CONNECTIONS = 10;
/** As with SQLite. */
const LOCK_WAIT_MS = 10_000;

export interface OpenPostgresOptions extends BuiltInPostgres {
	/** How long rows that others hold are waited for, in milliseconds. Default 10 s. */
	lockWaitMs?: number;
}

/**
 * Opens the built-in CRM in a schema of a PostgreSQL database; makes the schema when there is none. Throws storage (name
 * not allowed, not ours, newer, wrong password, missing rights) and unavailable (not reached, locked).
 */
export async function openBuiltInPostgres(options: OpenPostgresOptions, clock: Clock): Promise<Backend> {
	const address = addressOf(options);
	const dialect = postgresCrmDialect(address.schema);
	const { database, pool } = await openPostgresDatabase<LedgerTables>({
		address,
		dialect: dialect.sql,
		mark: BUILT_IN_MARK,
		parts: databaseParts(dialect, clock.now().toISOString()),
	});
	try {
		const ledger = await SqlLedger.open(database);
		const tables = database.knowing<CrmTables>();
		const watch = new PostgresWatch(address, pool.serverProcesses);
		const order = new PostgresFeedOrder<CrmTables, ChangeRow>({
			database: tables,
			schema: address.schema,
			onHeldBack: (heldBack) => watch.heldBack(heldBack),
			along: '(select version from reference_version where id = 1)',
		});
		const crm = new BuiltInCrm({ database: tables, dialect, order, watch, clock, identity: ledger.feedIdentity });
		return { crm, feed: crm.feed, ledger, companions: crm.companions, close: async () => await crm.close() };
	} catch (error) {
		await database.close();
		throw error;
	}
}

/** With what is not given filled in. Throws storage for a schema's name that is not allowed. */
export function addressOf({
	host,
	port,
	database,
	user,
	password,
	schema,
	tls,
	ca,
	maxConnections,
	lockWaitMs,
}: OpenPostgresOptions): PostgresAddress {
	return {
		host,
		port: port ?? DEFAULT_PORT,
		database,
		user,
		password,
		schema: checkSchemaName(schema ?? DEFAULT_SCHEMA),
		tls: tls ?? 'off',
		...(ca === undefined ? {} : { ca }),
		maxConnections: maxConnections ?? DEFAULT_CONNECTIONS,
		lockWaitMs: lockWaitMs ?? LOCK_WAIT_MS,
	};
}
