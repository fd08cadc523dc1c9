import { sql, type Selectable } from 'kysely';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import { fromJson } from '../../sql/SqlDialect';
import { changedFields, type Change, type Cursor } from '../../model/change';
import type { RecordRef } from '../../model/record';
import type { ChangeFeed, ChangeFilter, ChangePage, ChangeQuery, FeedRetention } from '../../feed/ChangeFeed';
import type { ChangeListeners } from './ChangeListeners';
import { valuesOfCapture } from './capturedTables';
import type { FeedOrder } from './FeedOrder';
import { idNumber } from './ids';
import { describedValues } from './recordRows';
import type { Reference } from './Reference';
import type { ReferenceCache } from './ReferenceCache';
import type { ChangeTable, CrmTables } from './tables';

/** How many changes are looked through per step, and at most, for recent ones of some types. */
const LOOK_BACK_STEP = 2_000;
const LOOK_BACK = 200_000;

/** How much earlier than its neighbours a change may say it was made, in milliseconds; see ChangeFeed.cursorAt. */
const TIME_SLACK_MS = 3_600_000;

interface BuiltInFeedParts {
	database: SqlDatabase<CrmTables>;
	references: ReferenceCache;
	order: FeedOrder;
	listeners: ChangeListeners;
	feedId: string;
}

/** The feed that triggers of the database fill. A cursor is the feed's id and a place in it. */
export class BuiltInFeed implements ChangeFeed, FeedRetention {
	private readonly database: SqlDatabase<CrmTables>;
	private readonly references: ReferenceCache;
	private readonly order: FeedOrder;
	private readonly feedId: string;
	private readonly listeners: ChangeListeners;
	readonly retention: FeedRetention = this;

	constructor(parts: BuiltInFeedParts) {
		this.database = parts.database;
		this.references = parts.references;
		this.order = parts.order;
		this.feedId = parts.feedId;
		this.listeners = parts.listeners;
	}

	async head(): Promise<Cursor> {
		return this.cursor(await this.order.head());
	}

	async read(cursor: Cursor, limit: number): Promise<ChangePage> {
		const { rows, place, reset, referenceVersion } = await this.order.after(this.placeOf(cursor), limit);
		const page: ChangePage = { changes: await this.toChanges(rows, referenceVersion), cursor: this.cursor(place) };
		if (reset) page.reset = true;
		return page;
	}

	async byIds(ids: readonly string[]): Promise<Map<string, Change>> {
		const numbers = ids.map(idNumber).filter((number) => number !== undefined);
		if (numbers.length === 0) return new Map();
		const isOneOf = this.database.dialect.isOneOf(sql.ref('id'), numbers);
		const changes = await this.toChanges(await this.database.db().selectFrom('change_feed').selectAll().where(isOneOf).execute());
		return new Map(changes.map((change) => [change.id, change]));
	}

	/** Steps back through the feed, which has no index by type: what is looked for is a recent sample. */
	async newest(filter: ChangeFilter, limit: number): Promise<Change[]> {
		const found: Array<Selectable<ChangeTable>> = [];
		let below = await this.order.newestId();
		const oldest = below - LOOK_BACK;
		while (found.length < limit && below > 0 && below > oldest) {
			let query = this.database
				.db()
				.selectFrom('change_feed')
				.selectAll()
				.where('id', '<=', below)
				.where('id', '>', below - LOOK_BACK_STEP);
			if (filter.types !== undefined) query = query.where('record_type', 'in', filter.types);
			if (filter.kinds !== undefined) query = query.where('kind', 'in', filter.kinds);
			found.push(
				...(await query
					.orderBy('id', 'desc')
					.limit(limit - found.length)
					.execute()),
			);
			below -= LOOK_BACK_STEP;
		}
		return await this.toChanges(found);
	}

