import { parseArgs } from 'node:util';

const help = /** @type {const} */ ({ type: 'boolean', short: 'h', default: false, help: 'print this, and do nothing' });

/**
 * Reads a command line before anything is installed or started. With `--help` this program prints what it takes and ends; so it
 * does, with exit code 1, when there is an option or an argument that it does not know.
 * @param {{ line: string, does: string, options: object, choices?: ReadonlyArray<{ name: string, does: string }>, takes?: RegExp }} command
 *   `choices`: what may stand there without dashes, any number of them; beside them what `takes` is like
 * @returns the options, and the chosen ones of `choices`
 */
export function readCommandLine(command, args = process.argv.slice(2)) {
	let values, positionals;
	try {
		({ values, positionals } = parseArgs({ args, options: { ...command.options, help }, allowPositionals: true }));
	} catch (error) {
		// What Node adds after the first sentence is about arguments that begin with a dash.
		refuse(command, error.message.split('. ')[0]);
	}
	if (values.help) {
		console.log(usage(command));
		process.exit(0);
	}
	const unknown = positionals.filter((name) => !command.takes?.test(name) && !command.choices?.some((choice) => choice.name === name));
	if (unknown.length > 0) refuse(command, `There is no ${unknown.join(', ')} to choose`);
	return { values, chosen: positionals };
}

function refuse(command, sentence) {
	console.error(`${sentence}.\n\n${usage(command)}`);
	process.exit(1);
}

function usage({ line, does, options, choices = [] }) {
	const taken = Object.entries({ ...options, help }).map(([name, option]) => [`--${name}`, optionHelp(option)]);
	const rows = [...choices.map((choice) => [choice.name, choice.does]), ...taken];
	const width = Math.max(...rows.map(([name]) => name.length)) + 2;
	const chosen = choices.length > 0 ? '[NAME …] ' : '';
	return [does, '', `  ${line} -- ${chosen}[OPTION …]`, '', ...rows.map(([name, text]) => `  ${name.padEnd(width)}${text}`)].join('\n');
}

function optionHelp({ help: text, default: value }) {
	return value === undefined || value === false ? text : `${text} (${value})`;
}
