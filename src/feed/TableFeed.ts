import { sql, type RawBuilder } from 'kysely';
import { insertRows, takeIds, type SqlColumn } from '../sql/bulk';
import type { SqlDatabase } from '../sql/SqlDatabase';
import type { SqlValue } from '../sql/SqlDialect';
import type { Change, Cursor } from '../model/change';
import type { RecordRef } from '../model/record';
import type { ChangeDraft, ChangeFeed, ChangeFilter, ChangePage, ChangeQuery, FeedRetention, FeedSignal } from './ChangeFeed';
import type { ChangeListeners } from './ChangeListeners';
import type { ChangeRow } from './changeRow';
import type { FeedIdentity } from './feedIdentity';
import type { FeedOrder } from './FeedOrder';

/** How many changes are looked through per step, and at most, for recent ones of some types. */
const LOOK_BACK_STEP = 2_000;
const LOOK_BACK = 200_000;

/** How much earlier than its neighbours a change may say it was made, in milliseconds; see ChangeFeed.cursorAt. */
const TIME_SLACK_MS = 3_600_000;

/** What a table's ids and values are like. */
export interface FeedForm {
	/** The columns of a row that is added, without its number. */
	readonly columns: readonly SqlColumn[];
	/** The values of these columns. Throws invalidValue for an id that this feed cannot hold. */
	valuesOf(draft: ChangeDraft): SqlValue[];
	/** A record's id as its column holds it; undefined for what is no id here. */
	recordId(id: string): SqlValue | undefined;
	/** `along`: what was read along with the rows. */
	toChanges(rows: readonly ChangeRow[], along?: number): Promise<Change[]>;
}

export interface TableFeedParts<Tables> {
	database: SqlDatabase<Tables>;
	order: FeedOrder<ChangeRow>;
	listeners: ChangeListeners;
	identity: FeedIdentity;
	form: FeedForm;
}

/** The feed in the table `change_feed`, whose numbers are the ids. A cursor is the feed's id and a position in it. */
export class TableFeed<Tables> implements ChangeFeed, FeedRetention {
	readonly retention: FeedRetention = this;
	private readonly parts: TableFeedParts<Tables>;

	constructor(parts: TableFeedParts<Tables>) {
		this.parts = parts;
	}

	async head(): Promise<Cursor> {
		return this.cursor(await this.parts.order.head());
	}

	async read(cursor: Cursor, limit: number): Promise<ChangePage> {
		const { rows, position, reset, along } = await this.parts.order.after(this.positionOf(cursor), limit);
		const page: ChangePage = { changes: await this.toChanges(rows, along), cursor: this.cursor(position) };
		if (reset) page.reset = true;
		return page;
	}

	async byIds(ids: readonly string[]): Promise<Map<string, Change>> {
		const numbers = ids.map(numberOf).filter((number) => number !== undefined);
		if (numbers.length === 0) return new Map();
		const changes = await this.select(sql`where ${this.isOneOf('id', numbers)}`);
		return new Map(changes.map((change) => [change.id, change]));
	}

	/** Steps back through the feed, which has no index by type: what is looked for is a recent sample. */
	async newest({ types, kinds }: ChangeFilter, limit: number): Promise<Change[]> {
		const found: Change[] = [];
		const ofType = types === undefined ? sql`` : sql`and ${this.isOneOf('record_type', types)}`;
		const ofKind = kinds === undefined ? sql`` : sql`and ${this.isOneOf('kind', kinds)}`;
		let below = await this.parts.order.newestId();
		const oldest = below - LOOK_BACK;
		while (found.length < limit && below > 0 && below > oldest) {
			const step = sql`where id <= ${below} and id > ${below - LOOK_BACK_STEP}`;
			found.push(...(await this.select(sql`${step} ${ofType} ${ofKind} order by id desc limit ${limit - found.length}`)));
			below -= LOOK_BACK_STEP;
		}
		return found;
	}

	async ofRecord({ type, id }: RecordRef, { from, until, limit }: ChangeQuery): Promise<Change[]> {
		const recordId = this.parts.form.recordId(id);
		if (recordId === undefined) return [];
		const since = from === undefined ? sql`` : sql`and at >= ${from}`;
		const upTo = until === undefined ? sql`` : sql`and at <= ${until}`;
		return await this.select(sql`where record_id = ${recordId} and record_type = ${type} ${since} ${upTo} order by id desc limit ${limit}`);
	}