	async ofRecord({ type, id }: RecordRef, { from, until, limit }: ChangeQuery): Promise<Change[]> {
		const number = idNumber(id);
		if (number === undefined) return [];
		let query = this.database.db().selectFrom('change_feed').selectAll().where('record_id', '=', number).where('record_type', '=', type);
		if (from !== undefined) query = query.where('at', '>=', from);
		if (until !== undefined) query = query.where('at', '<=', until);
		return await this.toChanges(await query.orderBy('id', 'desc').limit(limit).execute());
	}

	/** The feed has no index by time; its times grow with its numbers, so the place is found by halving. */
	async cursorAt(moment: string): Promise<Cursor> {
		const since = new Date(new Date(moment).getTime() - TIME_SLACK_MS).toISOString();
		const oldest = await this.firstFrom(0);
		if (oldest === undefined) return await this.head();
		let before = oldest.id - 1;
		let end = (await this.order.newestId()) + 1;
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
		const place = Number(this.placeOf(cursor)) || 0;
		const [first] = await this.database
			.db()
			.selectFrom('change_feed')
			.select('at')
			.where('id', '>', place)
			.orderBy('id')
			.limit(1)
			.execute();
		if (first === undefined) return { changes: 0, since: null };
		const { placeholder } = this.database.dialect;
		const [row] = await this.database.run<{ count: number }>(
			`select count(*) as count from (select 1 as one from change_feed where id > ${placeholder(1)} order by id limit ${placeholder(2)}) as later`,
			[place, most],
		);
		return { changes: row!.count, since: first.at };
	}

	onChanges(listener: () => void): () => void {
		return this.listeners.add(listener);
	}

	/** The feed is in the order of time, but for clocks that were set back: the first young change ends the search. */
	async seenBefore(before: string, cursors: readonly Cursor[], limit: number): Promise<string[]> {
		const places = cursors.map((cursor) => Number(this.placeOf(cursor)) || 0);
		let query = this.database.db().selectFrom('change_feed').select(['id', 'at']).orderBy('id').limit(limit);
		if (places.length > 0) query = query.where('id', '<=', Math.min(...places));
		const rows = await query.execute();
		const firstYoung = rows.findIndex(({ at }) => at >= before);
		return (firstYoung < 0 ? rows : rows.slice(0, firstYoung)).map(({ id }) => String(id));
	}

	async forgetUpTo(id: string): Promise<void> {
		await this.database
			.db()
			.deleteFrom('change_feed')
			.where('id', '<=', idNumber(id) ?? 0)
			.execute();
	}

	private async firstFrom(id: number): Promise<{ id: number; at: string } | undefined> {
		return await this.database
			.db()
			.selectFrom('change_feed')
			.select(['id', 'at'])
			.where('id', '>=', id)
			.orderBy('id')
			.limit(1)
			.executeTakeFirst();
	}

	private async toChanges(rows: ReadonlyArray<Selectable<ChangeTable>>, referenceVersion?: number): Promise<Change[]> {
		if (rows.length === 0) return [];
		const reference = await this.references.current(referenceVersion);
		return rows.map((row) => changeOf(row, reference));
	}

	private cursor(place: string): Cursor {
		return `${this.feedId}:${place}`;
	}

	/** Undefined: not a place of this feed. */
	private placeOf(cursor: Cursor): string | undefined {
		const colon = cursor.lastIndexOf(':');
		return cursor.slice(0, colon) === this.feedId ? cursor.slice(colon + 1) : undefined;
	}
}

function changeOf(row: Selectable<ChangeTable>, reference: Reference): Change {
	const type = reference.types.get(row.record_type);
	const before = row.before === null ? undefined : describedValues(type, valuesOfCapture(row.before));
	const after = row.after === null ? undefined : describedValues(type, valuesOfCapture(row.after));
	const change: Change = {
		id: String(row.id),
		ref: { type: row.record_type, id: String(row.record_id) },
		kind: row.kind,
		at: row.at,
		changed: before !== undefined && after !== undefined ? changedFields(before, after) : [],
	};
	if (before !== undefined) change.before = before;
	if (after !== undefined) change.after = after;
	if (row.actor !== null) change.actor = String(row.actor);
	if (row.origin !== null) change.origin = fromJson(row.origin);
	return change;
}
