import { z } from 'zod/v4';
import { moment, recordRef } from '../../words/inputs/parts';

const word = z.string().nullable().optional();

export const saveProcessInput = z.strictObject({
	workflow: z.string().describe('Id or name'),
	card: z.strictObject({ department: word, category: word, description: word }).describe('What is absent stays, what is null is emptied'),
});

const replayedChange = z.strictObject({
	at: moment,
	record: z.strictObject({ type: z.string(), id: z.string(), title: z.string() }),
	what: z.string().describe('What changed, in a line'),
});

/** What was found to replay; see changesToReplay. */
export const replayInput = z.strictObject({
	trigger: z.strictObject({
		workflowId: z.string(),
		nodeId: z.string(),
		workflowName: z.string(),
		nodeName: z.string(),
		recordType: z.string().describe('Of the records it listens to'),
	}),
	record: recordRef.nullable().describe('Null: of all records'),
	changes: z
		.array(z.strictObject({ changeId: z.string(), recordKey: z.string(), at: moment }))
		.readonly()
		.describe('Oldest first'),
	listed: z.array(replayedChange).readonly().describe('For a dry run: the same, to read'),
});

export type ReplayedChange = z.infer<typeof replayedChange>;
export type ReplayInput = z.infer<typeof replayInput>;
export type SaveProcessInput = z.infer<typeof saveProcessInput>;
