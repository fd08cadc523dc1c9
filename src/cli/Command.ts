import type { ParseArgsOptionsConfig } from 'node:util';
import type { Terminal } from './Terminal';

/** Values of options, by name; given several times, the last one counts. */
export type OptionValues = Readonly<Record<string, string | boolean | undefined>>;

/** One command of the command line. */
export interface Command {
	/** One line for the list of commands. */
	summary: string;
	/** The whole help, without the options that every command has. */
	help: string;
	options: ParseArgsOptionsConfig;
	/** What is given without a name, e.g. a file: its name in the help; absent: nothing is. */
	operand?: string;
	/** Returns the exit code. Throws CrmError. */
	run(values: OptionValues, operand: string | undefined, terminal: Terminal): Promise<number>;
}

/** A command that cannot be understood: the program ends with exit code 2. */
export class UsageError extends Error {}
