import { CompiledQuery } from 'kysely';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import type { FeedSignal } from '../ChangeFeed';
import type { FeedOrder, FeedRows, NumberedRow } from '../FeedOrder';
import { takePositionText } from './feedStatements';

interface PageHead {
	reset: boolean;
	newest: number;
	settled: number;
	along: number | null;
}

export interface PostgresFeedOrderParts<Tables> {
	database: SqlDatabase<Tables>;
	schema: string;
	/** Told after each reading whether changes may be held back by a transaction that is still open. */
	onHeldBack(heldBack: boolean): void;
	/** An SQL expression that gives a number, to be read along with each page: see `FeedRows.along`. */
	along?: string;
}

/** Several write at once; `feed_page` in the database knows up to where nothing can come in between any more. */
export class PostgresFeedOrder<Tables, Row extends NumberedRow> implements FeedOrder<Row> {
	private readonly parts: PostgresFeedOrderParts<Tables>;
	private readonly pageText: string;

	constructor(parts: PostgresFeedOrderParts<Tables>) {
		this.parts = parts;
		this.pageText = `select page.*, ${parts.along ?? 'null'} as along from feed_page($1, $2) as page`;
	}

	async head(): Promise<string> {
		return String((await this.page(null, 0)).settled);
	}

	async newestId(): Promise<number> {
		return (await this.page(null, 0)).newest;
	}

	async after(position: string | undefined, limit: number): Promise<FeedRows<Row>> {
		const given = position !== undefined && /^\d{1,15}$/.test(position) ? Number(position) : null;
		const { rows, reset, newest, settled, along } = await this.page(given, limit);
		this.parts.onHeldBack(settled < newest && rows.length < limit);
		const page: FeedRows<Row> = { rows, position: String(rows.at(-1)?.id ?? (reset ? settled : given)), reset };
		if (along !== null) page.along = along;
		return page;
	}

	async announce(signal: FeedSignal): Promise<void> {
		await this.parts.database.run('select pg_notify($1, $2)', [this.parts.schema, signal]);
	}

	async prepareAppending(): Promise<void> {
		const { database, schema } = this.parts;
		await database.db().executeQuery(CompiledQuery.raw(`do $crmflow$ begin ${takePositionText(schema)} end $crmflow$`));
	}

	private async page(position: number | null, limit: number): Promise<PageHead & { rows: Row[] }> {
		const page = await this.parts.database.run<PageHead & (Row | { id: null })>(this.pageText, [position, limit]);
		const { reset, newest, settled, along } = page[0]!;
		return { rows: page.filter((row): row is PageHead & Row => row.id !== null), reset, newest, settled, along };
	}
}
