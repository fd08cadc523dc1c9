import type { INodeProperties } from 'n8n-workflow';
import type { AssignmentRule, AssignRecordInput, AssignTarget } from '../../../../src/automation/assignRecords';
import { conditionOf, conditionsField, type ConditionEntry } from '../../../shared/conditions';
import { actorField, additionalFields } from '../../fields/additional';
import { userField } from '../../fields/locators';
import { recordChoice } from '../../fields/recordChoice';
import { missing, type ItemParameters } from '../ItemParameters';
import { writeOperation } from '../operation';

type TargetKind = 'leastLoaded' | 'roundRobin' | 'user';

/** A row of the table of rules. */
interface RuleEntry {
	name?: string;
	conditions?: { condition?: ConditionEntry[] };
	assignTo: TargetKind;
	group?: string;
	user?: string;
}

const BY_RULES = { name: 'By Rules', value: 'rules', description: 'The first rule that holds decides' };
const ROUND_ROBIN = { name: 'Group, in Turn (Round Robin)', value: 'roundRobin', description: 'Each member in turn; whose turn it is is remembered for the group and the record type' };
const LEAST_LOADED = { name: 'Group, the Least Loaded Member', value: 'leastLoaded' };
const USER = { name: 'User', value: 'user' };

function groupField(more: Partial<INodeProperties>): INodeProperties {
	return {
		displayName: 'Group Name or ID',
		name: 'group',
		type: 'options',
		default: '',
		description: 'Members who are away are skipped. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		typeOptions: { loadOptionsMethod: 'getGroups' },
		...more,
	};
}

export const assign = writeOperation<AssignRecordInput>({
	option: {
		name: 'Assign',
		value: 'assign',
		action: 'Assign a record to a person',
		description: 'Set the responsible person: a user, a group in turn or by load, or by rules on territory, source, value …',
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
			noDataExpression: true,
			default: 'roundRobin',
			description: 'Who becomes responsible',
			options: [BY_RULES, ROUND_ROBIN, LEAST_LOADED, USER],
		},
		userField({ displayName: 'User', name: 'assignUser', required: true, description: 'Who becomes responsible', displayOptions: { show: { assignBy: ['user'] } } }),
		groupField({ name: 'assignGroup', required: true, displayOptions: { show: { assignBy: ['roundRobin', 'leastLoaded'] } } }),
		{
			displayName: 'Rules',
			name: 'assignmentRules',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true, sortable: true },
			default: {},
			placeholder: 'Add Rule',
			description: 'Asked from top to bottom; the first that holds decides',
			displayOptions: { show: { assignBy: ['rules'] } },
			options: [
				{
					displayName: 'Rule',
					name: 'rule',
					values: [
						{ displayName: 'Label', name: 'name', type: 'string', default: '', placeholder: 'e.g. Big deals of the north', description: 'What the rule is called in the output' },
						conditionsField('All of them must hold; without any, the rule always holds'),
						{ displayName: 'Assign To', name: 'assignTo', type: 'options', noDataExpression: true, default: 'roundRobin', description: 'Who becomes responsible when the rule holds', options: [ROUND_ROBIN, LEAST_LOADED, USER] },
						groupField({ displayOptions: { show: { assignTo: ['roundRobin', 'leastLoaded'] } } }),
						{
							displayName: 'User Name or ID',
							name: 'user',
							type: 'options',
							default: '',
							description: 'Who becomes responsible. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
							typeOptions: { loadOptionsMethod: 'getUsers' },
							displayOptions: { show: { assignTo: ['user'] } },
						},
					],
				},
			],
		},
		{
			displayName: 'When No Rule Holds',
			name: 'fallback',
			type: 'options',
			noDataExpression: true,
			default: 'refuse',
			description: 'A user or group also takes over when nobody of the rule is available',
			displayOptions: { show: { assignBy: ['rules'] } },
			options: [ROUND_ROBIN, LEAST_LOADED, { name: 'Leave as It Is', value: 'keep' }, { name: 'Stop With an Error', value: 'refuse' }, USER],
		},
		userField({ displayName: 'Fallback User', name: 'fallbackUser', required: true, description: 'Who becomes responsible when no rule holds', displayOptions: { show: { assignBy: ['rules'], fallback: ['user'] } } }),
		groupField({ displayName: 'Fallback Group Name or ID', name: 'fallbackGroup', required: true, displayOptions: { show: { assignBy: ['rules'], fallback: ['roundRobin', 'leastLoaded'] } } }),
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
			actorField,
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
	useCase: async () => (await import('../../../../src/automation/assignRecords')).assignRecords,
	input(item) {
		const more = item.collection('additionalFields');
		return {
			...item.recordOfType('assign'),
			...readTargets(item),
			load: more.text('load') === 'openTasks' ? 'openTasks' : 'openRecords',
			whenNobody: item.value('whenNobody', 'refuse') === 'keep' ? 'keep' : 'refuse',
			onlyUnassigned: more.boolean('onlyUnassigned') ?? false,
		};
	},
});

function readTargets(item: ItemParameters): Pick<AssignRecordInput, 'rules' | 'otherwise'> {
	const assignBy = item.value('assignBy', 'roundRobin') as TargetKind | 'rules';
	if (assignBy !== 'rules') return { otherwise: targetOf(assignBy, item.text('assignUser'), item.text('assignGroup')) };
	const rules = item.entries<RuleEntry>('assignmentRules', 'rule').map(ruleOf);
	if (rules.length === 0) throw missing('Rules');
	const fallback = item.value('fallback', 'refuse') as TargetKind | 'keep' | 'refuse';
	if (fallback === 'refuse') return { rules };
	return { rules, otherwise: fallback === 'keep' ? fallback : targetOf(fallback, item.text('fallbackUser'), item.text('fallbackGroup'), 'Fallback ') };
}

function ruleOf({ name = '', conditions, assignTo, user, group }: RuleEntry): AssignmentRule {
	return { name, conditions: (conditions?.condition ?? []).map(conditionOf), to: targetOf(assignTo, user, group) };
}

function targetOf(kind: TargetKind, user: string | undefined, group: string | undefined, label = ''): AssignTarget {
	if (kind === 'user') {
		if (!user) throw missing(`${label}User`);
		return { kind, user };
	}
	if (!group) throw missing(`${label}Group`);
	return { kind: 'group', group, method: kind };
}
