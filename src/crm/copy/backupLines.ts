import { CrmError } from '../../model/CrmError';
import type { CopyHead, CopyPart, CopyRow, CopyValue } from './DatabaseCopy';

/** The form of the file; a greater one is not understood. */
const FORMAT = 'crmflow-backup';
const FORMAT_VERSION = 1;
/** No row of ours is that long, in characters: what is, is not a backup. */
const LONGEST_LINE = 400_000_000;
const LONGEST_FIRST_LINE = 1_000_000;

/**
 * A backup as lines of JSON: the head; then per group of rows a line that names the table and their number, and a line
 * per row (a list in the order of the columns that the head names); then the numbers of rows. Bytes are an object with
 * their base64.
 */
export async function* linesOf(parts: AsyncIterable<CopyPart>): AsyncGenerator<string> {
	for await (const part of parts) {
		switch (part.kind) {
			case 'head':
				yield `${JSON.stringify({ format: FORMAT, version: FORMAT_VERSION, ...part.head })}\n`;
				break;
			case 'rows':
				yield `${JSON.stringify({ table: part.table, rows: part.rows.length })}\n${part.rows.map((row) => `${JSON.stringify(row.map(encoded))}\n`).join('')}`;
				break;
			case 'end':
				yield `${JSON.stringify({ end: part.counts })}\n`;
		}
	}
}

/** The way back. `name`: of the file, for errors. Throws storage for text that is not a backup, cut off, damaged or newer. */
export async function* partsOf(text: AsyncIterable<string>, name: string): AsyncGenerator<CopyPart> {
	const lines = splitLines(text, name);
	yield { kind: 'head', head: headOf((await lines.next()).value, name) };
	for await (const line of lines) {
		const mark = parsed(line, name) as { table?: string; rows?: number; end?: Record<string, number> };
		if (mark.end !== undefined) {
			// Only at the very end is the checksum of the compressed text compared.
			if ((await lines.next()).done !== true) throw damaged(name);
			yield { kind: 'end', counts: mark.end };
			return;
		}
		if (typeof mark.table !== 'string' || typeof mark.rows !== 'number') throw damaged(name);
		const rows: CopyRow[] = [];
		for (let index = 0; index < mark.rows; index++) {
			const { value } = await lines.next();
			if (value === undefined) throw cutOff(name);
			const row = parsed(value, name);
			if (!Array.isArray(row)) throw damaged(name);
			rows.push(row.map(decoded));
		}
		yield { kind: 'rows', table: mark.table, rows };
	}
	throw cutOff(name);
}

function headOf(line: string | undefined, name: string): CopyHead {
	let head: Partial<CopyHead> & { format?: unknown; version?: unknown };
	try {
		head = JSON.parse(line ?? '') as typeof head;
	} catch {
		throw notABackup(name);
	}
	if (head?.format !== FORMAT) throw notABackup(name);
	if (head.version !== FORMAT_VERSION) {
		throw new CrmError('storage', `${name} was written by a newer version of this package.`, 'Update n8n-nodes-crmflow, then try again.');
	}
	return head as CopyHead;
}

async function* splitLines(text: AsyncIterable<string>, name: string): AsyncGenerator<string, undefined> {
	let pieces: string[] = [];
	let length = 0;
	let limit = LONGEST_FIRST_LINE;
	for await (const chunk of text) {
		const lines = chunk.split('\n');
		pieces.push(lines[0]!);
		length += lines[0]!.length;
		if (length > limit) throw notABackup(name);
		if (lines.length === 1) continue;
		yield pieces.join('');
		limit = LONGEST_LINE;
		yield* lines.slice(1, -1);
		pieces = [lines.at(-1)!];
		length = lines.at(-1)!.length;
	}
	// What is after the last line break is a line that was cut off.
	return undefined;
}

function encoded(value: CopyValue): unknown {
	if (typeof value === 'number' && !Number.isFinite(value))
		throw new CrmError('storage', `The database holds ${value} where a number should be.`, 'Correct the row, then take the backup again.');
	return value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('base64') } : value;
}

function decoded(value: unknown): CopyValue {
	if (value !== null && typeof value === 'object' && 'bytes' in value) return Buffer.from(String(value.bytes), 'base64');
	return value as CopyValue;
}

function parsed(line: string, name: string): object {
	try {
		const value: unknown = JSON.parse(line);
		if (value !== null && typeof value === 'object') return value;
	} catch {
		// Said below.
	}
	throw damaged(name);
}

function notABackup(name: string): CrmError {
	return new CrmError('storage', `${name} is not a backup of CRMflow.`, 'Give a file that "crmflow backup" has written.');
}

function damaged(name: string): CrmError {
	return new CrmError('storage', `${name} is damaged.`, 'Take another backup. The database is as it was.');
}

export function cutOff(name: string): CrmError {
	return new CrmError(
		'storage',
		`${name} is cut off: its end is missing.`,
		'Copy the file again, or take another backup. The database is as it was.',
	);
}
