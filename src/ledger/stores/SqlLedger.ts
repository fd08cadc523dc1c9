import { CrmError } from '../../model/CrmError';
import type { Ledger } from '../Ledger';
import { knownFeeds, type FeedIdentity } from '../../feed/feedIdentity';
import { FEED_ROWS, feedIdentityOf } from './feedIds';
import type { LedgerTables } from './ledgerTables';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import { MOVED_TO, requireNotMoved } from './movedTo';
import { SqlCalendars } from './SqlCalendars';
import { SqlDeliveries } from './SqlDeliveries';
import { SqlEffects } from './SqlEffects';
import { SqlLastStarts } from './SqlLastStarts';
import { SqlFollowers } from './SqlFollowers';
import { SqlIntents } from './SqlIntents';
import { SqlLeases } from './SqlLeases';
import { SqlOwnWrites } from './SqlOwnWrites';
import { SqlPlans } from './SqlPlans';
import { SqlProcessCards } from './SqlProcessCards';
import { SqlReports } from './SqlReports';
import { SqlRetention } from './SqlRetention';
import { SqlRotations } from './SqlRotations';
import { SqlRuns } from './SqlRuns';
import { SqlSnapshots } from './SqlSnapshots';
import { SqlStageVisits } from './SqlStageVisits';
import { SqlSubscriptions } from './SqlSubscriptions';
import { SqlTemplates } from './SqlTemplates';
import { SqlTimers } from './SqlTimers';
import { SqlWorkflowVersions } from './SqlWorkflowVersions';

/** The ledger in an SQL database. */
export class SqlLedger implements Ledger {
	readonly feedId: string;
	readonly knownFeeds: readonly string[];
	/** Of the feed that goes with it. */
	readonly feedIdentity: FeedIdentity;
	readonly effects: SqlEffects;
	readonly intents: SqlIntents;
	readonly subscriptions: SqlSubscriptions;
	readonly deliveries: SqlDeliveries;
	readonly runs: SqlRuns;
	readonly reports: SqlReports;
	readonly lastStarts: SqlLastStarts;
	readonly workflowVersions: SqlWorkflowVersions;
	readonly templates: SqlTemplates;
	readonly plans: SqlPlans;
	readonly rotations: SqlRotations;
	readonly processCards: SqlProcessCards;
	readonly calendars: SqlCalendars;
	readonly followers: SqlFollowers;
	readonly snapshots: SqlSnapshots;
	readonly ownWrites: SqlOwnWrites;
	readonly leases: SqlLeases;
	readonly timers: SqlTimers;
	readonly stageVisits: SqlStageVisits;
	readonly retention: SqlRetention;
	private readonly database: SqlDatabase<LedgerTables>;

	private constructor(database: SqlDatabase<LedgerTables>, feedIdentity: FeedIdentity) {
		this.database = database;
		this.feedId = feedIdentity.feedId;
		this.knownFeeds = knownFeeds(feedIdentity);
		this.feedIdentity = feedIdentity;
		this.effects = new SqlEffects(database);
		this.intents = new SqlIntents(database);
		this.subscriptions = new SqlSubscriptions(database);
		this.deliveries = new SqlDeliveries(database);
		this.runs = new SqlRuns(database);
		this.reports = new SqlReports(database);
		this.lastStarts = new SqlLastStarts(database);
		this.workflowVersions = new SqlWorkflowVersions(database);
		this.templates = new SqlTemplates(database);
		this.plans = new SqlPlans(database);
		this.rotations = new SqlRotations(database);
		this.processCards = new SqlProcessCards(database);
		this.calendars = new SqlCalendars(database);
		this.followers = new SqlFollowers(database);
		this.snapshots = new SqlSnapshots(database);
		this.ownWrites = new SqlOwnWrites(database);
		this.leases = new SqlLeases(database);
		this.timers = new SqlTimers(database);
		this.stageVisits = new SqlStageVisits(database);
		this.retention = new SqlRetention(database);
	}

	/** The tables must be there: see `ledgerMigrations`. Throws storage for a database that was moved. */
	static async open(database: SqlDatabase<LedgerTables>): Promise<SqlLedger> {
		const names = [...FEED_ROWS, MOVED_TO];
		const rows = await database.db().selectFrom('ledger_meta').selectAll().where('name', 'in', names).execute();
		requireNotMoved(rows.find(({ name }) => name === MOVED_TO)?.value);
		const identity = feedIdentityOf(rows);
		if (identity === undefined) throw new CrmError('storage', 'The database has no feed id.', 'It is damaged: put a backup in its place.');
		return new SqlLedger(database, identity);
	}

	async transaction<T>(work: () => Promise<T>): Promise<T> {
		return await this.database.transaction(work);
	}
}
