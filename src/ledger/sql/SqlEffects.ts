import { sql } from 'kysely';
import { CrmError } from '../../model/CrmError';
import type { EffectStore, StoredEffect } from '../Ledger';
import { insertRows, type SqlColumn } from './bulk';
import type { LedgerTables } from './ledgerTables';
import type { SqlDatabase } from './SqlDatabase';

const COLUMNS: readonly SqlColumn[] = ['key', 'fingerprint', 'result', 'at'].map((name) => ({ name, type: 'text' }));

export class SqlEffects implements EffectStore {
	private readonly database: SqlDatabase<LedgerTables>;

	constructor(database: SqlDatabase<LedgerTables>) {
		this.database = database;
	}

	async find(keys: readonly string[]): Promise<Map<string, StoredEffect>> {
		if (keys.length === 0) return new Map();
		const rows = await this.database
			.db()
			.selectFrom('effect')
			.selectAll()
			.where(this.database.dialect.isOneOf(sql.ref('key'), keys))
			.execute();
		return new Map(rows.map((row) => [row.key, row]));
	}

	async store(effects: readonly StoredEffect[]): Promise<void> {
		try {
			await this.database.transaction(async () => {
				await insertRows(this.database, 'effect', COLUMNS, effects.map((effect) => [effect.key, effect.fingerprint, effect.result, effect.at]));
			});
		} catch (error) {
			if (!(error instanceof CrmError) || error.code !== 'conflict') throw error;
			throw new CrmError('conflict', 'Another run did the same step at the same moment.', 'Nothing needs to be done: the step was done once. Retry to get its result.', {
				cause: error,
			});
		}
	}
}
