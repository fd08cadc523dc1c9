import type { SqlDatabase } from '../../sql/SqlDatabase';
import type { FeedSignal } from '../ChangeFeed';
import type { FeedOrder, FeedRows, NumberedRow } from '../FeedOrder';

/** SQLite has one writer at a time, so the order of the numbers is the order of the commits. */
export class SqliteFeedOrder<Tables, Row extends NumberedRow> implements FeedOrder<Row> {
	private readonly database: SqlDatabase<Tables>;

	constructor(database: SqlDatabase<Tables>) {
		this.database = database;
	}

	async head(): Promise<string> {
		return String(await this.newestId());
	}

	async newestId(): Promise<number> {
		return (await this.bounds()).newest;
	}

	async after(position: string | undefined, limit: number): Promise<FeedRows<Row>> {
		const { oldest, newest } = await this.bounds();
		const given = position !== undefined && /^\d{1,15}$/.test(position) ? Number(position) : -1;
		const reset = given < oldest - 1 || given > newest;
		const from = reset ? oldest - 1 : given;
		if (from >= newest) return { rows: [], position: String(from), reset };
		const rows = await this.database.run<Row>('select * from change_feed where id > ? order by id limit ?', [from, limit]);
		return { rows, position: String(rows.at(-1)?.id ?? from), reset };
	}

	/** A number that grows: see sqliteWatch. */
	async announce(signal: FeedSignal): Promise<void> {
		await this.database.run(
			`insert into ledger_meta (name, value) values ('signal ' || ?, '1') on conflict (name) do update set value = value + 1`,
			[signal],
		);
	}

	async prepareAppending(): Promise<void> {}

	/** Numbers of the oldest change that is kept and of the newest there ever was. */
	private async bounds(): Promise<{ oldest: number; newest: number }> {
		const [row] = await this.database.run<{ oldest: number | null; newest: number | null }>(
			'select (select min(id) from change_feed) as oldest, (select seq from sqlite_sequence where name = ?) as newest',
			['change_feed'],
		);
		const newest = row?.newest ?? 0;
		return { oldest: row?.oldest ?? newest + 1, newest };
	}
}
