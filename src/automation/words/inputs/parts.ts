import { z } from 'zod/v4';
import { OPERATORS } from '../../../model/operators';
import { FIELD_KINDS } from '../../../model/recordType';
import { TIME_UNITS } from '../../../model/workingTime';

/**
 * What the inputs of several operations are made of. Inputs are plain JSON; what they mean (does the record exist, is the
 * person known) is seen to by the use case, with errors in the user's words.
 */
export const recordRef = z.strictObject({ type: z.string().describe('Name of the record type'), id: z.string() });

export const person = z.string().describe('Id, e-mail address or name');
export const people = z.array(person).readonly();

/** By field name. */
export const givenValues = z
	.record(z.string(), z.unknown())
	.readonly()
	.describe('By field name, as people write them: names, e-mail addresses, titles and labels beside ids');

export const moment = z.string().describe('ISO 8601; without an offset in the zone of the connection');

export const deadline = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('absolute'), at: moment }),
	z.strictObject({
		kind: z.literal('relative'),
		amount: z.number(),
		unit: z.enum(TIME_UNITS),
		workingTime: z.boolean().optional().describe('Only working time counts'),
		from: moment.optional().describe('Default: now'),
	}),
]);

const condition = z.strictObject({
	field: z.string(),
	operator: z.enum(OPERATORS),
	value: z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]).optional(),
	kind: z.enum(FIELD_KINDS).optional(),
	timeZone: z.string().optional(),
});

export const conditions = z.array(condition).readonly().describe('All must hold; without any, it always holds');

const method = z.enum(['roundRobin', 'leastLoaded']);

export const groupTarget = z.strictObject({ kind: z.literal('group'), group: z.string(), method });
export const roleTarget = z.strictObject({ kind: z.literal('role'), role: z.string(), method });
export const userTarget = z.strictObject({ kind: z.literal('user'), user: person });

/** Whom work is given to. */
export const assignTarget = z.discriminatedUnion('kind', [userTarget, groupTarget, roleTarget]);

/** The first rule that holds decides. */
export const assignmentRules = z
	.array(z.strictObject({ name: z.string().describe('Blank: "Rule 1"'), conditions, to: assignTarget }))
	.readonly();
