import { sql } from 'kysely';
import type { EntryStore, StoredEntry, TriggerIdentity } from '../Ledger';
import { insertRows, type SqlColumn } from '../../sql/bulk';
import type { LedgerTables } from './ledgerTables';
import type { SqlDatabase } from '../../sql/SqlDatabase';

const COLUMNS: readonly SqlColumn[] = ['workflow_id', 'node_id', 'record_key', 'change_id', 'at'].map((name) => ({ name, type: 'text' }));
const REPLACING =
	'on conflict ("workflow_id", "node_id", "record_key") do update set "change_id" = excluded."change_id", "at" = excluded."at"';

export class SqlEntries implements EntryStore {
	private readonly database: SqlDatabase<LedgerTables>;

	constructor(database: SqlDatabase<LedgerTables>) {
		this.database = database;
	}

	async find({ workflowId, nodeId }: TriggerIdentity, recordKeys: readonly string[]): Promise<Map<string, StoredEntry>> {
		if (recordKeys.length === 0) return new Map();
		const rows = await this.database
			.db()
			.selectFrom('entry')
			.select(['record_key', 'change_id', 'at'])
			.where('workflow_id', '=', workflowId)
			.where('node_id', '=', nodeId)
			.where(this.isOneOf(recordKeys))
			.execute();
		return new Map(rows.map((row) => [row.record_key, { recordKey: row.record_key, changeId: row.change_id, at: row.at }]));
	}

	async save({ workflowId, nodeId }: TriggerIdentity, entries: readonly StoredEntry[]): Promise<void> {
		// A statement may not write a row twice: of each record the last entry counts.
		const last = new Map(entries.map((entry) => [entry.recordKey, entry]));
		const rows = [...last.values()].map((entry) => [workflowId, nodeId, entry.recordKey, entry.changeId, entry.at]);
		await this.database.transaction(async () => {
			await insertRows(this.database, 'entry', COLUMNS, rows, REPLACING);
		});
	}

	async forget({ workflowId, nodeId }: TriggerIdentity, recordKeys: readonly string[]): Promise<void> {
		if (recordKeys.length === 0) return;
		await this.database
			.db()
			.deleteFrom('entry')
			.where('workflow_id', '=', workflowId)
			.where('node_id', '=', nodeId)
			.where(this.isOneOf(recordKeys))
			.execute();
	}

	private isOneOf(recordKeys: readonly string[]) {
		return this.database.dialect.isOneOf(sql.ref('record_key'), recordKeys);
	}
}
