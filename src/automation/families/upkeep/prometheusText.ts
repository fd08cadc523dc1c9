import type { Health, TriggerHealth } from './health';

interface Metric {
	name: string;
	help: string;
	samples: Array<[labels: Record<string, string>, value: number]>;
}

/**
 * Health in the text format that Prometheus reads (prometheus.io/docs/instrumenting/exposition_formats): gauges, one per
 * trigger where it is about triggers.
 */
export function prometheusText(health: Health): string {
	const perTrigger = (name: string, help: string, value: (trigger: TriggerHealth) => number): Metric => ({
		name,
		help,
		samples: health.triggers.map((trigger) => [labelsOf(trigger), value(trigger)]),
	});
	const deliveries = health.triggers.flatMap((trigger) =>
		(['waiting', 'inFlight', 'running', 'setAside'] as const).map((state): [Record<string, string>, number] => [
			{ ...labelsOf(trigger), state: state.replace(/[A-Z]/g, (sign) => `_${sign.toLowerCase()}`) },
			trigger[state],
		]),
	);
	const metrics: Metric[] = [
		{
			name: 'crmflow_healthy',
			help: 'Whether nothing needs attention (1) or something does (0).',
			samples: [[{}, health.healthy ? 1 : 0]],
		},
		{ name: 'crmflow_problems', help: 'Number of things that need attention.', samples: [[{}, health.problems.length]] },
		perTrigger('crmflow_trigger_listening', 'Whether a process of n8n serves the trigger.', ({ state }) => (state === 'listening' ? 1 : 0)),
		perTrigger('crmflow_trigger_behind_changes', 'Changes that the trigger has not looked at.', ({ changesBehind }) => changesBehind),
		perTrigger('crmflow_trigger_behind_seconds', 'For how long the first of these is there.', ({ secondsBehind }) => secondsBehind),
		perTrigger(
			'crmflow_trigger_waiting_seconds',
			'For how long the oldest delivery is due that no run has taken.',
			({ secondsWaiting }) => secondsWaiting,
		),
		{ name: 'crmflow_deliveries', help: 'Changes to deliver by state; set_aside counts the recent ones.', samples: deliveries },
		...(health.upkeep.lastDone === null
			? []
			: [
					{
						name: 'crmflow_upkeep_last_done_timestamp_seconds',
						help: 'When old changes were last removed.',
						samples: [[{}, Date.parse(health.upkeep.lastDone) / 1000] as [Record<string, string>, number]],
					},
				]),
	];
	return metrics.map(textOf).join('');
}

function textOf({ name, help, samples }: Metric): string {
	if (samples.length === 0) return '';
	return [
		`# HELP ${name} ${help}`,
		`# TYPE ${name} gauge`,
		...samples.map(([labels, value]) => `${name}${labelText(labels)} ${value}`),
		'',
	].join('\n');
}

/** The ids make them unique: two workflows may have one name. */
function labelsOf({ workflow, workflowId, trigger, nodeId }: TriggerHealth): Record<string, string> {
	return { workflow, trigger, workflow_id: workflowId, node_id: nodeId };
}

function labelText(labels: Record<string, string>): string {
	const pairs = Object.entries(labels).map(
		([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
	);
	return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
