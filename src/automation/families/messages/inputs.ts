import { z } from 'zod/v4';
import { people, person, recordRef } from '../../words/inputs/parts';

export const addCommentInput = z.strictObject({
	record: recordRef.describe('A record, task or project'),
	text: z.string().describe('{{record.title}} and so on are filled in; @Anna Smith or @anna@example.com mentions a person'),
	mention: people.optional().describe('Further people to mention'),
	leaveUnclear: z.boolean().optional().describe('An @ that means nobody, or several people, is only text'),
});

export const notifyPeopleInput = z.strictObject({
	text: z.string().describe('{{record.title}} and so on are filled in'),
	users: people.optional(),
	groups: z.array(z.string()).optional().describe('Names'),
	record: recordRef.optional().describe('What the notice leads to'),
});

export const notifySupervisorInput = z.strictObject({
	record: recordRef,
	text: z.string(),
	recipients: people.optional().describe('Default: the supervisor of the responsible person of the record'),
});

export const markReadInput = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('one'), notification: z.string().describe('Id') }),
	z.strictObject({ kind: z.literal('all'), recipient: person.describe('Whose inbox: id, e-mail address or name') }),
]);

export type AddCommentInput = z.infer<typeof addCommentInput>;
export type NotifyPeopleInput = z.infer<typeof notifyPeopleInput>;
export type NotifySupervisorInput = z.infer<typeof notifySupervisorInput>;
export type MarkReadInput = z.infer<typeof markReadInput>;
