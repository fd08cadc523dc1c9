import { move as moveDatabase, type Connection, type Moved } from '../../automation/families/upkeep/backup';
import { UsageError, type Command } from '../Command';
import { connectionHelp, connectionOf, connectionOptions, passwordHelp } from '../connection';
import { ProgressLine, tableText } from '../Terminal';
import { mayReplace } from './restore';

export const move: Command = {
	summary: 'copies everything to another database, e.g. from the file to PostgreSQL',
	help: `
Copies the whole CRM to another database, from SQLite to PostgreSQL, back, or between two of a kind. Stop n8n first. The
database it comes from is left as it is. At the end the rows are counted on both sides, and you are told what to change
in n8n.

Usage: crmflow move [from] --to-… [options]

From:
${connectionHelp()}
To:
${connectionHelp('to-')}
  --to-replace          replace what is in that database; asks before it does
  --yes                 do not ask
  --while-running       do not insist that n8n is stopped, e.g. for a rehearsal: what happens meanwhile is not copied
  --quiet               say nothing unless something is wrong

${passwordHelp(true)}

Examples:
  crmflow move --to-postgres postgres://crmflow@db/crm
  crmflow move --postgres postgres://crmflow@db/crm --to-database crm
`,
	options: {
		...connectionOptions(),
		...connectionOptions('to-'),
		'to-replace': { type: 'boolean' },
		'while-running': { type: 'boolean' },
		yes: { type: 'boolean' },
		quiet: { type: 'boolean' },
	},
	async run(values, _, terminal) {
		if (['to-database', 'to-file', 'to-postgres'].every((name) => values[name] === undefined))
			throw new UsageError('Say where to: --to-postgres, --to-database or --to-file.');
		const [from, to] = [await connectionOf(values, terminal.environment), await connectionOf(values, terminal.environment, 'to-')];
		const replace = values['to-replace'] === true && (await mayReplace(to, values.yes === true, true, terminal));
		if (values['to-replace'] === true && !replace) return 1;
		const moved = await moveDatabase(
			from,
			to,
			{ replace, whileRunning: values['while-running'] === true },
			new ProgressLine(terminal, 'copied', values.quiet === true).count,
		);
		if (values.quiet !== true) terminal.output.write(`${comparison(moved)}\n\n${nextSteps(from, to)}\n`);
		return 0;
	},
};

function comparison({ read, counts }: Moved): string {
	return tableText([
		['table', 'from', 'to'],
		...Object.entries(counts)
			.filter(([, count]) => count > 0)
			.map(([table, count]) => [table, read[table] ?? 0, count]),
	]);
}

function nextSteps(from: Connection, to: Connection): string {
	const steps = ['Before n8n runs on the new database, in n8n:'];
	if (to.backend === 'builtin-postgres') {
		steps.push(
			`1. Make a credential "CRM Built-In (PostgreSQL) API": host ${to.host}, port ${to.port ?? 5432}, database ${to.database}, user ${to.user}, schema ${to.schema ?? 'crmflow'}.`,
			'2. In every CRM and CRM Trigger node choose the connection "Built-In CRM (PostgreSQL)" and that credential, and save.',
		);
	} else if (to.database === undefined || to.database === 'crm') {
		steps.push('1. In every CRM and CRM Trigger node choose the connection "Built-In CRM", and save.');
	} else {
		steps.push(
			`1. Make a credential "CRM Built-In API" with the database name ${to.database}${to.folder === undefined ? '' : `, and put the file into the folder of n8n (it is in ${to.folder})`}.`,
			'2. In every CRM and CRM Trigger node choose the connection "Built-In CRM (Another Database)" and that credential, and save.',
		);
	}
	steps.push(
		'Triggers go on where they stood, as long as each workflow stays active while its connection is changed.',
		`The database you came from${from.backend === 'builtin-sqlite' ? ' (the file)' : ''} is as it was. Keep it until you have seen that all is well, and let nothing write to it.`,
	);
	return steps.join('\n');
}
