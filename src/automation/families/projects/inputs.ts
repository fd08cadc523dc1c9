import { z } from 'zod/v4';
import { givenValues, recordRef } from '../../words/inputs/parts';

export const startProjectInput = z.strictObject({
	template: z.string().describe('Id or name'),
	record: recordRef.optional().describe('The record it is for'),
	parameters: givenValues.describe('By the names of the parameters'),
	name: z.string().optional().describe('Default: the name of the template and the title of the record'),
});

export const saveTemplateInput = z.strictObject({ template: z.unknown().describe('The template as JSON, or as text that is JSON') });

export type StartProjectInput = z.infer<typeof startProjectInput>;
export type SaveTemplateInput = z.infer<typeof saveTemplateInput>;
