/** By what a database shows whose it is, and which form its tables have. */
export interface DatabaseMark {
	/** Four bytes in the head of a SQLite file. */
	applicationId: number;
	/** In a PostgreSQL schema: a table of names and values that only ours have, and the name of the row with the form of the tables. */
	table: string;
	row: string;
}
