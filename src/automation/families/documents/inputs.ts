import { z } from 'zod/v4';
import { recordRef } from '../../words/inputs/parts';

const filingRule = z.strictObject({
	namePattern: z.string().optional().describe('*.pdf, Contract*'),
	mediaType: z.string().optional().describe('application/pdf, image/*'),
	kind: z.string().optional(),
	recordType: z.string().optional(),
	section: z.string(),
});

export const attachDocumentInput = z.strictObject({
	record: recordRef,
	name: z.string(),
	mediaType: z.string(),
	file: z.string().describe('A reference to the file: it is read when it is stored'),
	section: z.string().optional().describe('Default: by the filing rules'),
	kind: z.string().optional(),
	tags: z.array(z.string()).optional(),
	largestMegabytes: z.number().optional().describe('Default: 20'),
});

export const deleteDocumentInput = z.strictObject({
	document: z.string().describe('Id of a version'),
	allVersions: z.boolean().describe('The other versions too: all with the same record, section and name'),
});

export const saveFilingRulesInput = z.strictObject({ rules: z.array(filingRule).describe('Instead of those there were') });

export type AttachDocumentInput = z.infer<typeof attachDocumentInput>;
export type DeleteDocumentInput = z.infer<typeof deleteDocumentInput>;
export type SaveFilingRulesInput = z.infer<typeof saveFilingRulesInput>;
