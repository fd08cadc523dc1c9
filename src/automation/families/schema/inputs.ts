import { z } from 'zod/v4';
import { FIELD_KINDS } from '../../../model/recordType';
import { GATE_SIDES } from '../../../model/stageGates';

const evenIfUsed = z.boolean().describe('Although triggers name it');
const stageKind = z.enum(['open', 'won', 'lost']);
const rule = z.enum(['allowed', 'forbidden']);

export const saveRecordTypeInput = z.strictObject({
	label: z.string(),
	pluralLabel: z.string().optional().describe('Default: made from the label; English'),
	name: z.string().optional().describe('Default: that of the type with this label, or made from the label'),
});

export const deleteRecordTypeInput = z.strictObject({ name: z.string(), deleteRecords: z.boolean(), evenIfUsed });

export const addReadyTypeInput = z.strictObject({ readyType: z.string().describe('ticket, product, order or subscription') });

export const saveFieldInput = z.strictObject({
	type: z.string(),
	label: z.string(),
	name: z.string().optional().describe('Default: that of the field with this label, or made from the label'),
	kind: z.enum(FIELD_KINDS),
	required: z.boolean(),
	options: z
		.array(z.strictObject({ label: z.string(), value: z.string().optional() }))
		.readonly()
		.optional()
		.describe('Of a choice; a value is made from its label when it is empty'),
	default: z.unknown().optional().describe('As people write it: a label, a name, a title, a date'),
	target: z.string().optional().describe('Of a link: the type of the records it leads to'),
	help: z.string().optional(),
});

export const deleteFieldInput = z.strictObject({
	type: z.string(),
	field: z.string().describe('Name or label'),
	deleteValues: z.boolean().describe('Empty it in all records first; otherwise the values stay, out of sight'),
	evenIfUsed,
});

export const savePipelineInput = z.strictObject({
	type: z.string(),
	name: z.string(),
	id: z.string().optional().describe('Default: that of the pipeline of the type with this name, or made from the name'),
	stages: z
		.array(z.strictObject({ name: z.string(), kind: stageKind }))
		.readonly()
		.describe('All of them, in order; a stage keeps its id by its name. Empty: those of the present pipeline'),
	skipping: rule,
	backwards: rule,
});

export const deletePipelineInput = z.strictObject({ type: z.string(), pipeline: z.string().describe('Id or name'), evenIfUsed });

const stagePosition = z
	.enum(['usual', 'first', 'last', 'after'])
	.describe('usual: where it is; a new open stage before the final ones, a new final one at the end');

export const saveStageInput = z.strictObject({
	type: z.string(),
	pipeline: z.string().describe('Id or name'),
	name: z.string(),
	kind: stageKind,
	stage: z.string().optional().describe('Id or name of the stage to change; default: the one with this name, or a new one'),
	position: stagePosition,
	after: z.string().optional().describe('Where the position is "after": id or name'),
});

export const deleteStageInput = z.strictObject({
	type: z.string(),
	pipeline: z.string().describe('Id or name'),
	stage: z.string().describe('Id or name'),
	moveTo: z.string().optional().describe('Where its records go first'),
	evenIfUsed,
});

const names = z.array(z.string()).readonly();

export const setGateInput = z.strictObject({
	type: z.string(),
	pipeline: z.string().describe('Id or name'),
	stage: z.string().describe('Id or name'),
	side: z.enum(GATE_SIDES).describe('Of records that come into the stage, or go out of it'),
	fields: names.describe('Names of fields that must be filled'),
	noOpenTasks: z.boolean().describe('All tasks of the record must be completed or cancelled'),
	document: z.boolean().describe('The record must have a document'),
	section: z.string().optional().describe('Of the document; default: any'),
	kind: z.string().optional().describe('Of the document; default: any'),
	roles: names.describe('Who may move the record. Neither roles nor groups nor users: everybody'),
	groups: names,
	users: names.describe('Names, e-mail addresses or ids'),
});

export type SaveRecordTypeInput = z.infer<typeof saveRecordTypeInput>;
export type DeleteRecordTypeInput = z.infer<typeof deleteRecordTypeInput>;
export type AddReadyTypeInput = z.infer<typeof addReadyTypeInput>;
export type SaveFieldInput = z.infer<typeof saveFieldInput>;
export type DeleteFieldInput = z.infer<typeof deleteFieldInput>;
export type SavePipelineInput = z.infer<typeof savePipelineInput>;
export type DeletePipelineInput = z.infer<typeof deletePipelineInput>;
export type StagePosition = z.infer<typeof stagePosition>;
export type SaveStageInput = z.infer<typeof saveStageInput>;
export type DeleteStageInput = z.infer<typeof deleteStageInput>;
export type SetGateInput = z.infer<typeof setGateInput>;
