import { sql, type RawBuilder } from 'kysely';
import type { SqlColumn } from '../../../sql/bulk';
import { sqliteDialect } from '../../../sql/sqlite/sqliteDialect';

/** What texts are sorted by. */
interface TextKeys {
	keyOf(text: string): string;
	readonly rulesName: string;
}

/**
 * The column of records that has what their titles are sorted by, and its index. It is written with the title by us alone.
 *
 * - Each key begins with the rules it was made by. So a process of another language knows its own keys from those of others.
 * - Records that other programs have written have no key: a trigger takes it away when they change a title.
 * - Records without a key of these rules are sorted and found as well, only not by the index (`others`); the next opening gives
 *   them one (`fillTitleKeys`). Reads write nothing.
 */
export class TitleKeys {
	readonly column: SqlColumn = TITLE_KEY;
	private readonly texts: TextKeys;
	private readonly begin: string;
	/** No key of these rules, and each of them is less. */
	private readonly end: string;
	private readonly keyOfForm: (form: RawBuilder<unknown>) => RawBuilder<unknown>;

	constructor(texts: TextKeys, keyOfForm: (form: RawBuilder<unknown>) => RawBuilder<unknown>) {
		this.texts = texts;
		this.begin = `${texts.rulesName}|`;
		this.end = `${texts.rulesName}}`;
		this.keyOfForm = keyOfForm;
	}

	/** The same as `ofForm` makes in the database. */
	keyOf(title: string): string {
		return this.begin + this.texts.keyOf(title.replace(/ {2,}/g, ' '));
	}

	/** The key of a title whose normal form is this, also where the column has none. */
	ofForm(form: RawBuilder<unknown>): RawBuilder<unknown> {
		return sql`${this.begin} || ${this.keyOfForm(form)}`;
	}

	/** Records with a key of these rules. */
	own(): RawBuilder<boolean> {
		return sql`${KEY} >= ${this.begin} and ${KEY} < ${this.end}`;
	}

	/** All others: each a part of the index of its own. */
	others(): Array<RawBuilder<boolean>> {
		return [sql`${KEY} is null`, sql`${KEY} < ${this.begin}`, sql`${KEY} >= ${this.end}`];
	}

	/** Among records with a key: those that have the normal forms, and some that differ from them in accents alone. */
	nearly(forms: readonly string[]): RawBuilder<boolean> {
		return sqliteDialect.isOneOf(KEY, [...new Set(forms.map((form) => this.keyOf(form)))]);
	}
}

const TITLE_KEY: SqlColumn = { name: 'title_key', type: 'text' };
const KEY = sql.ref(TITLE_KEY.name);

/** What the tables need for it: see '81-…' of the migrations. No function of ours is used, so that other programs can write. */
export const TITLE_KEY_STATEMENTS: readonly string[] = [
	'alter table "record" add column "title_key" text',
	'create index "record_title_key" on "record" ("type", "title_key")',
	// Our own writes say that they are ours; a title of theirs may have the key of the one before.
	`create trigger "record_retitled" after update of "title" on "record"
		when old."title" is not new."title" and (select "at" from "write_context" where "id" = 1) is null
		begin update "record" set "title_key" = null where "id" = new."id"; end`,
];
