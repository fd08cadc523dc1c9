import { additionalFields } from '../../fields/additional';
import {
	BY_RULES,
	readRules,
	readTarget,
	ruleFields,
	TEAM_OPTIONS,
	teamFields,
	USER_OPTION,
	type TargetKind,
} from '../../fields/assignment';
import { userField } from '../../fields/locators';
import { recordChoice } from '../../fields/recordChoice';
import type { ItemParameters } from '../ItemParameters';
import { writeOperation } from '../operation';
import type { AssignRecordInput } from '../../../../src/automation/families/records/inputs';

export const assign = writeOperation({
	operation: 'record.assign',
	option: {
		name: 'Assign',
		value: 'assign',
		action: 'Assign a record to a person',
		description: 'Set the responsible person: a user, a group or role in turn or by load, or by rules on territory, source, value …',
	},
	example: {
		goal: 'Give each new deal to the next person in sales.',
		form: { assignBy: 'roundRobin', assignGroup: 'Sales' },
	},
	description: [
		...recordChoice({ typeAlways: true }),
		{
			displayName: 'Assign To',
			name: 'assignBy',
			type: 'options',
			description: 'How the responsible person is found',
			noDataExpression: true,
			default: 'roundRobin',
			options: [BY_RULES, ...TEAM_OPTIONS, USER_OPTION],
		},
		userField({
			displayName: 'User',
			name: 'assignUser',
			required: true,
			description: 'Who becomes responsible',
			displayOptions: { show: { assignBy: ['user'] } },
		}),
		...teamFields({ choice: 'assignBy', prefix: 'assign' }),
		...ruleFields({
			show: { assignBy: ['rules'] },
			who: 'Who becomes responsible',
			otherwise: [{ name: 'Leave as It Is', value: 'keep' }],
		}),
		{
			displayName: 'When Nobody Is Available',
			name: 'whenNobody',
			type: 'options',
			noDataExpression: true,
			default: 'refuse',
			description: 'When everybody who could get the record is away or has left',
			options: [
				{ name: 'Leave as It Is', value: 'keep' },
				{ name: 'Stop With an Error', value: 'refuse' },
			],
		},
		additionalFields([
			{
				displayName: 'Load Counts',
				name: 'load',
				type: 'options',
				default: 'openRecords',
				description: 'What makes a member of a group the least loaded',
				options: [
					{ name: 'Open Records of This Type', value: 'openRecords', description: 'Those that are not at a final stage' },
					{ name: 'Open Tasks', value: 'openTasks' },
				],
			},
			{
				displayName: 'Only Records Without a Responsible Person',
				name: 'onlyUnassigned',
				type: 'boolean',
				default: true,
				description: 'Whether to leave records alone that belong to somebody who works here',
			},
		]),
	],
	input(item) {
		const more = item.collection('additionalFields');
		return {
			...item.record(),
			...readTargets(item),
			load: more.text('load') === 'openTasks' ? 'openTasks' : 'openRecords',
			whenNobody: item.value('whenNobody', 'refuse') === 'keep' ? 'keep' : 'refuse',
			onlyUnassigned: more.boolean('onlyUnassigned') ?? false,
		};
	},
});

function readTargets(item: ItemParameters): Pick<AssignRecordInput, 'rules' | 'otherwise'> {
	const assignBy = item.value('assignBy', 'roundRobin') as TargetKind | 'rules';
	return assignBy === 'rules' ? readRules(item) : { otherwise: readTarget(item, assignBy, 'assign') };
}
