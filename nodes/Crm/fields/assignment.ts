import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { AssignmentRule, AssignTarget } from '../../../src/automation/words/assignment/AssignmentRules';
import { byName } from '../../shared/byName';
import { conditionsField, conditionsIn } from '../../shared/conditions';
import { missing, type Collection, type ItemParameters } from '../actions/ItemParameters';
import { userOption } from './additional';
import { userField } from './locators';

/** Whom work can be given to, as the forms name it. */
export type TargetKind = 'leastLoaded' | 'roundRobin' | 'roleLeastLoaded' | 'roleRoundRobin' | 'user';
type Shown = NonNullable<INodeProperties['displayOptions']>['show'];

const OF_GROUP: readonly TargetKind[] = ['roundRobin', 'leastLoaded'];
const OF_ROLE: readonly TargetKind[] = ['roleRoundRobin', 'roleLeastLoaded'];

export const BY_RULES = { name: 'By Rules', value: 'rules', description: 'The first rule that holds decides' } as const;
/** Groups and roles. */
export const TEAM_OPTIONS: readonly INodePropertyOptions[] = [
	{
		name: 'Group, in Turn (Round Robin)',
		value: 'roundRobin',
		description: 'Each member in turn; whose turn it is is remembered for the group',
	},
	{ name: 'Group, the Least Loaded Member', value: 'leastLoaded', description: 'The member who has the least to do' },
	{ name: 'Role, in Turn (Round Robin)', value: 'roleRoundRobin', description: 'Everybody with this role in turn' },
	{ name: 'Role, the Least Loaded Person', value: 'roleLeastLoaded', description: 'Whoever of this role has the least to do' },
];
export const USER_OPTION: INodePropertyOptions = { name: 'User', value: 'user' };

function groupField(more: Partial<INodeProperties>): INodeProperties {
	return {
		displayName: 'Group Name or ID',
		name: 'group',
		type: 'options',
		default: '',
		description:
			'Members who are away are skipped. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		typeOptions: { loadOptionsMethod: 'getGroups' },
		...more,
	};
}

function roleField(more: Partial<INodeProperties>): INodeProperties {
	return {
		displayName: 'Role Name or ID',
		name: 'role',
		type: 'options',
		default: '',
		description:
			'People who are away are skipped. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		typeOptions: { loadOptionsMethod: 'getRoles' },
		...more,
	};
}

/** The group or role, shown when the field `choice` asks for one. `prefix` begins the names of the fields, `label` their labels. */
export function teamFields({
	choice,
	prefix,
	label = '',
	show = {},
}: {
	choice: string;
	prefix: string;
	label?: string;
	show?: Shown;
}): INodeProperties[] {
	return [
		groupField({
			displayName: `${label}Group Name or ID`,
			name: `${prefix}Group`,
			required: true,
			displayOptions: { show: { ...show, [choice]: [...OF_GROUP] } },
		}),
		roleField({
			displayName: `${label}Role Name or ID`,
			name: `${prefix}Role`,
			required: true,
			displayOptions: { show: { ...show, [choice]: [...OF_ROLE] } },
		}),
	];
}

/** The table of rules, and what happens when none holds; they need the field `recordType` before them. Read by `readRules`. */
export function ruleFields({
	show,
	who,
	otherwise,
}: {
	show: Shown;
	/** "Who becomes responsible". */ who: string;
	/** Further choices when no rule holds. */ otherwise: readonly INodePropertyOptions[];
}): INodeProperties[] {
	return [
		{
			displayName: 'Rules',
			name: 'assignmentRules',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true, sortable: true },
			default: {},
			placeholder: 'Add Rule',
			description: 'Asked from top to bottom; the first that holds decides',
			displayOptions: { show },
			options: [
				{
					displayName: 'Rule',
					name: 'rule',
					values: [
						{
							displayName: 'Label',
							name: 'name',
							type: 'string',
							default: '',
							placeholder: 'e.g. Big deals of the north',
							description: 'What the rule is called in the output',
						},
						conditionsField('All of them must hold; without any, the rule always holds'),
						{
							displayName: 'Assign To',
							name: 'assignTo',
							type: 'options',
							description: 'How the person is found when the rule holds',
							noDataExpression: true,
							default: 'roundRobin',
							options: [...TEAM_OPTIONS, USER_OPTION],
						},
						groupField({ displayOptions: { show: { assignTo: [...OF_GROUP] } } }),
						roleField({ displayOptions: { show: { assignTo: [...OF_ROLE] } } }),
						{
							...userOption({ displayName: 'User Name or ID', name: 'user', what: who }),
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
			description: 'A user, group or role also takes over when nobody of the rule is available',
			displayOptions: { show },
			options: [...TEAM_OPTIONS, ...otherwise, { name: 'Stop With an Error', value: 'refuse' }, USER_OPTION].sort(byName),
		},
		userField({
			displayName: 'Fallback User',
			name: 'fallbackUser',
			required: true,
			description: `${who} when no rule holds`,
			displayOptions: { show: { ...show, fallback: ['user'] } },
		}),
		...teamFields({ choice: 'fallback', prefix: 'fallback', label: 'Fallback ', show }),
	];
}

/** Throws missingValue without rules. */
export function readRules(item: ItemParameters): { rules: AssignmentRule[]; otherwise?: AssignTarget | 'keep' } {
	const rules = item.rows('assignmentRules', 'rule').map(ruleOf);
	if (rules.length === 0) throw missing('Rules');
	if (item.index === 0) hintOpenRule(item, rules);
	const fallback = item.value('fallback', 'refuse') as TargetKind | 'keep' | 'refuse';
	if (fallback === 'refuse') return { rules };
	return { rules, otherwise: fallback === 'keep' ? fallback : readTarget(item, fallback, 'fallback', 'Fallback ') };
}

/** A rule without conditions before others is a slip, most likely. */
function hintOpenRule(item: ItemParameters, rules: readonly AssignmentRule[]): void {
	const open = rules.findIndex(({ conditions }) => conditions.length === 0);
	if (open < 0 || open === rules.length - 1) return;
	const name = rules[open]!.name.trim() || `Rule ${open + 1}`;
	item.run.hint(`The rule "${name}" has no conditions, so it always holds: the rules below it are never asked.`);
}

/** The fields of `teamFields`, and the user under the same prefix. Throws missingValue. */
export function readTarget(item: ItemParameters, kind: TargetKind, prefix: string, label = ''): AssignTarget {
	return targetOf(kind, { user: item.text(`${prefix}User`), group: item.text(`${prefix}Group`), role: item.text(`${prefix}Role`) }, label);
}

function ruleOf(row: Collection): AssignmentRule {
	const { name = '', assignTo = 'roundRobin', ...chosen } = row.texts('name', 'assignTo', 'user', 'group', 'role');
	return { name, conditions: conditionsIn(row.value('conditions')), to: targetOf(assignTo as TargetKind, chosen) };
}

function targetOf(kind: TargetKind, { user, group, role }: { user?: string; group?: string; role?: string }, label = ''): AssignTarget {
	if (kind === 'user') {
		if (!user) throw missing(`${label}User`);
		return { kind, user };
	}
	const method = kind === 'roundRobin' || kind === 'roleRoundRobin' ? 'roundRobin' : 'leastLoaded';
	if (OF_ROLE.includes(kind)) {
		if (!role) throw missing(`${label}Role`);
		return { kind: 'role', role, method };
	}
	if (!group) throw missing(`${label}Group`);
	return { kind: 'group', group, method };
}
