import { parseArgs } from 'node:util';
import { CrmError } from '../model/CrmError';
import { UsageError, type Command, type OptionValues } from './Command';
import { backup } from './commands/backup';
import { check } from './commands/check';
import { exportSetUp } from './commands/exportSetUp';
import { health } from './commands/health';
import { importSetUp } from './commands/importSetUp';
import { move } from './commands/move';
import { restore } from './commands/restore';
import { NEEDED_NODE } from './nodeVersion';
import type { Terminal } from './Terminal';

const COMMANDS: Readonly<Record<string, Command>> = {
	backup,
	check,
	restore,
	move,
	health,
	'export-setup': exportSetUp,
	'import-setup': importSetUp,
};

const EXIT_PROBLEM = 1;
const EXIT_USAGE = 2;

/** Runs a command; returns the exit code: 0 done, 1 it could not be done, 2 it was not understood. `version`: of this package. */
export async function main(words: readonly string[], terminal: Terminal, version: string): Promise<number> {
	const [name, ...rest] = words;
	if (name === 'version' || name === '--version' || name === '-V') {
		terminal.output.write(`crmflow ${version} (Node.js ${process.versions.node})\n`);
		return 0;
	}
	if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
		terminal.output.write(`${generalHelp()}\n`);
		return name === undefined ? EXIT_USAGE : 0;
	}
	const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
	if (command === undefined) {
		terminal.errors.write(`crmflow: There is no command "${name}".\n\n${generalHelp()}\n`);
		return EXIT_USAGE;
	}
	try {
		const { values, operand } = understood(command, rest);
		if (values.help === true) {
			terminal.output.write(`${command.help.trim()}\n`);
			return 0;
		}
		return await command.run(values, operand, terminal);
	} catch (error) {
		if (error instanceof UsageError) {
			terminal.errors.write(`crmflow ${name}: ${error.message}\nFor help: crmflow ${name} --help\n`);
			return EXIT_USAGE;
		}
		const message = error instanceof Error ? error.message : String(error);
		terminal.errors.write(`crmflow ${name}: ${message}\n${error instanceof CrmError ? error.remedy : UNEXPECTED}\n`);
		return EXIT_PROBLEM;
	}
}

/** Where nobody said what to do. */
const UNEXPECTED = 'Try again. If it fails again, report this message and what "crmflow --version" says.';

function understood(command: Command, words: readonly string[]): { values: OptionValues; operand?: string } {
	let parsed;
	try {
		parsed = parseArgs({
			args: [...words],
			options: { ...command.options, help: { type: 'boolean', short: 'h' } },
			allowPositionals: true,
		});
	} catch (error) {
		// "Unknown option '--fiel'. …": Node's own sentence; what follows it is about its own rules.
		throw new UsageError(error instanceof Error ? error.message.split('. ')[0]! + '.' : String(error));
	}
	const [operand, ...more] = parsed.positionals;
	const tooMuch = command.operand === undefined ? operand : more[0];
	if (tooMuch !== undefined) throw new UsageError(`"${tooMuch}" is one word too many.`);
	return { values: parsed.values as OptionValues, ...(operand === undefined ? {} : { operand }) };
}

function generalHelp(): string {
	const list = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(14)}${summary}`);
	return `Looks after the built-in CRM of CRMflow: the data that the CRM nodes of n8n work with.

Usage: crmflow COMMAND [options]      (where it is not on the path: node …/n8n-nodes-crmflow/dist/cli.js COMMAND)

${list.join('\n')}

Help for one command: crmflow COMMAND --help
Its version: crmflow --version. It needs Node.js ${NEEDED_NODE} or newer, as n8n does.`;
}
