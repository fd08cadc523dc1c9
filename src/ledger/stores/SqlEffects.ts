import { sql } from 'kysely';
import { CrmError } from '../../model/CrmError';
import type { EffectStore, StoredEffect } from '../Ledger';
import { insertRows, type SqlColumn } from '../../sql/bulk';
import type { LedgerTables } from './ledgerTables';
import type { SqlDatabase } from '../../sql/SqlDatabase';

const COLUMNS: readonly SqlColumn[] = ['key', 'fingerprint', 'result', 'at'].map((name) => ({ name, type: 'text' }));

export class SqlEffects implements EffectStore {
	private readonly database: SqlDatabase<LedgerTables>;

	constructor(database: SqlDatabase<LedgerTables>) {
		this.database = database;
	}

	async find(keys: readonly string[]): Promise<Map<string, StoredEffect>> {
		if (keys.length === 0) return new Map();
		return new Map((await this.rows(keys)).map((row) => [row.key, row]));
	}

	async store(effects: readonly StoredEffect[]): Promise<void> {
		const rows = effects.map((effect) => [effect.key, effect.fingerprint, effect.result, effect.at]);
		if (rows.length === 1) return await this.storeOne(rows);
		try {
			await this.database.transaction(async () => await insertRows(this.database, 'effect', COLUMNS, rows));
		} catch (error) {
			throw error instanceof CrmError && error.code === 'conflict' ? taken(error) : error;
		}
	}

	private async rows(keys: readonly string[]): Promise<StoredEffect[]> {
		const { dialect } = this.database;
		if (keys.length === 1)
			return await this.database.run<StoredEffect>(`select * from "effect" where "key" = ${dialect.placeholder(1)}`, keys);
		return await this.database
			.db()
			.selectFrom('effect')
			.selectAll()
			.where(dialect.isOneOf(sql.ref('key'), keys))
			.execute();
	}

	/** One row is all or nothing by itself: without a part of the transaction it is a third of the statements. */
	private async storeOne(rows: ReadonlyArray<readonly string[]>): Promise<void> {
		const stored = await insertRows(this.database, 'effect', COLUMNS, rows, 'on conflict do nothing returning "key"');
		if (stored.length === 0) throw taken();
	}
}

function taken(cause?: CrmError): CrmError {
	return new CrmError(
		'conflict',
		'Another run did the same step at the same moment.',
		'Nothing needs to be done: the step was done once. Retry to get its result.',
		{ cause },
	);
}
