import type { LeaseStore, StoredLease } from '../Ledger';
import type { LedgerTables } from './ledgerTables';
import type { SqlDatabase } from '../../sql/SqlDatabase';

export class SqlLeases implements LeaseStore {
	private readonly database: SqlDatabase<LedgerTables>;

	constructor(database: SqlDatabase<LedgerTables>) {
		this.database = database;
	}

	async get(name: string): Promise<StoredLease | undefined> {
		const row = await this.database.db().selectFrom('lease').selectAll().where('name', '=', name).executeTakeFirst();
		return row === undefined ? undefined : { owner: row.owner, until: row.until, doneAt: row.done_at };
	}

	async take(name: string, seen: StoredLease | undefined, owner: string, until: string): Promise<boolean> {
		if (seen === undefined) return await this.takeFirst(name, owner, until);
		const { numUpdatedRows } = await this.database
			.db()
			.updateTable('lease')
			.set({ owner, until })
			.where('name', '=', name)
			.where('owner', seen.owner === null ? 'is' : '=', seen.owner)
			.where('until', seen.until === null ? 'is' : '=', seen.until)
			.executeTakeFirst();
		return numUpdatedRows === 1n;
	}

	async markDone(name: string, owner: string, at: string): Promise<void> {
		await this.database.db().updateTable('lease').set({ done_at: at }).where('name', '=', name).where('owner', '=', owner).execute();
	}

	async release(name: string, owner: string): Promise<void> {
		await this.database
			.db()
			.updateTable('lease')
			.set({ owner: null, until: null })
			.where('name', '=', name)
			.where('owner', '=', owner)
			.execute();
	}

	private async takeFirst(name: string, owner: string, until: string): Promise<boolean> {
		const { numInsertedOrUpdatedRows } = await this.database
			.db()
			.insertInto('lease')
			.values({ name, owner, until })
			.onConflict((conflict) => conflict.doNothing())
			.executeTakeFirst();
		return numInsertedOrUpdatedRows === 1n;
	}
}
