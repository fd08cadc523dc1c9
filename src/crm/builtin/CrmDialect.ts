import type { Kysely, RawBuilder } from 'kysely';
import type { SqlDialect } from '../../sql/SqlDialect';
import type { CapturedTable } from './capturedTables';

/** How a value inside a JSON column is compared: as a text, a number, or 0 and 1. `json`: a list. */
export type JsonForm = 'text' | 'number' | 'flag' | 'json';

/** What the built-in CRM needs to know about its database beyond `SqlDialect`. */
export interface CrmDialect {
	readonly sql: SqlDialect;
	/** Default of a column that holds a moment, for rows written by other programs. */
	readonly nowDefault: string;
	/** Type of the columns that hold JSON as it came and are never looked into. */
	readonly keptJsonType: 'text' | 'json';
	/** Type of the columns that hold bytes. */
	readonly bytesType: 'blob' | 'bytea';
	/** What triggers and reader of the feed need beside the tables. */
	readonly feedStatements: readonly string[];
	/** What they need since changes have reasons: see '80-…' of the migrations. */
	readonly reasonStatements: readonly string[];
	/** What they need since titles have keys, where they do: see '81-…' of the migrations. */
	readonly titleKeyStatements: readonly string[];
	/** Statements that make the database write every change of the table's rows into the change feed, instead of how it did before. */
	captureTriggers(table: CapturedTable): string[];
	/** A statement that makes the database keep deleted records. */
	recycleTrigger(columns: readonly string[]): string[];
	/** Statements that make the database count changes of the table in `reference_version`. */
	countingTriggers(table: string): string[];
	/** Statements that make the database refuse what passes a gate of a stage with something missing. */
	gateTriggers(): string[];
	/** Statements that remove what completed activities in older databases: see '70-…' of the migrations. */
	readonly dropActivityTriggers: readonly string[];
	/** Changes rows of a table in a migration without that its triggers notice. */
	quietly(db: Kysely<unknown>, table: string, change: () => Promise<void>): Promise<void>;
	/** Tells the triggers of the running transaction who writes and why: actor, origin, moment and reason, each may be null. */
	readonly writeContextText: string;
	/** Takes that back at the end of the transaction; absent where it ends with it. */
	readonly clearContextText?: string;
	/** A value inside a JSON column. The name must be a letter followed by letters and digits. */
	jsonValue(column: string, name: string, form: JsonForm): RawBuilder<unknown>;
	/** Whether a JSON list has the text. */
	listHas(list: RawBuilder<unknown>, text: string): RawBuilder<boolean>;
	/** A text in lower case, of any alphabet that one of the `wanted` has which it is compared with; of none: A to Z. */
	folded(text: RawBuilder<unknown>, wanted: readonly string[]): RawBuilder<unknown>;
	/** Whether a text begins with, or contains, another, upper and lower case alike. */
	textBegins(text: RawBuilder<unknown>, part: string): RawBuilder<boolean>;
	textContains(text: RawBuilder<unknown>, part: string): RawBuilder<boolean>;
}
