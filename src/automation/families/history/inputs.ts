import { z } from 'zod/v4';
import { recordRef } from '../../words/inputs/parts';

export const addHistoryInput = z.strictObject({
	record: recordRef,
	text: z.string(),
	type: z.string().optional().describe('Default: information'),
});

export type AddHistoryInput = z.infer<typeof addHistoryInput>;
