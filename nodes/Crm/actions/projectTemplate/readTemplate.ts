import type { ResourceMapperField } from 'n8n-workflow';
import { draftOf, type ParameterDetail, type TaskDetail } from '../../../../src/model/templateDraft';
import type { DrawnParts } from '../../../../src/automation/families/projects/templateRows';
import type { Assignee, ParameterKind, ProjectTemplateDraft, RelativeDeadline, TemplateStage } from '../../../../src/model/projectTemplate';
import { CrmError } from '../../../../src/model/CrmError';
import type { TaskPriority } from '../../../../src/model/task';
import { readParameterLines, readTaskLines } from '../../../../src/model/templateOutline';
import { asText } from '../../../shared/asText';
import { missing, type Collection, type ItemParameters } from '../ItemParameters';

/** The template as it is drawn up in the form; the use case checks it. Empty fields are left out. */
export function readTemplate(item: ItemParameters): ProjectTemplateDraft {
	const type = item.text('templateType');
	return withDetails(item, {
		name: item.requiredText('templateName', 'Template Name'),
		...(type === undefined ? {} : { type }),
		parameters: readParameterLines(item.text('parameterLines') ?? '').map((line) => ({ line })),
		stages: item.rows('stages', 'stage').map(stage),
		tasks: readTaskLines(item.requiredText('taskLines', 'Tasks')).map((line) => ({ line })),
	});
}

/** A saved template as it was changed in the form. Throws notFound. */
export async function readChangedTemplate(item: ItemParameters): Promise<ProjectTemplateDraft> {
	const reference = item.requiredText('template', 'Project Template');
	const { findTemplate } = await import('../../../../src/automation/families/projects/templates');
	const { changedParts } = await import('../../../../src/automation/families/projects/templateRows');
	return withDetails(item, changedParts(await findTemplate(item.run.scope, reference), shownRows(item)));
}

/** The rows that the form showed, by id; a row that was emptied or taken out has no text. */
function shownRows(item: ItemParameters): Map<string, string> {
	const schema = (item.run.parameters.raw('rows.schema', []) ?? []) as ResourceMapperField[];
	if (schema.length === 0)
		throw new CrmError('missingValue', 'The template was not loaded into the form.', 'Choose the template anew under "Project Template".');
	const values = (item.value('rows.value') ?? {}) as Record<string, unknown>;
	return new Map(schema.map(({ id }) => [id, asText(values[id]) ?? '']));
}

function withDetails(item: ItemParameters, parts: DrawnParts): ProjectTemplateDraft {
	return draftOf({
		...parts,
		parameterDetails: item.rows('parameterDetails', 'detail').map(parameterDetail),
		taskDetails: item.rows('taskDetails', 'detail').map(taskDetail),
	});
}

function parameterDetail(row: Collection): ParameterDetail {
	const { parameter, kind: chosen, choices, target, help } = row.texts('parameter', 'kind', 'choices', 'target', 'help');
	if (parameter === undefined) throw missing('Parameter Name or ID');
	const listed = linesOf(choices);
	// The use case checks it, as everything else.
	const kind = (chosen ?? (listed === undefined ? undefined : 'choice')) as ParameterKind | undefined;
	return {
		parameter,
		required: row.boolean('required') ?? false,
		...optional('kind', kind),
		...optional('choices', kind === 'choice' ? listed : undefined),
		...optional('target', kind === 'record' ? target : undefined),
		...optional('default', defaultValue(row.value('default'))),
		...optional('help', help),
	};
}

/** The form has one text field for defaults of every kind. */
function defaultValue(value: unknown): ParameterDetail['default'] {
	return typeof value === 'number' || typeof value === 'boolean' ? value : asText(value);
}

function stage(row: Collection): TemplateStage {
	return { name: row.text('name') ?? '', ...optional('responsible', assignee(row)) };
}

function taskDetail(row: Collection): TaskDetail {
	const { task, description, stage: ofStage, checklist, priority } = row.texts('task', 'description', 'stage', 'checklist', 'priority');
	if (task === undefined) throw missing('Task Name or ID');
	return {
		task,
		...optional('description', description),
		...optional('stage', ofStage),
		...optional('responsible', assignee(row)),
		...(row.text('deadline') === 'none' ? { deadline: undefined } : optional('deadline', deadline(row))),
		...optional('after', afterTasks(row)),
		...optional('checklist', linesOf(checklist)),
		...optional('priority', priority as TaskPriority | undefined),
	};
}

/** Titles, which may hold commas: a text is one of them. */
function afterTasks(row: Collection): string[] | undefined {
	const given = row.value('after');
	const titles = (Array.isArray(given) ? given : [given]).map((title) => asText(title)?.trim() ?? '').filter((title) => title !== '');
	return titles.length === 0 ? undefined : titles;
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

/** One per line. */
function linesOf(text: string | undefined): string[] | undefined {
	const lines = (text ?? '')
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '');
	return lines.length === 0 ? undefined : lines;
}

function optional<Name extends string, Value>(name: Name, value: Value | undefined): Partial<Record<Name, Value>> {
	return value === undefined || value === '' ? {} : ({ [name]: value } as Partial<Record<Name, Value>>);
}
