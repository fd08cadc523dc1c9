import { resolve } from 'node:path';
import { databaseContent, restore as restoreBackup, type Connection } from '../../automation/families/upkeep/backup';
import { UsageError, type Command } from '../Command';
import { connectionHelp, connectionOf, connectionOptions, passwordHelp } from '../connection';
import { confirm, counted, ProgressLine, type Terminal } from '../Terminal';

export const restore: Command = {
	summary: 'makes a database what a backup says',
	help: `
Makes a database what it was when a backup was taken: all of it, or, if anything goes wrong, nothing. Stop n8n first.
The database must be empty, or be given up with --replace. Triggers then go on where they stood at the backup: what had
been done by then is not done again, what was still open is done.

Usage: crmflow restore FILE [options]

  FILE                  a file that "crmflow backup" has written; "-" reads from the standard input
${connectionHelp()}
  --replace             replace what is in the database; asks before it does
  --yes                 do not ask
  --quiet               say nothing unless something is wrong

${passwordHelp()}

Examples:
  crmflow restore crm-monday.crmflow.gz
  crmflow restore crm-monday.crmflow.gz --replace --postgres postgres://crmflow@db/crm
`,
	options: { ...connectionOptions(), replace: { type: 'boolean' }, yes: { type: 'boolean' }, quiet: { type: 'boolean' } },
	operand: 'FILE',
	async run(values, operand, terminal) {
		if (operand === undefined) throw new UsageError('Give the file of the backup.');
		const connection = await connectionOf(values, terminal.environment);
		const replace = values.replace === true && (await mayReplace(connection, values.yes === true, operand !== '-', terminal));
		if (values.replace === true && !replace) return 1;
		const source = operand === '-' ? { stream: terminal.input } : { file: resolve(operand) };
		const { counts } = await restoreBackup(
			source,
			connection,
			{ replace },
			new ProgressLine(terminal, 'written', values.quiet === true).count,
		);
		const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
		if (values.quiet !== true)
			terminal.errors.write(`Restored ${counted(rows, 'row')} (${counted(counts.record ?? 0, 'record')}). n8n can be started.\n`);
		return 0;
	},
};

/** Whether a person agrees that what is in the database goes. Throws UsageError where nobody can be asked. */
export async function mayReplace(connection: Connection, yes: boolean, canAsk: boolean, terminal: Terminal): Promise<boolean> {
	if (yes) return true;
	const { name, state, counts } = await databaseContent(connection);
	if (state !== 'filled') return true;
	if (!canAsk || terminal.input.isTTY !== true)
		throw new UsageError(`The database ${name} is not empty, and nobody can be asked here: add --yes to replace it.`);
	const agreed = await confirm(
		terminal,
		`The database ${name} has ${counted(counts.record ?? 0, 'record')} and ${counted(counts.task ?? 0, 'task')}. What is in it will be gone.`,
	);
	if (!agreed) terminal.errors.write('Nothing was changed.\n');
	return agreed;
}
