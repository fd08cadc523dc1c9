import { z } from 'zod/v4';
import { givenValues, moment, people, person } from '../../words/inputs/parts';

/** What can be said of a user; people, groups and roles by name, e-mail or id. Null empties; absent: not touched. */
const userFields = {
	name: z.string().optional(),
	email: z.string().nullable().optional(),
	supervisor: person.nullable().optional(),
	role: z.string().nullable().optional(),
	groups: z.array(z.string()).optional(),
	active: z.boolean().optional(),
	absentFrom: moment.nullable().optional().describe('A day, included'),
	absentUntil: moment.nullable().optional().describe('A day, included'),
	custom: givenValues.optional().describe('Values of custom fields; null or an empty text empties one'),
};

export const createUserInput = z.strictObject({ ...userFields, name: z.string() });
export const updateUserInput = z.strictObject({ ...userFields, user: person });

export const saveGroupInput = z.strictObject({
	name: z.string(),
	members: people.optional().describe('Who is in it, and nobody else; absent: nobody comes or goes'),
});

export const changeMembersInput = z.strictObject({ group: z.string(), members: people });
export const deleteGroupInput = z.strictObject({ group: z.string() });

/** One row for several types. */
const givenPermission = z.strictObject({
	recordTypes: z.array(z.string()).readonly().describe('Names, or * for all that the role does not name otherwise'),
	allowed: z.array(z.string()).readonly(),
	ownOnly: z.boolean().describe('Only what belongs to the user'),
});

export const saveRoleInput = z.strictObject({
	name: z.string(),
	permissions: z.array(givenPermission).readonly().optional().describe('Absent: it may do everything'),
});

export const deleteRoleInput = z.strictObject({
	role: z.string(),
	replacement: z.string().optional().describe('The role that those who have it get instead'),
});

export type CreateUserInput = z.infer<typeof createUserInput>;
export type UpdateUserInput = z.infer<typeof updateUserInput>;
export type UserFields = Omit<UpdateUserInput, 'user'>;
export type SaveGroupInput = z.infer<typeof saveGroupInput>;
export type ChangeMembersInput = z.infer<typeof changeMembersInput>;
export type DeleteGroupInput = z.infer<typeof deleteGroupInput>;
export type GivenPermission = z.infer<typeof givenPermission>;
export type SaveRoleInput = z.infer<typeof saveRoleInput>;
export type DeleteRoleInput = z.infer<typeof deleteRoleInput>;
