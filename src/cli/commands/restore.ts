import { resolve } from 'node:path';
import { databaseContent, requireBackup, restore as restoreBackup, type Connection } from '../../automation/families/upkeep/backup';
import { CrmError } from '../../model/CrmError';
import { UsageError, type Command } from '../Command';
import { connectionHelp, connectionOf, connectionOptions, passwordHelp } from '../connection';
import { confirm, counted, ProgressLine, type Terminal } from '../Terminal';

export const restore: Command = {
	summary: 'makes a database what a backup says',
	help: `
Makes a database what it was when a backup was taken: all of it, or, if anything goes wrong, nothing. Stop n8n first.
The database must be empty, or be given up with --replace. Triggers then go on where they stood at the backup: what had
been done by then is not done again, what was still open is done. A database that is damaged, or of a newer version, is
replaced too; it is kept under another name.

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
		if (operand !== '-') await requireBackup(resolve(operand));
		const replace = values.replace === true && (await mayReplace(connection, values.yes === true, operand !== '-', terminal));
		if (values.replace === true && !replace) return 1;
		const source = operand === '-' ? { stream: terminal.input } : { file: resolve(operand) };
		const { counts, kept } = await restoreBackup(
			source,
			connection,
			{ replace },
			new ProgressLine(terminal, 'written', values.quiet === true).count,
		);
		const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
		if (kept !== undefined) terminal.errors.write(`What was there could not be read; it is kept as ${kept}.\n`);
		if (values.quiet !== true)
			terminal.errors.write(`Restored ${counted(rows, 'row')} (${counted(counts.record ?? 0, 'record')}). n8n can be started.\n`);
		return 0;
	},
};

/** Whether a person agrees that what is in the database goes. Throws UsageError where nobody can be asked. */
export async function mayReplace(connection: Connection, yes: boolean, canAsk: boolean, terminal: Terminal): Promise<boolean> {
	if (yes) return true;
	const whatGoes = await contentInWords(connection);
	if (whatGoes === undefined) return true;
	if (!canAsk || terminal.input.isTTY !== true)
		throw new UsageError(`${whatGoes} Nobody can be asked here whether to replace it: add --yes.`);
	const agreed = await confirm(terminal, whatGoes);
	if (!agreed) terminal.errors.write('Nothing was changed.\n');
	return agreed;
}

/** Undefined: there is nothing in it. */
async function contentInWords(connection: Connection): Promise<string | undefined> {
	try {
		const { name, state, counts } = await databaseContent(connection);
		if (state !== 'filled') return undefined;
		const [records, tasks] = [counted(counts.record ?? 0, 'record'), counted(counts.task ?? 0, 'task')];
		return `The database ${name} is not empty: it has ${records} and ${tasks}. What is in it will be gone.`;
	} catch (error) {
		if (!(error instanceof CrmError) || error.code !== 'storage') throw error;
		return `${error.message} It will be replaced, and kept under another name.`;
	}
}
