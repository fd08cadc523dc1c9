import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { bringToSetUp, type SetUpChange } from '../../automation/families/setUp/setUpOfDatabase';
import { CrmError } from '../../model/CrmError';
import { UsageError, type Command } from '../Command';
import { connectionHelp, connectionOf, connectionOptions, passwordHelp } from '../connection';
import { tableText } from '../Terminal';

export const importSetUp: Command = {
	summary: 'brings a CRM to a set-up that was exported, without removing anything',
	help: `
Brings a CRM to how another one is set up: what is missing is made, what is otherwise is changed, and what is there and
not in the file stays. All of it, or nothing. n8n may go on working. Whoever is named in a project template must be
here, by e-mail address or name: nobody is guessed.

Usage: crmflow import-setup FILE [options]

  FILE                  a file that "crmflow export-setup" has written; "-" reads from the standard input
${connectionHelp()}
  --dry-run             only say what would be changed
  --quiet               say nothing unless something is wrong

${passwordHelp()}

Examples:
  crmflow import-setup agency.setup.json --dry-run
  crmflow import-setup agency.setup.json --database customer
`,
	options: { ...connectionOptions(), 'dry-run': { type: 'boolean' }, quiet: { type: 'boolean' } },
	operand: 'FILE',
	async run(values, operand, terminal) {
		if (operand === undefined) throw new UsageError('Give the file of the set-up, or "-".');
		const connection = await connectionOf(values, terminal.environment);
		const text = operand === '-' ? await textOf(terminal.input) : await readSetUp(resolve(operand));
		const dryRun = values['dry-run'] === true;
		const changes = await bringToSetUp(connection, text, { dryRun });
		if (values.quiet !== true) terminal.output.write(`${report(changes, dryRun)}\n`);
		return 0;
	},
};

function report(changes: readonly SetUpChange[], dryRun: boolean): string {
	const made = changes.filter(({ change }) => change !== 'same');
	const same = changes.length - made.length;
	if (made.length === 0) return 'Nothing to change: the CRM is set up as the file says.';
	const table = tableText([['what', 'name', 'change'], ...made.map(({ what, name, change }) => [what, name, change])]);
	return `${table}\n\n${same} more are as the file says.${dryRun ? ' Nothing was changed: this was a dry run.' : ''}`;
}

async function readSetUp(path: string): Promise<string> {
	return await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
		throw new CrmError(
			'notFound',
			error.code === 'ENOENT' ? `There is no file "${path}".` : `"${path}" cannot be read: ${error.message}.`,
			'Check the name. In Docker it is the name inside the container; "-" reads from the standard input.',
			{ cause: error },
		);
	});
}
