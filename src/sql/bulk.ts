import type { Kysely } from 'kysely';
import type { SqlDatabase } from './SqlDatabase';
import type { SqlDialect, SqlType, SqlValue } from './SqlDialect';

export interface SqlColumn {
	name: string;
	type: SqlType;
}

/**
 * Sizes of the statements that write many rows: few statements for any number of rows, and few different texts, so that
 * each is prepared once. Each is about half of the one before.
 */
const INSERTED_TOGETHER = [500, 250, 120, 60, 30, 15, 8, 4, 2, 1];
/** Fewer rows than that go into statements that are kept prepared. */
const LISTED_FROM = 30;
/** As many rows at most in one statement of lists that may have any number. */
const LISTED_TOGETHER = 2_000;
/** The same for updates; a database changes the rows of one statement in an order of its own, so a few go one by one. */
const UPDATED_TOGETHER = [512, 64, 8, 1];

/**
 * Inserts rows given as lists of values in the order of the columns; `ending` goes behind the statement, and what it
 * returns comes back. Must run inside a transaction.
 */
export async function insertRows<Tables, Returned = never>(
	database: SqlDatabase<Tables>,
	table: string,
	columns: readonly SqlColumn[],
	rows: ReadonlyArray<readonly SqlValue[]>,
	ending = '',
): Promise<Returned[]> {
	const returned: Returned[] = [];
	for (const chunk of chunksOf(rows, columns.length, database.dialect, INSERTED_TOGETHER)) {
		returned.push(
			...(await database.run<Returned>(insertText(database.dialect, table, columns, chunk.length, ['', ending]), chunk.flat())),
		);
	}
	return returned;
}

/**
 * As `insertRows` for rows that may be many: then they are sent as a list for each column, where the database takes lists. The
 * types of the columns must be those of the table.
 */
export async function insertMany<Tables>(
	database: SqlDatabase<Tables>,
	table: string,
	columns: readonly SqlColumn[],
	rows: ReadonlyArray<readonly SqlValue[]>,
): Promise<void> {
	if (database.dialect.rowsOfLists === undefined || rows.length < LISTED_FROM) {
		await insertRows(database, table, columns, rows);
		return;
	}
	for (let start = 0; start < rows.length; start += LISTED_TOGETHER)
		await insertAlike(database, table, columns, rows.slice(start, start + LISTED_TOGETHER));
}

/** What goes around an insert of `insertAlike`, where the dialect says `insertsFromInserted`. */
export interface Around {
	/** Goes before the statement. */
	opening: string;
	/** Of what `ending` adds; their positions follow those of the columns. */
	parameters: readonly SqlValue[];
}

/**
 * As `insertRows`, for rows that are alike in most columns: what is the same in all of them is sent once, where the
 * database takes lists. Need not run inside a transaction: it is one itself.
 */
export async function insertAlike<Tables, Returned = never>(
	database: SqlDatabase<Tables>,
	table: string,
	columns: readonly SqlColumn[],
	rows: ReadonlyArray<readonly SqlValue[]>,
	ending = '',
	{ opening, parameters: more }: Around = { opening: '', parameters: [] },
): Promise<Returned[]> {
	const { dialect } = database;
	if (rows.length === 1)
		return await database.run<Returned>(insertText(dialect, table, columns, 1, [opening, ending]), [...rows[0]!, ...more]);
	if (dialect.rowsOfLists === undefined)
		return await database.transaction(async () => await insertRows<Tables, Returned>(database, table, columns, rows, ending));
	const [first] = rows as [readonly SqlValue[]];
	const same = columns.map((_, column) => rows.every((row) => row[column] === first[column]));
	// Of rows that are all the same one column must be a list, so that there are as many.
	if (!same.includes(false)) same[0] = false;
	const parameters = columns.map((_, column) => (same[column] ? first[column] : rows.map((row) => row[column])));
	return await database.run<Returned>(insertListsText(dialect, table, columns, same, [opening, ending]), [...parameters, ...more]);
}

