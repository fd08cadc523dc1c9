import { z } from 'zod/v4';
import { ACTIVITY_KINDS } from '../../../model/activity';
import { deadline, person, recordRef } from '../../words/inputs/parts';

export const scheduleActivityInput = z.strictObject({
	record: recordRef,
	kind: z.enum(ACTIVITY_KINDS),
	description: z.string(),
	subject: z.string().optional().describe('Default: the first line of the description'),
	at: deadline.optional().describe('Default: now. A date alone is the beginning of that day'),
	durationMinutes: z.number().optional(),
	responsible: person.optional().describe('Default: the responsible person of the record'),
	completeOnStageChange: z.boolean().optional().describe('Default: true'),
});

export const completeActivitiesInput = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('activity'), activity: z.string().describe('Id') }),
	z.strictObject({ kind: z.literal('record'), record: recordRef }),
]);

export type ScheduleActivityInput = z.infer<typeof scheduleActivityInput>;
export type CompleteActivitiesInput = z.infer<typeof completeActivitiesInput>;
