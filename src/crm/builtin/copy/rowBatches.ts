import type { CopyRow, CopyValue } from '../../copy/DatabaseCopy';

/** How many rows, and about how many characters or bytes of them, are handed on at once. */
const ROWS = 500;
const SIZE = 1_000_000;

/** Groups rows so that there are few groups of many small rows, and none is large in memory. */
export class RowBatch {
	private rows: CopyRow[] = [];
	private size = 0;

	/** The rows so far when there are enough of them. */
	add(row: CopyRow): CopyRow[] | undefined {
		this.rows.push(row);
		for (const value of row) this.size += sizeOf(value);
		return this.rows.length >= ROWS || this.size >= SIZE ? this.take() : undefined;
	}

	/** What is left; may be none. */
	take(): CopyRow[] {
		const { rows } = this;
		this.rows = [];
		this.size = 0;
		return rows;
	}
}

function sizeOf(value: CopyValue): number {
	return value === null || typeof value === 'number' ? 8 : value.length;
}
