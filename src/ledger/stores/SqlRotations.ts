import type { RotationStore } from '../Ledger';
import type { LedgerTables } from './ledgerTables';
import type { SqlDatabase } from '../../sql/SqlDatabase';

export class SqlRotations implements RotationStore {
	private readonly database: SqlDatabase<LedgerTables>;

	constructor(database: SqlDatabase<LedgerTables>) {
		this.database = database;
	}

	async last(name: string): Promise<string | undefined> {
		await this.database.takeTurns(`rotation ${name}`);
		const row = await this.database.db().selectFrom('rotation').select('user_id').where('name', '=', name).executeTakeFirst();
		return row?.user_id;
	}

	async save(name: string, userId: string, at: string): Promise<void> {
		await this.database
			.db()
			.insertInto('rotation')
			.values({ name, user_id: userId, at })
			.onConflict((conflict) => conflict.column('name').doUpdateSet({ user_id: userId, at }))
			.execute();
	}
}
