import { checkHealth } from '../../automation/families/upkeep/checkHealth';
import { durationText } from '../../automation/families/upkeep/durationText';
import { unusable, type Health, type TriggerHealth } from '../../automation/families/upkeep/health';
import { prometheusText } from '../../automation/families/upkeep/prometheusText';
import { UsageError, type Command } from '../Command';
import { connectionHelp, connectionOf, connectionOptions, passwordHelp } from '../connection';
import { tableText } from '../Terminal';

const DEFAULT_HOURS = 24;

export const health: Command = {
	summary: 'tells whether triggers listen, what waits and what has failed',
	help: `
Tells how the CRM Triggers are: whether a process of n8n serves them, how far behind they are, how many changes wait
for a run, run, or were set aside because their run failed. n8n may go on working. The exit code is 0 when all is well,
and 1 when something needs attention, so that it can be called by a monitor: triggers that should listen and do not,
for example, because n8n was stopped. With --json or --prometheus it answers also where it cannot look: not healthy.

Usage: crmflow health [options]

${connectionHelp()}
  --hours NUMBER        how far back failed runs are looked for; ${DEFAULT_HOURS} unless you say otherwise
  --json                as JSON, with everything that is known
  --prometheus          in the text format of Prometheus

${passwordHelp()}

Examples:
  crmflow health
  crmflow health --postgres postgres://crmflow@db/crm --prometheus > .new; test -s .new && mv .new crmflow.prom
`,
	options: { ...connectionOptions(), hours: { type: 'string' }, json: { type: 'boolean' }, prometheus: { type: 'boolean' } },
	async run(values, _, terminal) {
		if (values.json === true && values.prometheus === true) throw new UsageError('Give only one of --json and --prometheus.');
		const hours = Number(values.hours ?? DEFAULT_HOURS);
		if (!Number.isFinite(hours) || hours <= 0) throw new UsageError('--hours must be a number of hours, such as 24.');
		const form = values.json === true ? asJson : values.prometheus === true ? prometheusText : undefined;
		const found = await checkHealth(await connectionOf(values, terminal.environment), { hours }).catch((error: unknown) => {
			// A program that reads this must not go on with what it read before.
			if (form !== undefined) terminal.output.write(form(unusable(error, new Date())));
			throw error;
		});
		terminal.output.write((form ?? summary)(found));
		return found.healthy ? 0 : 1;
	},
};

const STATES: Record<TriggerHealth['state'], string> = {
	listening: 'listens',
	off: 'switched off',
	stopped: 'nobody listens',
	refused: 'not started',
};

function asJson(found: Health): string {
	return `${JSON.stringify(found, null, 2)}\n`;
}

function summary({ healthy, problems, triggers, upkeep }: Health): string {
	const rows = triggers.map((trigger) => [
		trigger.workflow,
		trigger.trigger,
		STATES[trigger.state],
		trigger.changesBehind === 0 ? '-' : `${trigger.changesBehind} (${durationText(trigger.secondsBehind)})`,
		trigger.waiting + trigger.inFlight,
		trigger.running,
		trigger.setAside,
	]);
	const table =
		rows.length === 0
			? 'No workflow with a CRM Trigger was switched on yet.'
			: tableText([['workflow', 'trigger', 'state', 'behind', 'waiting', 'running', 'set aside'], ...rows]);
	const verdict = healthy ? 'All is well.' : problems.map((problem) => `! ${problem}`).join('\n');
	return `${table}\n\nOld changes are removed by: ${removal(upkeep)}\n\n${verdict}\n`;
}

function removal({ process, lastDone, next }: Health['upkeep']): string {
	const who = process ?? (next === null ? 'nobody, because no CRM Trigger listens' : 'one of the processes whose triggers listen');
	const last = lastDone === null ? 'not yet' : `last at ${lastDone}`;
	if (next === null) return `${who}; ${last}`;
	return lastDone === null ? `${who}; ${last}, for the first time by ${next}` : `${who}; ${last}, next by ${next}`;
}
