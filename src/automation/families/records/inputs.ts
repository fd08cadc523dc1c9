import { z } from 'zod/v4';
import { assignmentRules, assignTarget, conditions, givenValues, recordRef } from '../../words/inputs/parts';
import { MERGE_CHOICES } from './mergeFieldValues';

export const createRecordInput = z.strictObject({ type: z.string(), values: givenValues.describe('Empty ones get their default') });

export const updateRecordInput = recordRef.extend({
	values: givenValues.describe('Only the fields to change; null or an empty text empties one'),
	ifVersion: z.string().optional().describe('Only if the record still has this version'),
});

export const upsertRecordInput = z.strictObject({
	type: z.string(),
	matchField: z.string().optional().describe('Tells whether the record exists; its value is in "values". Default: externalId'),
	values: givenValues.describe('Of a record that exists only these fields change, and an empty one empties it'),
});

export const importRowInput = z.strictObject({
	type: z.string(),
	matchField: z.string().optional().describe('Tells whether the record exists; without it the row makes a record'),
	values: givenValues.describe('Of a record that exists only these fields change, and an empty one empties it'),
	row: z.number().describe('Number of the row in its file'),
});

export const deleteRecordInput = recordRef;
export const restoreRecordInput = recordRef;

export const changeStageInput = recordRef.extend({
	stage: z.string().describe('Id, or name within the pipeline of the record; nextStage or previousStage: from where the record is'),
	onlyForward: z.boolean().optional().describe('Leave a record alone that is at that stage or further'),
});

export const assignRecordInput = recordRef.extend({
	rules: assignmentRules.optional(),
	otherwise: z
		.union([assignTarget, z.literal('keep')])
		.optional()
		.describe('When no rule holds, and when nobody of the rule is available; keep: without a rule the record stays as it is'),
	load: z.enum(['openRecords', 'openTasks']).describe('What "least loaded" counts'),
	whenNobody: z.enum(['refuse', 'keep']).describe('When everybody who could get it is away or has left'),
	onlyUnassigned: z.boolean().optional().describe('Leave records alone whose responsible person works here'),
});

const scoringRule = z.strictObject({
	name: z.string().describe('Blank: "Rule 1"'),
	conditions,
	points: z.number().describe('Below 0: taken away'),
});

export const scoreRecordInput = recordRef.extend({
	rules: z.array(scoringRule).readonly(),
	limits: z.strictObject({ least: z.number().optional(), most: z.number().optional() }).optional(),
	grades: z
		.array(z.strictObject({ name: z.string(), from: z.number() }))
		.readonly()
		.optional(),
	field: z.string().optional().describe('The number field that takes the total; without one it is only put out'),
});

const mergeChoice = z.enum(MERGE_CHOICES);

export const mergeRecordsInput = recordRef.extend({
	duplicates: z.array(z.string()).readonly().describe('Ids of the records that go into this one, of its type'),
	usual: mergeChoice.describe('For all fields that have no choice of their own'),
	choices: z.record(z.string(), mergeChoice).readonly().optional().describe('By field name'),
	values: givenValues.optional().describe('Whatever the records have'),
});

export type CreateRecordInput = z.infer<typeof createRecordInput>;
export type UpdateRecordInput = z.infer<typeof updateRecordInput>;
export type UpsertRecordInput = z.infer<typeof upsertRecordInput>;
export type ImportRowInput = z.infer<typeof importRowInput>;
export type ChangeStageInput = z.infer<typeof changeStageInput>;
export type AssignRecordInput = z.infer<typeof assignRecordInput>;
export type ScoringRule = z.infer<typeof scoringRule>;
export type ScoreRecordInput = z.infer<typeof scoreRecordInput>;
export type MergeRecordsInput = z.infer<typeof mergeRecordsInput>;
export type DeleteRecordInput = z.infer<typeof deleteRecordInput>;
export type RestoreRecordInput = z.infer<typeof restoreRecordInput>;
