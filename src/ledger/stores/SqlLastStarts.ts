import { sql } from 'kysely';
import type { LastStart, LastStartStore, TriggerIdentity } from '../Ledger';
import { insertRows, type SqlColumn } from '../../sql/bulk';
import type { LedgerTables } from './ledgerTables';
import type { SqlDatabase } from '../../sql/SqlDatabase';

const COLUMNS: readonly SqlColumn[] = ['workflow_id', 'node_id', 'record_key', 'change_id', 'at'].map((name) => ({ name, type: 'text' }));
const REPLACING =
	'on conflict ("workflow_id", "node_id", "record_key") do update set "change_id" = excluded."change_id", "at" = excluded."at"';

export class SqlLastStarts implements LastStartStore {
	private readonly database: SqlDatabase<LedgerTables>;

	constructor(database: SqlDatabase<LedgerTables>) {
		this.database = database;
	}

	async find({ workflowId, nodeId }: TriggerIdentity, recordKeys: readonly string[]): Promise<Map<string, LastStart>> {
		if (recordKeys.length === 0) return new Map();
		const rows = await this.database
			.db()
			.selectFrom('last_start')
			.select(['record_key', 'change_id', 'at'])
			.where('workflow_id', '=', workflowId)
			.where('node_id', '=', nodeId)
			.where(this.isOneOf(recordKeys))
			.execute();
		return new Map(rows.map((row) => [row.record_key, { recordKey: row.record_key, changeId: row.change_id, at: row.at }]));
	}

	async save({ workflowId, nodeId }: TriggerIdentity, lastStarts: readonly LastStart[]): Promise<void> {
		// A statement may not write a row twice: of each record the last one counts.
		const last = new Map(lastStarts.map((start) => [start.recordKey, start]));
		const rows = [...last.values()].map((start) => [workflowId, nodeId, start.recordKey, start.changeId, start.at]);
		await this.database.transaction(async () => {
			await insertRows(this.database, 'last_start', COLUMNS, rows, REPLACING);
		});
	}

	async forget({ workflowId, nodeId }: TriggerIdentity, recordKeys: readonly string[]): Promise<void> {
		if (recordKeys.length === 0) return;
		await this.database
			.db()
			.deleteFrom('last_start')
			.where('workflow_id', '=', workflowId)
			.where('node_id', '=', nodeId)
			.where(this.isOneOf(recordKeys))
			.execute();
	}

	private isOneOf(recordKeys: readonly string[]) {
		return this.database.dialect.isOneOf(sql.ref('record_key'), recordKeys);
	}
}
