import { CrmError } from '../../model/CrmError';
import type { Ledger } from '../Ledger';
import { FEED_ID } from './ledgerMigrations';
import type { LedgerTables } from './ledgerTables';
import type { SqlDatabase } from './SqlDatabase';
import { SqlDeliveries } from './SqlDeliveries';
import { SqlEffects } from './SqlEffects';
import { SqlEntries } from './SqlEntries';
import { SqlLeases } from './SqlLeases';
import { SqlPlans } from './SqlPlans';
import { SqlReports } from './SqlReports';
import { SqlRetention } from './SqlRetention';
import { SqlSubscriptions } from './SqlSubscriptions';
import { SqlTemplates } from './SqlTemplates';
import { SqlWorkflowVersions } from './SqlWorkflowVersions';

/** The ledger in an SQL database. */
export class SqlLedger implements Ledger {
	readonly feedId: string;
	readonly effects: SqlEffects;
	readonly subscriptions: SqlSubscriptions;
	readonly deliveries: SqlDeliveries;
	readonly reports: SqlReports;
	readonly entries: SqlEntries;
	readonly workflowVersions: SqlWorkflowVersions;
	readonly templates: SqlTemplates;
	readonly plans: SqlPlans;
	readonly leases: SqlLeases;
	readonly retention: SqlRetention;
	private readonly database: SqlDatabase<LedgerTables>;

	private constructor(database: SqlDatabase<LedgerTables>, feedId: string) {
		this.database = database;
		this.feedId = feedId;
		this.effects = new SqlEffects(database);
		this.subscriptions = new SqlSubscriptions(database);
		this.deliveries = new SqlDeliveries(database);
		this.reports = new SqlReports(database);
		this.entries = new SqlEntries(database);
		this.workflowVersions = new SqlWorkflowVersions(database);
		this.templates = new SqlTemplates(database);
		this.plans = new SqlPlans(database);
		this.leases = new SqlLeases(database);
		this.retention = new SqlRetention(database);
	}

	/** The tables must be there: see `ledgerMigrations`. */
	static async open(database: SqlDatabase<LedgerTables>): Promise<SqlLedger> {
		const row = await database.db().selectFrom('ledger_meta').select('value').where('name', '=', FEED_ID).executeTakeFirst();
		if (row === undefined) throw new CrmError('storage', 'The database has no feed id.', 'It is damaged: put a backup in its place.');
		return new SqlLedger(database, row.value);
	}

	async transaction<T>(work: () => Promise<T>): Promise<T> {
		return await this.database.transaction(work);
	}
}
