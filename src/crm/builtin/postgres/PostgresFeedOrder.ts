import type { Selectable } from 'kysely';
import type { SqlDatabase } from '../../../sql/SqlDatabase';
import type { FeedOrder, FeedRows } from '../FeedOrder';
import type { ChangeTable, CrmTables } from '../tables';

interface PageRow extends Omit<Selectable<ChangeTable>, 'id'> {
	reset: boolean;
	newest: number;
	settled: number;
	reference_version: number;
	id: number | null;
}

/** Several write at once; `feed_page` in the database knows up to where nothing can come in between any more. */
export class PostgresFeedOrder implements FeedOrder {
	private readonly database: SqlDatabase<CrmTables>;
	private readonly onHeldBack: (heldBack: boolean) => void;

	/** `onHeldBack` is told after each reading whether changes may be held back by a transaction that is still open. */
	constructor(database: SqlDatabase<CrmTables>, onHeldBack: (heldBack: boolean) => void) {
		this.database = database;
		this.onHeldBack = onHeldBack;
	}

	async head(): Promise<string> {
		return String((await this.page(null, 0)).settled);
	}

	async newestId(): Promise<number> {
		return (await this.page(null, 0)).newest;
	}

	async after(place: string | undefined, limit: number): Promise<FeedRows> {
		const given = place !== undefined && /^\d{1,15}$/.test(place) ? Number(place) : null;
		const { rows, reset, newest, settled, reference_version: referenceVersion } = await this.page(given, limit);
		this.onHeldBack(settled < newest && rows.length < limit);
		return { rows, place: String(rows.at(-1)?.id ?? (reset ? settled : given)), reset, referenceVersion };
	}

	private async page(place: number | null, limit: number) {
		const page = await this.database.run<PageRow>(
			'select page.*, (select version from reference_version where id = 1) as reference_version from feed_page($1, $2) as page',
			[place, limit],
		);
		const { reset, newest, settled, reference_version } = page[0]!;
		const rows = page.filter((row): row is PageRow & { id: number } => row.id !== null);
		return { rows, reset, newest, settled, reference_version };
	}
}
