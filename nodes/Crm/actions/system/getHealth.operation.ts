import { outputOf } from '../../../../src/model/output';
import { additionalFields } from '../../fields/additional';
import { readOperation } from '../operation';

const DEFAULT_HOURS = 24;

export const getHealth = readOperation({
	option: {
		name: 'Get Health',
		value: 'getHealth',
		action: 'Get the health of the triggers',
		description: 'See whether workflows hear of changes in the CRM, how many changes wait, and which have failed',
	},
	example: {
		goal: 'Every five minutes, look whether the triggers keep up, and send a mail when they do not.',
		form: {},
	},
	description: [
		{
			displayName: 'Format',
			name: 'format',
			type: 'options',
			noDataExpression: true,
			default: 'summary',
			description: 'What the item holds',
			options: [
				{
					name: 'Prometheus Text',
					value: 'prometheus',
					description: 'One text that the monitoring program Prometheus reads, for example behind a Webhook node',
				},
				{ name: 'Summary', value: 'summary', description: 'Whether all is well, the problems as sentences, and a list of the triggers' },
			],
		},
		additionalFields([
			{
				displayName: 'Failed Within (Hours)',
				name: 'hours',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: DEFAULT_HOURS,
				description: 'How far back changes whose run failed count as a problem',
			},
		]),
	],
	aboutSetUp: true,
	async read(item, scope) {
		const hours = item.collection('additionalFields').number('hours', 'Failed Within (Hours)') ?? DEFAULT_HOURS;
		const { health } = await import('../../../../src/automation/families/upkeep/health');
		const found = await health(scope, { hours });
		if (item.value('format') !== 'prometheus') return [outputOf(found)];
		const { prometheusText } = await import('../../../../src/automation/families/upkeep/prometheusText');
		return [{ healthy: found.healthy, text: prometheusText(found) }];
	},
});
