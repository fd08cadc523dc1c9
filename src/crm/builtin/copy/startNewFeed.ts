import { sql } from 'kysely';
import type { FormerFeed } from '../../../feed/feedIdentity';
import { FEED_ID, FEED_ROWS, feedIdentityOf, FORMER_FEEDS, REPLACED_FEEDS } from '../../../ledger/stores/feedIds';
import { dropRuns, letGoOfRuns } from '../../../ledger/stores/leaveRuns';
import { MOVED_TO } from '../../../ledger/stores/movedTo';
import type { LedgerTables } from '../../../ledger/stores/ledgerTables';
import type { SqlDatabase } from '../../../sql/SqlDatabase';
import type { CrmTables } from '../tables';

const ALL = sql<boolean>`1 = 1`;

interface NewFeed {
	from: string;
	to: string;
	lastChange: number;
	replaced: readonly string[];
	at: string;
}

/**
 * A restored database continues from the moment of its backup, while the one it was taken from may have changed in other ways
 * since: change 4711 would be one thing here and another there. So it gets a feed id of its own.
 *
 * - Cursors of triggers and reactions stay what they are, under the new id: they read on where they stood at the backup.
 * - Deliveries that were open are delivered again. Their keys have the new id, so n8n does not refuse them because of
 *   executions that it remembers from after the backup.
 * - Changes up to the backup keep the id they were made under (`FORMER_FEEDS`), as the first part of the keys of effects:
 *   what a delivery had done before the backup is found, and not done again.
 *
 * `replaced`: ids of the database that was there before it; workflows that know it by one of them go on with this one, because
 * somebody wanted that. `at`: ISO 8601, the moment of the backup.
 */
export async function startNewFeed(database: SqlDatabase<CrmTables>, { from, to, lastChange, replaced, at }: NewFeed): Promise<void> {
	const db = database.db();
	const known = feedIdentityOf(await db.selectFrom('ledger_meta').selectAll().where('name', 'in', FEED_ROWS).execute());
	const former: FormerFeed[] = [...(known?.formerFeeds ?? []), { feed: from, until: lastChange }];
	await db
		.deleteFrom('ledger_meta')
		.where('name', 'in', [...FEED_ROWS, MOVED_TO])
		.execute();
	await db
		.insertInto('ledger_meta')
		.values([
			{ name: FEED_ID, value: to },
			{ name: FORMER_FEEDS, value: JSON.stringify(former) },
			{ name: REPLACED_FEEDS, value: JSON.stringify([...new Set([...(known?.replacedFeeds ?? []), ...replaced])]) },
		])
		.execute();

	for (const { workflow_id, node_id, cursor } of await db
		.selectFrom('subscription')
		.select(['workflow_id', 'node_id', 'cursor'])
		.execute()) {
		if (!cursor.startsWith(`${from}:`)) continue;
		await db
			.updateTable('subscription')
			.set({ cursor: `${to}${cursor.slice(from.length)}` })
			.where('workflow_id', '=', workflow_id)
			.where('node_id', '=', node_id)
			.execute();
	}
	for (const { name, cursor } of await db.selectFrom('follower').select(['name', 'cursor']).execute()) {
		if (!cursor.startsWith(`${from}:`)) continue;
		await db
			.updateTable('follower')
			.set({ cursor: `${to}${cursor.slice(from.length)}` })
			.where('name', '=', name)
			.execute();
	}
	// Runs and processes from before the backup do not exist any more.
	const ledger = database as unknown as SqlDatabase<LedgerTables>;
	await dropRuns(ledger, ALL);
	await letGoOfRuns(ledger, ALL, at);
	await db.updateTable('lease').set({ owner: null, until: null }).execute();
	await db.updateTable('subscription').set({ served_by: null }).execute();
	await db.updateTable('subscription').set({ state: 'ended' }).where('state', '=', 'open').execute();
}
