import { sql, type Selectable } from 'kysely';
import type { SqlDatabase } from '../../ledger/sql/SqlDatabase';
import { fromJson } from '../../ledger/sql/SqlDialect';
import { changedFields, type Change, type Cursor } from '../../model/change';
import type { ChangePage } from '../Crm';
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

/** Reads the change feed. A cursor is the feed's id and a place in it. */
export class ChangeFeed {
	private readonly database: SqlDatabase<CrmTables>;
	private readonly references: ReferenceCache;
	private readonly order: FeedOrder;
	private readonly feedId: string;

	constructor(parts: { database: SqlDatabase<CrmTables>; references: ReferenceCache; order: FeedOrder; feedId: string }) {
		this.database = parts.database;
		this.references = parts.references;
		this.order = parts.order;
		this.feedId = parts.feedId;
	}

	async head(): Promise<Cursor> {
		return this.cursor(await this.order.head());
	}

	async changes(cursor: Cursor, limit: number): Promise<ChangePage> {
		const { rows, place, reset } = await this.order.after(this.placeOf(cursor), limit);
		const page: ChangePage = { changes: await this.toChanges(rows), cursor: this.cursor(place) };
		if (reset) page.reset = true;
		return page;
	}

	async byId(ids: readonly string[]): Promise<Map<string, Change>> {
		const numbers = ids.map(idNumber).filter((number) => number !== undefined);
		if (numbers.length === 0) return new Map();
		const isOneOf = this.database.dialect.isOneOf(sql.ref('id'), numbers);
		const changes = await this.toChanges(await this.database.db().selectFrom('change_feed').selectAll().where(isOneOf).execute());
		return new Map(changes.map((change) => [change.id, change]));
	}

	/** Steps back through the feed, which has no index by type: what is looked for is a recent sample. */
	async recent(filter: { types?: readonly string[]; kinds?: readonly Change['kind'][] }, limit: number): Promise<Change[]> {
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
			found.push(...(await query.orderBy('id', 'desc').limit(limit - found.length).execute()));
			below -= LOOK_BACK_STEP;
		}
		return await this.toChanges(found);
	}

	private async toChanges(rows: ReadonlyArray<Selectable<ChangeTable>>): Promise<Change[]> {
		if (rows.length === 0) return [];
		const reference = await this.references.current();
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
