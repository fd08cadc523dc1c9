import type { Readable, Writable } from 'node:stream';
import { createInterface } from 'node:readline/promises';

/** Where a command reads and writes. Results go to `output`, so that they can be piped; everything else to `errors`. */
export interface Terminal {
	input: Readable & { isTTY?: boolean };
	output: Writable & { isTTY?: boolean };
	errors: Writable & { isTTY?: boolean };
	environment: NodeJS.ProcessEnv;
}

/** Asks for a yes. Only where a person can answer. */
export async function confirm({ input, errors }: Terminal, question: string): Promise<boolean> {
	const lines = createInterface({ input, output: errors });
	try {
		return /^y(es)?$/i.test((await lines.question(`${question} Type yes to go on: `)).trim());
	} finally {
		lines.close();
	}
}

/** How long work may take before it is spoken of, and how often then, in milliseconds. */
const FIRST_MS = 2_000;
const EVERY_MS = 2_000;

/** Says from time to time how far long work has come. */
export class ProgressLine {
	private readonly terminal: Terminal;
	private readonly verb: string;
	private readonly quiet: boolean;
	private rows = 0;
	private next = performance.now() + FIRST_MS;

	/** `verb`: "read", "written". */
	constructor(terminal: Terminal, verb: string, quiet: boolean) {
		this.terminal = terminal;
		this.verb = verb;
		this.quiet = quiet;
	}

	readonly count = (rows: number, table: string): void => {
		this.rows += rows;
		if (this.quiet || performance.now() < this.next) return;
		this.next = performance.now() + EVERY_MS;
		this.terminal.errors.write(`${grouped(this.rows)} rows ${this.verb} (now: ${table})\n`);
	};
}

/** 1234567 as 1 234 567. */
function grouped(number: number): string {
	return String(number).replace(/\B(?=(\d{3})+$)/g, ' ');
}

/** "1 record", "2 records". */
export function counted(number: number, word: string): string {
	return `${grouped(number)} ${word}${number === 1 ? '' : 's'}`;
}

/** Columns side by side; numbers to the right. The first row is the heading. */
export function tableText(rows: ReadonlyArray<ReadonlyArray<string | number>>): string {
	const texts = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? grouped(cell) : cell)));
	const widths = texts[0]!.map((_, column) => Math.max(...texts.map((row) => row[column]!.length)));
	const toTheRight = texts[0]!.map((_, column) => rows.slice(1).every((row) => typeof row[column] === 'number'));
	return texts
		.map((row) =>
			row
				.map((cell, column) => (toTheRight[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}
