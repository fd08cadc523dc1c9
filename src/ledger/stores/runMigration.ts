import { sql, type Kysely } from 'kysely';
import type { SqlDialect } from '../../sql/SqlDialect';

/** What belongs to the run of a delivery, and was kept with each of them before. */
const OF_RUNS = ['owner', 'alive_until', 'claimed_at', 'ended_at', 'execution_id', 'workflow_version'];

/**
 * A run is a row of its own: the claim and the end of a batch of 500 changes are one row each. Older deliveries get a
 * run each, whose id sorts before all later ones.
 */
export async function createRuns(db: Kysely<unknown>, dialect: SqlDialect): Promise<void> {
	await createTable(db);
	for (const name of ['delivery_open', 'delivery_replays']) await db.schema.dropIndex(name).execute();
	for (const name of ['run_id', 'former_run_id']) await db.schema.alterTable('delivery').addColumn(name, 'text').execute();
	await moveToRuns(db);
	for (const name of OF_RUNS) await db.schema.alterTable('delivery').dropColumn(name).execute();
	await createIndexes(db);
	for (const statement of [...dialect.fillPages('delivery', 100), ...dialect.fillPages('run', 50)]) await sql.raw(statement).execute(db);
}

async function createTable(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('run')
		.addColumn('id', 'text', (column) => column.primaryKey().notNull())
		.addColumn('workflow_id', 'text', (column) => column.notNull())
		.addColumn('node_id', 'text', (column) => column.notNull())
		.addColumn('owner', 'text')
		.addColumn('alive_until', 'text')
		.addColumn('handed_at', 'text', (column) => column.notNull())
		.addColumn('claimed_at', 'text')
		.addColumn('execution_id', 'text')
		.addColumn('workflow_version', 'text')
		.addColumn('ended_at', 'text')
		.addColumn('finished_at', 'text')
		.addColumn('outcome', 'text')
		.addColumn('error', 'text')
		.execute();
}

async function moveToRuns(db: Kysely<unknown>): Promise<void> {
	await sql`insert into run (id, workflow_id, node_id, owner, alive_until, handed_at, claimed_at, execution_id, workflow_version,
			ended_at, finished_at, outcome, error)
		select '0-' || id, workflow_id, node_id, owner, alive_until, created_at,
			case when state = 'claimed' then coalesce(claimed_at, created_at) when state <> 'inFlight' then claimed_at end,
			execution_id, workflow_version, ended_at,
			case when state = 'waiting' then claimed_at else finished_at end,
			case state when 'waiting' then 'givenBack' when 'done' then 'done' when 'failed' then 'failed' end,
			case when state = 'waiting' then error when state in ('done', 'failed') then error end
		from delivery where state in ('inFlight', 'claimed') or claimed_at is not null`.execute(db);
	await sql`update delivery set run_id = '0-' || id, state = case when state in ('waiting', 'failed') then state else 'inRun' end,
			finished_at = case when state = 'failed' then finished_at end
		where state in ('inFlight', 'claimed') or claimed_at is not null`.execute(db);
}

/** What waits is looked for all the time, and so are runs that are not over; those that are pile up. */
async function createIndexes(db: Kysely<unknown>): Promise<void> {
	const { schema } = db;
	const waiting = sql<boolean>`state = 'waiting'`;
	await schema.createIndex('delivery_waiting').on('delivery').columns(['workflow_id', 'node_id', 'id']).where(waiting).execute();
	await schema
		.createIndex('delivery_replays')
		.on('delivery')
		.columns(['workflow_id', 'node_id'])
		.where(sql<boolean>`state = 'waiting' and replay > 0`)
		.execute();
	await schema.createIndex('delivery_run').on('delivery').column('run_id').execute();
	await schema
		.createIndex('run_open')
		.on('run')
		.columns(['workflow_id', 'node_id'])
		.where(sql<boolean>`finished_at is null`)
		.execute();
}
