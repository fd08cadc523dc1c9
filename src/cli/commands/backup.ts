import { resolve } from 'node:path';
import { backUp } from '../../automation/families/upkeep/backup';
import { UsageError, type Command } from '../Command';
import { connectionHelp, connectionOf, connectionOptions, passwordHelp } from '../connection';
import { counted, ProgressLine } from '../Terminal';

export const backup: Command = {
	summary: 'writes everything into one file, while n8n goes on working',
	help: `
Writes the whole CRM into one file: records, tasks, history, projects, their changes, and what the triggers have done
and have still to do. n8n may go on working: the file holds what was there at one moment. The file is the same for
SQLite and PostgreSQL, so that it can be restored into either. A file has its name only when it is whole. Of what goes
to the standard output, the exit code tells whether it is whole (0), and so does "crmflow check".

Usage: crmflow backup [FILE] [options]

  FILE                  where to write, e.g. crm-monday.crmflow.gz; "-" writes to the standard output;
                        without it a file with the date in its name, where you are
${connectionHelp()}
  --overwrite           replace FILE if there is one
  --quiet               say nothing unless something is wrong

${passwordHelp()}

Examples:
  crmflow backup crm-monday.crmflow.gz
  crmflow backup /backups/crm.crmflow.gz --overwrite --postgres postgres://crmflow@db/crm
  docker exec n8n node …/dist/cli.js backup - > new.crmflow.gz && mv new.crmflow.gz crm-monday.crmflow.gz
`,
	options: { ...connectionOptions(), overwrite: { type: 'boolean' }, quiet: { type: 'boolean' } },
	operand: 'FILE',
	async run(values, operand, terminal) {
		const connection = await connectionOf(values, terminal.environment);
		if (operand === '-' && terminal.output.isTTY === true)
			throw new UsageError('A backup is no text to read: write it to a file, or pipe it into a program.');
		const file = operand ?? `crm-${new Date().toISOString().slice(0, 19).replace(/[T:]/g, '-')}.crmflow.gz`;
		const target = file === '-' ? { stream: terminal.output } : { file: resolve(file), overwrite: values.overwrite === true };
		const counts = await backUp(connection, target, new ProgressLine(terminal, 'read', values.quiet === true).count);
		const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
		if (values.quiet !== true)
			terminal.errors.write(
				`Backed up ${counted(rows, 'row')} (${counted(counts.record ?? 0, 'record')})${file === '-' ? '' : ` to ${resolve(file)}`}.\n`,
			);
		return 0;
	},
};
