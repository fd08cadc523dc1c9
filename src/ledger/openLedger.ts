import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { Companions } from '../companions/Companions';
import { companionMigrations, type CompanionTables } from '../companions/companionTable';
import { StoredCompanions } from '../companions/StoredCompanions';
import type { Subjects } from '../companions/Subjects';
import type { ChangeFeed } from '../feed/ChangeFeed';
import { ChangeListeners } from '../feed/ChangeListeners';
import type { ChangeRow } from '../feed/changeRow';
import type { DatabaseWatch } from '../feed/DatabaseWatch';
import { feedMigrations, type FeedTableForm } from '../feed/feedMigrations';
import type { FeedIdentity } from '../feed/feedIdentity';
import type { FeedOrder } from '../feed/FeedOrder';
import type { FeedMark } from '../feed/sqlite/FeedMark';
import { TableFeed } from '../feed/TableFeed';
import { textForm } from '../feed/textForm';
import type { Clock } from '../model/clock';
import type { DatabaseMark } from '../sql/DatabaseMark';
import type { DatabasePart } from '../sql/migrate';
import type { PostgresAddress } from '../sql/postgres/PostgresAddress';
import type { SqlDatabase } from '../sql/SqlDatabase';
import type { SqlDialect } from '../sql/SqlDialect';
import type { Ledger } from './Ledger';
import { ledgerMigrations } from './stores/ledgerMigrations';
import type { LedgerTables } from './stores/ledgerTables';
import { SqlLedger } from './stores/SqlLedger';

/** "CRML": a ledger that stands alone is not mistaken for a built-in CRM, or the other way round. */
const LEDGER_MARK: DatabaseMark = { applicationId: 0x43_52_4d_4c, table: 'ledger_meta', row: 'ledgerVersion' };

/** Where a ledger stands: a file of its own, or a schema of its own. */
export type LedgerOptions = { kind: 'sqlite'; path: string } | { kind: 'postgres'; address: PostgresAddress };

export interface OpenLedger {
	ledger: Ledger;
	/** The table of changes in the same database, which `append` fills: a change and what the ledger knows of it are one transaction. */
	feed: ChangeFeed;
	/** What is ours beside the CRM, in the same database. `subjects`: the CRM, for what they name. */
	companionsOf(subjects: Subjects, clock: Clock): Companions;
	/** See `Backend.serveAlone`; absent for PostgreSQL. */
	serveAlone?(): Promise<() => void>;
	/** Ends listening and gives back connections. */
	close(): Promise<void>;
}

/**
 * Opens the ledger, the feed and the companions of a CRM that keeps its data elsewhere; makes them when there are none. Those of
 * the built-in CRM are in the CRM's own database and are opened with it. Throws storage (not ours, newer, read-only, damaged, no
 * rights) and unavailable (not reached, locked).
 */
export async function openLedger(options: LedgerOptions): Promise<OpenLedger> {
	const { database, order, watch, keepMark, serveAlone } =
		options.kind === 'sqlite' ? await openFile(options.path) : await openSchema(options.address);
	try {
		const ledger = await SqlLedger.open(database);
		const listeners = new ChangeListeners(watch, (work) => database.outside(work));
		const feed = new TableFeed({ database, order, listeners, identity: ledger.feedIdentity, form: textForm });
		const mark = await keepMark?.(ledger.feedIdentity);
		return {
			ledger,
			feed,
			companionsOf: (subjects, clock) => new StoredCompanions({ database: database.knowing<CompanionTables>(), feed, subjects, clock }),
			...(serveAlone === undefined ? {} : { serveAlone }),
			async close() {
				listeners.close();
				await watch.close();
				await mark?.close();
				await database.close();
			},
		};
	} catch (error) {
		await database.close();
		throw error;
	}
}

interface OpenStore {
	database: SqlDatabase<LedgerTables>;
	order: FeedOrder<ChangeRow>;
	watch: DatabaseWatch;
	/** For a file: it is noticed when another one takes its place. */
	keepMark?: (identity: FeedIdentity) => Promise<FeedMark>;
	serveAlone?: () => Promise<() => void>;
}

async function openFile(path: string): Promise<OpenStore> {
	const { openSqliteDatabase } = await import('../sql/sqlite/openSqliteDatabase');
	const { sqliteDialect } = await import('../sql/sqlite/sqliteDialect');
	const { SqliteFeedOrder } = await import('../feed/sqlite/SqliteFeedOrder');
	const { sqliteWatch } = await import('../feed/sqlite/sqliteWatch');
	const { takeSoleUse } = await import('../sql/sqlite/soleUse');
	const { FeedMark } = await import('../feed/sqlite/FeedMark');
	const named = { path, name: basename(path) };
	await FeedMark.requireFile(named);
	const { database, handle, file } = await openSqliteDatabase<LedgerTables>({
		...named,
		mark: LEDGER_MARK,
		parts: parts(sqliteDialect, { jsonType: 'text', statements: [], pageStatements: [] }),
	});
	return {
		database,
		order: new SqliteFeedOrder(database),
		watch: sqliteWatch(handle, file),
		keepMark: async (identity) => await FeedMark.keep({ ...named, identity, handle, file }),
		serveAlone: async () => await takeSoleUse(named),
	};
}

async function openSchema(address: PostgresAddress): Promise<OpenStore> {
	const { openPostgresDatabase } = await import('../sql/postgres/openPostgresDatabase');
	const { postgresDialect } = await import('../sql/postgres/postgresDialect');
	const { feedStatements, feedPageStatements } = await import('../feed/postgres/feedStatements');
	const { PostgresFeedOrder } = await import('../feed/postgres/PostgresFeedOrder');
	const { PostgresWatch } = await import('../feed/postgres/PostgresWatch');
	const { schema } = address;
	const dialect = postgresDialect(schema);
	const { database, pool } = await openPostgresDatabase<LedgerTables>({
		address,
		dialect,
		mark: LEDGER_MARK,
		parts: parts(dialect, {
			jsonType: 'json',
			statements: feedStatements(schema),
			pageStatements: feedPageStatements(schema, 'text'),
		}),
	});
	const watch = new PostgresWatch(address, pool.serverProcesses);
	return { database, order: new PostgresFeedOrder({ database, schema, onHeldBack: (heldBack) => watch.heldBack(heldBack) }), watch };
}

function parts(dialect: SqlDialect, form: FeedTableForm): DatabasePart[] {
	return [
		{ name: 'ledger', migrations: ledgerMigrations(dialect, randomUUID()) },
		{ name: 'feed', migrations: feedMigrations(dialect, form) },
		{ name: 'companions', migrations: companionMigrations(dialect) },
	];
}
