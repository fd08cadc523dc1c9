import type { Cursor } from '../../model/change';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import type { FollowerStore } from '../Ledger';
import type { LedgerTables } from './ledgerTables';

export class SqlFollowers implements FollowerStore {
	private readonly database: SqlDatabase<LedgerTables>;

	constructor(database: SqlDatabase<LedgerTables>) {
		this.database = database;
	}

	async cursorOf(name: string): Promise<Cursor | undefined> {
		const row = await this.database.db().selectFrom('follower').select('cursor').where('name', '=', name).executeTakeFirst();
		return row?.cursor;
	}

	async save(name: string, cursor: Cursor, at: string): Promise<void> {
		await this.database
			.db()
			.insertInto('follower')
			.values({ name, cursor, at })
			.onConflict((conflict) => conflict.column('name').doUpdateSet({ cursor, at }))
			.execute();
	}

	async cursors(): Promise<Cursor[]> {
		return (await this.database.db().selectFrom('follower').select('cursor').orderBy('name').execute()).map(({ cursor }) => cursor);
	}
}
