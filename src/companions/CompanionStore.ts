import { sql } from 'kysely';
import type { RecordRef } from '../model/record';
import { insertRows, takeIds, type SqlColumn } from '../sql/bulk';
import type { SqlDatabase } from '../sql/SqlDatabase';
import type { CompanionTables } from './companionTable';

/** Which things of a kind to find. What is absent does not matter. */
export interface CompanionQuery<Thing> {
	ids?: readonly string[];
	keys?: readonly string[];
	owner?: string;
	record?: RecordRef;
	states?: readonly string[];
	/** Checked on each thing found: for what stands in no column of its own. */
	matches?: (thing: Thing) => boolean;
	limit?: number;
}

/** How a kind of things stands in the table. */
export interface Kind<Thing> {
	kind: string;
	owner(thing: Thing): string | null;
	state(thing: Thing): string | null;
}

const COLUMNS: readonly SqlColumn[] = [
	{ name: 'id', type: 'integer' },
	...['kind', 'write_key', 'owner', 'record_type', 'record_id', 'state', 'content'].map((name) => ({ name, type: 'text' as const })),
];

/** The things of one kind in the table of companions. */
export class CompanionStore<Thing extends { id: string; record: RecordRef | null }> {
	private readonly database: SqlDatabase<CompanionTables>;
	private readonly kind: Kind<Thing>;

	constructor(database: SqlDatabase<CompanionTables>, kind: Kind<Thing>) {
		this.database = database;
		this.kind = kind;
	}

	/** Inside a transaction. */
	async insert(drafts: ReadonlyArray<Omit<Thing, 'id'>>, key: string | undefined): Promise<Thing[]> {
		const ids = await takeIds(this.database, 'companion', drafts.length);
		const things = drafts.map((draft, index) => ({ ...draft, id: String(ids[index]) }) as Thing);
		const rows = things.map((thing) => [
			Number(thing.id),
			this.kind.kind,
			key ?? null,
			this.kind.owner(thing),
			thing.record?.type ?? null,
			thing.record?.id ?? null,
			this.kind.state(thing),
			JSON.stringify(thing),
		]);
		await insertRows(this.database, 'companion', COLUMNS, rows);
		return things;
	}

	/** Inside a transaction. */
	async replace(thing: Thing): Promise<void> {
		await this.database
			.db()
			.updateTable('companion')
			.set({
				state: this.kind.state(thing),
				record_type: thing.record?.type ?? null,
				record_id: thing.record?.id ?? null,
				content: JSON.stringify(thing),
			})
			.where('id', '=', Number(thing.id))
			.execute();
	}

	/** Newest first. `locked`, inside a transaction: nobody else changes them until it ends. */
	async find(query: CompanionQuery<Thing>, { locked }: { locked: boolean } = { locked: false }): Promise<Thing[]> {
		const { isOneOf, locksRows } = this.database.dialect;
		let select = this.database.db().selectFrom('companion').select('content').where('kind', '=', this.kind.kind);
		if (query.ids !== undefined) select = select.where(isOneOf(sql.ref('id'), query.ids.flatMap(idNumber)));
		if (query.keys !== undefined) select = select.where(isOneOf(sql.ref('write_key'), query.keys));
		if (query.owner !== undefined) select = select.where('owner', '=', query.owner);
		if (query.record !== undefined) select = select.where('record_type', '=', query.record.type).where('record_id', '=', query.record.id);
		if (query.states !== undefined) select = select.where(isOneOf(sql.ref('state'), query.states));
		if (query.limit !== undefined && query.matches === undefined) select = select.limit(query.limit);
		select = select.orderBy('id', 'desc');
		const things = (await (locked && locksRows ? select.forUpdate() : select).execute()).map(({ content }) => JSON.parse(content) as Thing);
		return query.matches === undefined ? things : things.filter(query.matches).slice(0, query.limit);
	}

	/** See `KeySearch`. */
	async findByKey(keys: readonly string[]): Promise<Map<string, Thing>> {
		const rows = await this.database
			.db()
			.selectFrom('companion')
			.select(['write_key', 'content'])
			.where('kind', '=', this.kind.kind)
			.where(this.database.dialect.isOneOf(sql.ref('write_key'), keys))
			.execute();
		return new Map(rows.map(({ write_key: key, content }) => [key!, JSON.parse(content) as Thing]));
	}

	/** All of the work, or nothing of it. With `turn`, those with the same one come one after the other. */
	async transaction<T>(work: () => Promise<T>, turn?: string): Promise<T> {
		return await this.database.transaction(async () => {
			if (turn !== undefined) await this.database.takeTurns(turn);
			return await work();
		});
	}
}

/** Ids are texts, whatever somebody gives for one. */
function idNumber(id: string): number[] {
	return /^\d{1,15}$/.test(id) ? [Number(id)] : [];
}
