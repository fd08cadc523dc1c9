import { move as moveDatabase, type Connection, type Moved } from '../../automation/families/upkeep/backup';
import { UsageError, type Command } from '../Command';
import { connectionHelp, connectionOf, connectionOptions, passwordHelp } from '../connection';
import { counted, ProgressLine, tableText } from '../Terminal';
import { mayReplace } from './restore';

export const move: Command = {
	summary: 'copies everything to another database, e.g. from the file to PostgreSQL',
	help: `
Copies the whole CRM to another database, from SQLite to PostgreSQL, back, or between two of a kind. Stop n8n first. The
database it comes from is left as it is, and marked as moved: nothing runs there any more. At the end the rows are
counted on both sides, and you are told what waits for a run, and what to change in n8n.

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
		if (moved.kept !== undefined) terminal.errors.write(`What was there could not be read; it is kept as ${moved.kept}.\n`);
		const rehearsal = values['while-running'] === true;
		if (values.quiet !== true)
			terminal.output.write(`${comparison(moved)}\n\n${whatWaits(moved, rehearsal)}\n${rehearsal ? REHEARSAL : nextSteps(from, to)}\n`);
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

const REHEARSAL = 'This was a rehearsal: n8n goes on with the database it has.';

function whatWaits({ open }: Moved, rehearsal: boolean): string {
	const unread = rehearsal ? '' : ' What triggers have not looked at yet came along, and is looked at there.';
	if (open === 0) return `No change that a trigger took waits for a run.${unread}`;
	const what = open === 1 ? 'One change waits' : `${counted(open, 'change')} wait`;
	const where = rehearsal ? 'the n8n that has it now goes on with it' : 'what waits is run on the new database, and there alone';
	return `${what} for a run, or ${open === 1 ? 'is' : 'are'} in one that was cut off; ${where}.${unread}`;
}

function nextSteps(from: Connection, to: Connection): string {
	return [
		'Before n8n runs on the new database, in n8n:',
		...stepsTo(to, isBuiltIn(from)),
		'Triggers go on where they stood, as long as each workflow stays active while its connection is changed.',
		`The database you came from${from.backend === 'builtin-sqlite' ? ' (the file)' : ''} has all that it had, and is marked as moved: nothing runs there any more. Keep it until you have seen that all is well.`,
	].join('\n');
}

/** Nodes with the connection "Built-In CRM" worked with it, and need no change where the environment names the new one. */
function isBuiltIn(from: Connection): boolean {
	return from.backend === 'builtin-sqlite' && from.folder === undefined && (from.database ?? 'crm') === 'crm';
}

function stepsTo(to: Connection, fromBuiltIn: boolean): string[] {
	if (to.backend === 'builtin-postgres') {
		const byHand = [
			`Make a credential "CRM Built-In (PostgreSQL) API": host ${to.host}, port ${to.port ?? 5432}, database ${to.database}, user ${to.user}, schema ${to.schema ?? 'crmflow'}.`,
			'In every CRM and CRM Trigger node choose the connection "Built-In CRM (PostgreSQL)" and that credential, and save.',
		];
		if (!fromBuiltIn) return byHand.map((step, index) => `${index + 1}. ${step}`);
		return [
			'Either, for all nodes at once, give every process of n8n this environment:',
			`   CRMFLOW_POSTGRES_URL=${urlOf(to)}`,
			'   CRMFLOW_POSTGRES_PASSWORD=(the password)',
			'   "Built-In CRM" is then that database, in every node.',
			'Or by hand:',
			...byHand.map((step, index) => `   ${index + 1}. ${step}`),
		];
	}
	if (to.database === undefined || to.database === 'crm')
		return ['1. In every CRM and CRM Trigger node choose the connection "Built-In CRM", and save.'];
	return [
		`1. Make a credential "CRM Built-In API" with the database name ${to.database}${to.folder === undefined ? '' : `, and put the file into the folder of n8n (it is in ${to.folder})`}.`,
		'2. In every CRM and CRM Trigger node choose the connection "Built-In CRM (Another Database)" and that credential, and save.',
	];
}

/** Without the password. */
function urlOf({ host, port, database, user, schema, tls }: Extract<Connection, { backend: 'builtin-postgres' }>): string {
	const address = new URL(`postgres://${host.includes(':') ? `[${host}]` : host}:${port ?? 5432}/${encodeURIComponent(database)}`);
	address.username = encodeURIComponent(user);
	if (schema !== undefined) address.searchParams.set('schema', schema);
	if (tls !== undefined && tls !== 'off') address.searchParams.set('sslmode', tls);
	return address.href;
}
