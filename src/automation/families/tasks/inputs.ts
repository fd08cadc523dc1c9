import { z } from 'zod/v4';
import { TASK_PRIORITIES } from '../../../model/task';
import {
	assignmentRules,
	assignTarget,
	deadline,
	groupTarget,
	moment,
	people,
	person,
	recordRef,
	roleTarget,
	userTarget,
} from '../../words/inputs/parts';

/** What can be emptied. */
export const EMPTIED_TASK_FIELDS = [
	'checklist',
	'creator',
	'deadline',
	'description',
	'estimateMinutes',
	'observers',
	'parent',
	'participants',
	'plannedEnd',
	'plannedStart',
	'record',
	'tags',
] as const;

const texts = z.array(z.string()).readonly();

const responsible = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('recordResponsible') }),
	z.strictObject({ kind: z.literal('supervisor') }).describe('The nearest available one of the responsible person of the record'),
	userTarget,
	groupTarget,
	roleTarget,
	z.strictObject({
		kind: z.literal('rules'),
		rules: assignmentRules,
		otherwise: assignTarget.optional().describe('When no rule holds, or nobody of the rule is available'),
	}),
]);

/** What is the same where a task is made and where it is changed. */
const common = {
	creator: person.optional(),
	participants: people.optional(),
	observers: people.optional(),
	deadline: deadline.optional(),
	deadlineMovable: z.boolean().optional().describe('Whether the responsible person may move the deadline'),
	priority: z.enum(TASK_PRIORITIES).optional(),
	tags: z.array(z.string()).optional(),
	trackTime: z.boolean().optional(),
	estimateMinutes: z.number().optional(),
	resultNeedsApproval: z.boolean().optional().describe('Completing it asks the creator for approval first'),
	parent: z.string().optional().describe('Id of the task it is a part of'),
	plannedStart: moment.optional().describe('A date alone is its beginning'),
	plannedEnd: moment.optional().describe('A date alone is its end'),
	record: recordRef.optional().describe('The record it belongs to'),
	description: z.string().optional(),
};

export const createTaskInput = z.strictObject({
	...common,
	title: z.string(),
	responsible: responsible.optional().describe('Default: the responsible person of the record'),
	checklist: texts.optional().describe('Points to tick off'),
});

export const updateTaskInput = z.strictObject({
	...common,
	task: z.string().describe('Id'),
	ifVersion: z.string().optional().describe('Only if the task still has this version'),
	title: z.string().optional(),
	status: z.string().optional().describe('"completed" does what completing it does: a result that needs approval waits for it'),
	responsible: person.optional(),
	checklist: z
		.strictObject({
			points: texts.optional().describe('All points there are; one that is there already stays ticked as it is'),
			add: texts.optional(),
			tick: texts.optional(),
			untick: texts.optional(),
		})
		.optional(),
	empty: z.array(z.enum(EMPTIED_TASK_FIELDS)).optional().describe('Fields to empty'),
});

export const completeTasksInput = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('task'), task: z.string().describe('Id') }),
	z
		.strictObject({
			kind: z.literal('automation'),
			record: recordRef,
			pipeline: z.string().optional(),
			stages: z.array(z.string()).optional(),
		})
		.describe(
			'The open tasks of the record that automation made in this pipeline at these stages (ids or names): without a pipeline at the stages of the record, without both all of them',
		),
]);

export const deleteTaskInput = z.strictObject({ task: z.string().describe('Id') });

export type TaskResponsible = z.infer<typeof responsible>;
export type EmptiedTaskField = (typeof EMPTIED_TASK_FIELDS)[number];
export type CreateTaskInput = z.infer<typeof createTaskInput>;
export type UpdateTaskInput = z.infer<typeof updateTaskInput>;
export type CompleteTasksInput = z.infer<typeof completeTasksInput>;
export type DeleteTaskInput = z.infer<typeof deleteTaskInput>;