/** Sets the columns of the rows with these ids; a row is its id, then the values in the order of the columns. */
export async function updateRows<Tables>(
	database: SqlDatabase<Tables>,
	table: string,
	columns: readonly SqlColumn[],
	rows: ReadonlyArray<readonly [number, ...SqlValue[]]>,
): Promise<void> {
	for (const chunk of chunksOf(rows, columns.length + 1, database.dialect, UPDATED_TOGETHER)) {
		const [only] = chunk;
		if (chunk.length === 1 && only !== undefined) {
			await database.run(updateOneText(database.dialect, table, columns), [...only.slice(1), only[0]]);
		} else {
			await database.run(updateText(database.dialect, table, columns, chunk.length), chunk.flat());
		}
	}
}

/** As `SqlDialect.takeIds`, for a table of this database. Must run inside the transaction that uses them. */
export async function takeIds<Tables>(database: SqlDatabase<Tables>, table: string, count: number): Promise<number[]> {
	return await database.dialect.takeIds(database.db() as Kysely<unknown>, table, count);
}

function* chunksOf<Row>(rows: readonly Row[], width: number, dialect: SqlDialect, sizes: readonly number[]): Generator<readonly Row[]> {
	let start = 0;
	while (start < rows.length) {
		const left = rows.length - start;
		const size = sizes.find((chunk) => chunk <= left && chunk * width <= dialect.maxParameters) ?? 1;
		yield rows.slice(start, start + size);
		start += size;
	}
}

const texts = new Map<string, string>();

function insertText(
	dialect: SqlDialect,
	table: string,
	columns: readonly SqlColumn[],
	count: number,
	[opening, ending]: readonly [string, string],
): string {
	return kept(`insert ${dialect.name} ${table} ${count} ${names(columns)} ${opening}${ending}`, () => {
		const list = columns.map(({ name }) => `"${name}"`).join(', ');
		return `${opening}insert into "${table}" (${list}) ${dialect.givenIds} values ${tuples(dialect, columns.length, count)} ${ending}`;
	});
}

function insertListsText(
	dialect: SqlDialect,
	table: string,
	columns: readonly SqlColumn[],
	same: readonly boolean[],
	[opening, ending]: readonly [string, string],
): string {
	return kept(`lists ${dialect.name} ${table} ${same.map(Number).join('')} ${names(columns)} ${opening}${ending}`, () => {
		const names = columns.map(({ name }) => `"${name}"`).join(', ');
		const values = columns.map(({ type }, column) =>
			same[column] ? dialect.typed(dialect.placeholder(column + 1), type) : `given.column${column + 1}`,
		);
		const lists = columns.flatMap(({ type }, column) =>
			same[column] ? [] : [{ name: `column${column + 1}`, position: column + 1, type }],
		);
		return `${opening}insert into "${table}" (${names}) ${dialect.givenIds} select ${values.join(', ')} from ${dialect.rowsOfLists!('given', lists)} ${ending}`;
	});
}

function updateOneText(dialect: SqlDialect, table: string, columns: readonly SqlColumn[]): string {
	return kept(`update ${dialect.name} ${table} 1 ${names(columns)}`, () => {
		const sets = columns.map(({ name }, index) => `"${name}" = ${dialect.placeholder(index + 1)}`);
		return `update "${table}" set ${sets.join(', ')} where "id" = ${dialect.placeholder(columns.length + 1)}`;
	});
}

/** A list of values calls its columns column1, column2 … in every database this is for. */
function updateText(dialect: SqlDialect, table: string, columns: readonly SqlColumn[], count: number): string {
	return kept(`update ${dialect.name} ${table} ${count} ${names(columns)}`, () => {
		const sets = columns.map(({ name, type }, index) => `"${name}" = ${dialect.typed(`given.column${index + 2}`, type)}`);
		const values = tuples(dialect, columns.length + 1, count);
		return `update "${table}" set ${sets.join(', ')} from (values ${values}) as given where "${table}"."id" = ${dialect.typed('given.column1', 'integer')}`;
	});
}

function tuples(dialect: SqlDialect, width: number, count: number): string {
	let position = 0;
	const tuple = () => `(${Array.from({ length: width }, () => dialect.placeholder(++position)).join(', ')})`;
	return Array.from({ length: count }, tuple).join(', ');
}

function names(columns: readonly SqlColumn[]): string {
	return columns.map(({ name }) => name).join(',');
}

function kept(key: string, make: () => string): string {
	let text = texts.get(key);
	if (text === undefined) texts.set(key, (text = make()));
	return text;
}
