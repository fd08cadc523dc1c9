import type {
	Assignee,
	ParameterKind,
	ProjectTemplateDraft,
	RelativeDeadline,
	TemplateParameter,
	TemplateStage,
	TemplateTask,
} from '../../../../src/model/projectTemplate';
import type { TaskPriority } from '../../../../src/model/task';
import { asList } from '../../../shared/asList';
import { asText } from '../../../shared/asText';
import type { Collection, ItemParameters } from '../ItemParameters';

/** The form as a template; the use case checks it. Empty fields are left out. */
export function readTemplate(item: ItemParameters): ProjectTemplateDraft {
	const stages = item.rows('stages', 'stage').map(stage);
	return {
		name: item.requiredText('templateName', 'Template Name'),
		...optional('type', item.text('templateType')),
		parameters: item.rows('parameters', 'parameter').map(parameter),
		stages,
		tasks: item.rows('tasks', 'task').map((row, index) => task(row, index, stages[0]?.name ?? '')),
	};
}

function parameter(row: Collection): TemplateParameter {
	const { name = '', kind = 'string', label, choices, target = '', help } = row.texts('name', 'kind', 'label', 'choices', 'target', 'help');
	return {
		name,
		label: label ?? name,
		// The use case checks it, as everything else.
		kind: kind as ParameterKind,
		required: row.boolean('required') ?? false,
		...(kind === 'choice' ? { choices: asList(choices) } : {}),
		...(kind === 'record' ? { target } : {}),
		...optional('default', defaultValue(kind, row.value('default'))),
		...optional('help', help),
	};
}

/** The form has one text field for defaults of every kind. */
function defaultValue(kind: string, value: unknown): TemplateParameter['default'] {
	if (typeof value === 'number' || typeof value === 'boolean') return value;
	const given = asText(value);
	if (given === undefined) return undefined;
	if ((kind === 'number' || kind === 'money') && Number.isFinite(Number(given))) return Number(given);
	if (kind === 'boolean' && /^(true|yes|1)$/i.test(given.trim())) return true;
	if (kind === 'boolean' && /^(false|no|0)$/i.test(given.trim())) return false;
	return given;
}

function stage(row: Collection): TemplateStage {
	return { name: row.text('name') ?? '', ...optional('responsible', assignee(row)) };
}

function task(row: Collection, index: number, firstStage: string): TemplateTask {
	const {
		key,
		title = '',
		description,
		stage: ofStage,
		checklist = '',
		priority,
	} = row.texts('key', 'title', 'description', 'stage', 'checklist', 'priority');
	const points = checklist
		.split('\n')
		.map((point) => point.trim())
		.filter((point) => point !== '');
	return {
		key: key ?? `task${index + 1}`,
		title,
		stage: ofStage ?? firstStage,
		...optional('description', description),
		...optional('responsible', assignee(row)),
		...optional('deadline', deadline(row)),
		...optional('after', row.list('after')),
		...optional('checklist', nonEmpty(points)),
		...optional('priority', priority as TaskPriority | undefined),
	};
}

function assignee(row: Collection): Assignee | undefined {
	const kind = row.text('responsible') as Assignee['kind'] | 'stage' | undefined;
	const name = row.text('responsibleName') ?? '';
	switch (kind) {
		case undefined:
		case 'stage':
			return undefined;
		case 'user':
			return { kind, user: name };
		case 'role':
			return { kind, role: name };
		case 'group':
			return { kind, group: name };
		case 'parameter':
			return { kind, parameter: name };
		default:
			return { kind };
	}
}

function deadline(row: Collection): RelativeDeadline | undefined {
	const after = row.text('deadline');
	if (after !== 'start' && after !== 'task') return undefined;
	return {
		amount: row.number('deadlineAmount', 'Time') ?? 1,
		unit: (row.text('deadlineUnit') ?? 'days') as RelativeDeadline['unit'],
		workingTime: row.boolean('deadlineWorkingTime') ?? true,
		...(after === 'task' ? { afterTask: row.text('deadlineTask') ?? '' } : {}),
	};
}

function nonEmpty(list: string[]): string[] | undefined {
	return list.length === 0 ? undefined : list;
}

function optional<Name extends string, Value>(name: Name, value: Value | undefined): Partial<Record<Name, Value>> {
	return value === undefined || value === '' ? {} : ({ [name]: value } as Partial<Record<Name, Value>>);
}
