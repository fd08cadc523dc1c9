import { basename, resolve } from 'node:path';
import { checkBackup } from '../../automation/families/upkeep/backup';
import { UsageError, type Command } from '../Command';
import { counted, ProgressLine } from '../Terminal';

export const check: Command = {
	summary: 'tells whether a backup is whole, without restoring it',
	help: `
Reads a backup from its beginning to its end, and tells whether it is whole: each row is there, nothing is damaged. Do so
after a backup went through a pipe, a network or another program. Nothing is written. The exit code is 0 when it is
whole, and 1 when it is not.

Usage: crmflow check FILE [options]

  FILE                  a file that "crmflow backup" has written; "-" reads from the standard input
  --quiet               say nothing unless something is wrong

Examples:
  crmflow check crm-monday.crmflow.gz
  ssh server cat crm.crmflow.gz | crmflow check -
`,
	options: { quiet: { type: 'boolean' } },
	operand: 'FILE',
	async run(values, operand, terminal) {
		if (operand === undefined) throw new UsageError('Give the file of the backup.');
		const source = operand === '-' ? { stream: terminal.input } : { file: resolve(operand) };
		const { at, counts } = await checkBackup(source, new ProgressLine(terminal, 'read', values.quiet === true).count);
		const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
		const name = operand === '-' ? 'The backup' : basename(operand);
		if (values.quiet !== true)
			terminal.output.write(`${name} is whole: ${counted(rows, 'row')} (${counted(counts.record ?? 0, 'record')}), as of ${at}.\n`);
		return 0;
	},
};
