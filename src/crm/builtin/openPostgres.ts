import type { LedgerTables } from '../../ledger/stores/ledgerTables';
import { openPostgresDatabase } from '../../sql/postgres/openPostgresDatabase';
import { addressOf } from '../../sql/postgres/PostgresAddress';
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
import { postgresReadingOrder } from './postgres/postgresReadingOrder';
import { companyLanguage } from '../companyLanguage';
import { requireReadingIndex } from './postgres/readingIndex';
import type { ReadingOrder } from './ReadingOrder';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import type { CrmDialect } from './CrmDialect';
import type { CrmTables } from './tables';

/**
 * Opens the built-in CRM in a schema of a PostgreSQL database; makes the schema when there is none. Throws storage (name
 * not allowed, not ours, newer, wrong password, missing rights) and unavailable (not reached, locked).
 */
export async function openBuiltInPostgres(options: BuiltInPostgres, clock: Clock): Promise<Backend> {
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
		const reading = await openReading(database, dialect);
		const watch = new PostgresWatch(address, pool.serverProcesses);
		const order = new PostgresFeedOrder<CrmTables, ChangeRow>({
			database: tables,
			schema: address.schema,
			onHeldBack: (heldBack) => watch.heldBack(heldBack),
			along: '(select version from reference_version where id = 1)',
		});
		const crm = new BuiltInCrm({ database: tables, dialect, order, watch, clock, identity: ledger.feedIdentity, reading });
		return { crm, feed: crm.feed, ledger, companions: crm.companions, close: async () => await crm.close() };
	} catch (error) {
		await database.close();
		throw error;
	}
}

async function openReading(database: SqlDatabase<LedgerTables>, dialect: CrmDialect): Promise<ReadingOrder> {
	const reading = await postgresReadingOrder(database.db(), companyLanguage());
	await requireReadingIndex(database, dialect, reading);
	return reading;
}
