import type { Assignee, ParameterKind, ProjectTemplateDraft, RelativeDeadline, TemplateParameter, TemplateStage, TemplateTask } from '../../../../src/model/projectTemplate';
import type { TaskPriority } from '../../../../src/model/task';
import { asList } from '../../../shared/asList';
import type { ItemParameters } from '../ItemParameters';

interface AssigneeEntry {
	responsible?: Assignee['kind'] | 'stage';
	responsibleName?: string;
}

interface StageEntry extends AssigneeEntry {
	name: string;
}

interface ParameterEntry {
	name: string;
	label: string;
	kind: ParameterKind;
	required: boolean;
	choices?: string;
	target?: string;
	default?: string | number | boolean;
	help?: string;
}

interface TaskEntry extends AssigneeEntry {
	key?: string;
	title: string;
	stage?: string;
	description?: string;
	after?: string;
	deadline?: 'none' | 'start' | 'task';
	deadlineTask?: string;
	deadlineAmount?: number;
	deadlineUnit?: RelativeDeadline['unit'];
	deadlineWorkingTime?: boolean;
	checklist?: string;
	priority?: TaskPriority;
}

/** The form as a template; the use case checks it. Empty fields are left out. */
export function readTemplate(item: ItemParameters): ProjectTemplateDraft {
	const stages = item.entries<StageEntry>('stages', 'stage');
	return {
		name: item.requiredText('templateName', 'Template Name'),
		...optional('type', item.text('templateType')),
		parameters: item.entries<ParameterEntry>('parameters', 'parameter').map(parameter),
		stages: stages.map(stage),
		tasks: item.entries<TaskEntry>('tasks', 'task').map((entry, index) => task(entry, index, stages[0]?.name ?? '')),
	};
}

function parameter({ name, label, kind, required, choices, target, help, default: given }: ParameterEntry): TemplateParameter {
	return {
		name,
		label: label || name,
		kind,
		required,
		...(kind === 'choice' ? { choices: asList(choices) } : {}),
		...(kind === 'record' ? { target: target ?? '' } : {}),
		...optional('default', defaultValue(kind, given)),
		...optional('help', help),
	};
}

/** The form has one text field for defaults of every kind. */
function defaultValue(kind: ParameterKind, given: ParameterEntry['default']): TemplateParameter['default'] {
	if (given === undefined || given === '' || typeof given !== 'string') return given === '' ? undefined : given;
	if ((kind === 'number' || kind === 'money') && Number.isFinite(Number(given))) return Number(given);
	if (kind === 'boolean' && /^(true|yes|1)$/i.test(given.trim())) return true;
	if (kind === 'boolean' && /^(false|no|0)$/i.test(given.trim())) return false;
	return given;
}

function stage({ name, ...rest }: StageEntry): TemplateStage {
	return { name, ...optional('responsible', assignee(rest)) };
}

function task(entry: TaskEntry, index: number, firstStage: string): TemplateTask {
	const { key, title, description, stage: ofStage, after, checklist, priority } = entry;
	const points = (checklist ?? '').split('\n').map((point) => point.trim()).filter((point) => point !== '');
	return {
		key: key || `task${index + 1}`,
		title,
		stage: ofStage || firstStage,
		...optional('description', description),
		...optional('responsible', assignee(entry)),
		...optional('deadline', deadline(entry)),
		...optional('after', nonEmpty(asList(after))),
		...optional('checklist', nonEmpty(points)),
		...optional('priority', priority),
	};
}

function assignee({ responsible, responsibleName = '' }: AssigneeEntry): Assignee | undefined {
	switch (responsible) {
		case undefined:
		case 'stage':
			return undefined;
		case 'user':
			return { kind: responsible, user: responsibleName };
		case 'role':
			return { kind: responsible, role: responsibleName };
		case 'group':
			return { kind: responsible, group: responsibleName };
		case 'parameter':
			return { kind: responsible, parameter: responsibleName };
		default:
			return { kind: responsible };
	}
}

function deadline(entry: TaskEntry): RelativeDeadline | undefined {
	if (entry.deadline !== 'start' && entry.deadline !== 'task') return undefined;
	return {
		amount: Number(entry.deadlineAmount ?? 1),
		unit: entry.deadlineUnit ?? 'days',
		workingTime: entry.deadlineWorkingTime ?? true,
		...(entry.deadline === 'task' ? { afterTask: entry.deadlineTask ?? '' } : {}),
	};
}

function nonEmpty(list: string[]): string[] | undefined {
	return list.length === 0 ? undefined : list;
}

function optional<Name extends string, Value>(name: Name, value: Value | undefined): Partial<Record<Name, Value>> {
	return value === undefined || value === '' ? {} : ({ [name]: value } as Partial<Record<Name, Value>>);
}
