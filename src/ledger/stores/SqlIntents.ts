import { sql } from 'kysely';
import type { IntentStore, StoredIntent } from '../Ledger';
import type { LedgerTables } from './ledgerTables';
import type { SqlDatabase } from '../../sql/SqlDatabase';

export class SqlIntents implements IntentStore {
	private readonly database: SqlDatabase<LedgerTables>;

	constructor(database: SqlDatabase<LedgerTables>) {
		this.database = database;
	}

	async find(keys: readonly string[]): Promise<Map<string, StoredIntent>> {
		if (keys.length === 0) return new Map();
		const rows = await this.database
			.db()
			.selectFrom('effect_intent')
			.selectAll()
			.where(this.database.dialect.isOneOf(sql.ref('key'), keys))
			.execute();
		return new Map(rows.map(({ alive_until, ...row }) => [row.key, { ...row, aliveUntil: alive_until }]));
	}

	async take({ aliveUntil, ...intent }: StoredIntent, seen: StoredIntent | undefined): Promise<boolean> {
		const row = { ...intent, alive_until: aliveUntil };
		const db = this.database.db();
		if (seen === undefined) {
			const { numInsertedOrUpdatedRows } = await db
				.insertInto('effect_intent')
				.values(row)
				.onConflict((conflict) => conflict.doNothing())
				.executeTakeFirst();
			return numInsertedOrUpdatedRows === 1n && !(await this.isDone(intent.key));
		}
		const { numUpdatedRows } = await db
			.updateTable('effect_intent')
			.set(row)
			.where('key', '=', seen.key)
			.where('owner', '=', seen.owner)
			.where('alive_until', '=', seen.aliveUntil)
			.executeTakeFirst();
		return numUpdatedRows === 1n;
	}

	/** The run that did it may have ended since the step was looked up, and its intent with it. */
	private async isDone(key: string): Promise<boolean> {
		const effect = await this.database.db().selectFrom('effect').select('key').where('key', '=', key).executeTakeFirst();
		if (effect !== undefined) await this.forget(key);
		return effect !== undefined;
	}

	async note({ key, owner, aliveUntil, writes }: StoredIntent): Promise<boolean> {
		const { numUpdatedRows } = await this.database
			.db()
			.updateTable('effect_intent')
			.set({ writes, alive_until: aliveUntil })
			.where('key', '=', key)
			.where('owner', '=', owner)
			.executeTakeFirst();
		return numUpdatedRows === 1n;
	}

	async forget(key: string): Promise<void> {
		await this.database.db().deleteFrom('effect_intent').where('key', '=', key).execute();
	}
}
