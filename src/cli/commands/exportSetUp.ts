import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setUpOfDatabase } from '../../automation/families/setUp/setUpOfDatabase';
import { CrmError } from '../../model/CrmError';
import { UsageError, type Command } from '../Command';
import { connectionHelp, connectionOf, connectionOptions, passwordHelp } from '../connection';

export const exportSetUp: Command = {
	summary: 'writes how the CRM is set up into a file, without its data',
	help: `
Writes how the CRM is set up: record types with their fields, pipelines and stages, groups, roles and what they allow,
filing rules and project templates. No records, no people: people in project templates are named by their e-mail
address. The file is a text that can be compared and corrected. "crmflow import-setup" brings another CRM to it.

Usage: crmflow export-setup FILE [options]

  FILE                  where to write, e.g. agency.setup.json; "-" writes to the standard output
${connectionHelp()}
  --overwrite           replace FILE if there is one

${passwordHelp()}

Examples:
  crmflow export-setup agency.setup.json
  crmflow export-setup - --postgres postgres://crmflow@db/crm | diff agency.setup.json -
`,
	options: { ...connectionOptions(), overwrite: { type: 'boolean' } },
	operand: 'FILE',
	async run(values, operand, terminal) {
		if (operand === undefined) throw new UsageError('Give the file to write, or "-".');
		const text = await setUpOfDatabase(await connectionOf(values, terminal.environment));
		if (operand === '-') terminal.output.write(text);
		else await writeNew(resolve(operand), text, values.overwrite === true);
		return 0;
	},
};

async function writeNew(path: string, text: string, overwrite: boolean): Promise<void> {
	await writeFile(path, text, { flag: overwrite ? 'w' : 'wx' }).catch((error: NodeJS.ErrnoException) => {
		throw error.code === 'EEXIST'
			? new CrmError('conflict', `There is a file "${path}" already.`, 'Give another name, or --overwrite to replace it.')
			: new CrmError('storage', `"${path}" cannot be written: ${error.message}.`, 'Give another file.', { cause: error });
	});
}
