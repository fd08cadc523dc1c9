import { CrmError } from '../model/CrmError';
import { findField } from '../model/fieldNames';
import type { NamedRecord, RecordRef } from '../model/record';
import type { Field } from '../model/recordType';
import type { Task, TaskDraft } from '../model/task';
import { checkValue, isEmptyValue } from '../model/validateValue';
import type { Reference } from './Reference';

/** A task that is not stored yet: it has no id and no version. */
export type NewTask = Omit<Task, 'id' | 'version' | 'createdAt'>;

/**
 * The given parts of a task, checked and in stored form; parts that are not given stay out. `named` collects the
 * records it names. Throws notFound (user), invalidValue, missingValue.
 */
export function checkTask(draft: Partial<TaskDraft>, index: number, reference: Reference, named: NamedRecord[]): Partial<NewTask> {
	const checked: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(draft)) {
		const rule = Object.hasOwn(RULES, name) ? RULES[name as keyof NewTask] : undefined;
		if (rule === undefined || value === undefined) continue;
		checked[name] = rule(value, reference);
	}
	const name = (type: string, id: string, label: string) => named.push({ type, id, index, where: `field "${label}"` });
	const { record, projectId, parentId } = checked as Partial<NewTask>;
	if (record) name(record.type, record.id, 'Record');
	if (projectId) name('project', projectId, 'Project');
	if (parentId) name('task', parentId, 'Parent task');
	return checked as Partial<NewTask>;
}

type Rule = (value: unknown, reference: Reference) => unknown;

const RULES: Partial<Record<keyof NewTask, Rule>> = {
	title: field('title'),
	description: (value, reference) => field('description')(value, reference) ?? '',
	status: field('status', true),
	responsibleId: user('responsible'),
	creatorId: user('creator'),
	participantIds: users('Participants'),
	observerIds: users('Observers'),
	priority: field('priority', true),
	deadline: field('deadline'),
	deadlineMovable: flag('Deadline may be moved'),
	plannedStart: field('plannedStart'),
	plannedEnd: field('plannedEnd'),
	tags: (value, reference) => field('tags')(value, reference) ?? [],
	checklist: (value) => value ?? [],
	trackTime: flag('Track time'),
	estimateMinutes: field('estimateMinutes'),
	resultNeedsApproval: flag('Result must be approved'),
	parentId: text,
	record: (value) => (value === null ? null : { type: (value as RecordRef).type, id: String((value as RecordRef).id) }),
	projectId: text,
	projectStage: field('projectStage'),
	origin: (value) => value,
	completedAt: field('completedAt'),
};

function field(name: string, needed = false): Rule {
	return (value, reference) => {
		const description = fieldOf(reference, name);
		const stored = checkValue(description, value);
		if (stored === null && (needed || description.required)) throw missing(description);
		return stored;
	};
}

function user(name: string): Rule {
	return (value, reference) => {
		const id = field(name)(value, reference);
		return id === null ? null : reference.requireUser(String(id), `for field "${fieldOf(reference, name).label}"`).id;
	};
}

function users(label: string): Rule {
	return (value, reference) =>
		isEmptyValue(value) ? [] : (value as string[]).map((id) => reference.requireUser(String(id), `for field "${label}"`).id);
}

function flag(label: string): Rule {
	return (value) => checkValue({ name: label, label, kind: 'boolean', required: false, system: true }, value) === true;
}

function text(value: unknown): string | null {
	return isEmptyValue(value) ? null : String(value);
}

function fieldOf(reference: Reference, name: string): Field {
	return findField(reference.type('task'), name);
}

function missing({ label, name }: Field): CrmError {
	return new CrmError('missingValue', `Task: field "${label}" is required and has no value.`, `Give a value for "${label}" (${name}).`);
}