	/** The feed has no index by time; its times grow with its numbers, so the position is found by halving. */
	async cursorAt(moment: string): Promise<Cursor> {
		const since = new Date(new Date(moment).getTime() - TIME_SLACK_MS).toISOString();
		const oldest = await this.firstFrom(0);
		if (oldest === undefined) return await this.head();
		let before = oldest.id - 1;
		let end = (await this.parts.order.newestId()) + 1;
		// The changes up to `before` are older; those from `end` on are not.
		while (end - before > 1) {
			const middle = Math.floor((before + end) / 2);
			const change = await this.firstFrom(middle);
			if (change === undefined || change.id >= end || change.at >= since) end = middle;
			else before = change.id;
		}
		return this.cursor(String(before));
	}

	async lag(cursor: Cursor, most: number): Promise<{ changes: number; since: string | null }> {
		const position = Number(this.positionOf(cursor)) || 0;
		const first = await this.firstFrom(position + 1);
		if (first === undefined) return { changes: 0, since: null };
		const { database } = this.parts;
		const { placeholder } = database.dialect;
		const [row] = await database.run<{ count: number }>(
			`select count(*) as count from (select 1 as one from change_feed where id > ${placeholder(1)} order by id limit ${placeholder(2)}) as later`,
			[position, most],
		);
		return { changes: row!.count, since: first.at };
	}

	onChanges(listener: () => void): () => void {
		return this.parts.listeners.add(listener);
	}

	async signal(signal: FeedSignal): Promise<void> {
		const { database, order, listeners } = this.parts;
		await database.transaction(async () => {
			await order.announce(signal);
			database.current()!.onEnd(`signal ${signal}`, (committed) => {
				if (committed) listeners.announce(signal);
			});
		});
	}

	onSignal(signal: FeedSignal, listener: () => void): () => void {
		return this.parts.listeners.add(listener, signal);
	}

	async append(drafts: readonly ChangeDraft[]): Promise<string[]> {
		if (drafts.length === 0) return [];
		const { database, order, listeners, form } = this.parts;
		return await database.transaction(async () => {
			await order.prepareAppending();
			const ids = await takeIds(database, 'change_feed', drafts.length);
			const rows = drafts.map((draft, index) => [ids[index]!, ...form.valuesOf(draft)]);
			await insertRows(database, 'change_feed', [{ name: 'id', type: 'integer' }, ...form.columns], rows);
			database.current()!.onEnd(this, (committed) => {
				if (committed) listeners.announce();
			});
			return ids.map(String);
		});
	}

	feedOf(changeId: string): string {
		const { feedId, formerFeeds } = this.parts.identity;
		const number = Number(changeId);
		return formerFeeds.find(({ until }) => number <= until)?.feed ?? feedId;
	}

	/** The feed is in the order of time, except where a clock was set back: the first young change ends the search. */
	async seenBefore(before: string, cursors: readonly Cursor[], limit: number): Promise<string[]> {
		const positions = cursors.map((cursor) => Number(this.positionOf(cursor)) || 0);
		const seen = positions.length === 0 ? sql`` : sql`where id <= ${Math.min(...positions)}`;
		const { rows } = await sql<{ id: number; at: string }>`select id, at from change_feed ${seen} order by id limit ${limit}`.execute(
			this.parts.database.db(),
		);
		const firstYoung = rows.findIndex(({ at }) => at >= before);
		return (firstYoung < 0 ? rows : rows.slice(0, firstYoung)).map(({ id }) => String(id));
	}

	async forgetUpTo(id: string): Promise<void> {
		await sql`delete from change_feed where id <= ${numberOf(id) ?? 0}`.execute(this.parts.database.db());
	}

	private async firstFrom(id: number): Promise<{ id: number; at: string } | undefined> {
		const query = sql<{ id: number; at: string }>`select id, at from change_feed where id >= ${id} order by id limit 1`;
		return (await query.execute(this.parts.database.db())).rows[0];
	}

	private async select(condition: RawBuilder<unknown>): Promise<Change[]> {
		const { rows } = await sql<ChangeRow>`select * from change_feed ${condition}`.execute(this.parts.database.db());
		return await this.toChanges(rows);
	}

	private async toChanges(rows: readonly ChangeRow[], along?: number): Promise<Change[]> {
		return rows.length === 0 ? [] : await this.parts.form.toChanges(rows, along);
	}

	private isOneOf(column: string, values: ReadonlyArray<string | number>): RawBuilder<boolean> {
		return this.parts.database.dialect.isOneOf(sql.ref(column), values);
	}

	private cursor(position: string): Cursor {
		return `${this.parts.identity.feedId}:${position}`;
	}

	/** Undefined: not a position in this feed. */
	private positionOf(cursor: Cursor): string | undefined {
		const colon = cursor.lastIndexOf(':');
		return cursor.slice(0, colon) === this.parts.identity.feedId ? cursor.slice(colon + 1) : undefined;
	}
}

/** The number of a change; undefined for what is no id of this feed. */
function numberOf(id: string): number | undefined {
	return /^[1-9]\d{0,14}$/.test(id) ? Number(id) : undefined;
}
