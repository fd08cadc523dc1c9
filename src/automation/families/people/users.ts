import { isBlank, readDate } from '../../../model/coercion';
import type { Values } from '../../../model/record';
import type { User, UserDraft, UserUpdate } from '../../../model/user';
import { refuseCircles, requireOwnEmails } from '../../../model/userRules';
import { Directory, type GivenValues } from '../../words/directory/directory';
import { userEditor } from '../../words/directory/optionalParts';
import type { Operation } from '../../engine/effects/Operation';
import { presentRecords, type RecordOutput } from '../../words/output/present';
import { recordsById } from '../../engine/recordsById';
import { resolveValues } from '../../words/values/resolveValues';
import type { Scope } from '../../engine/Scope';
import type { UpdateUserInput, UserFields } from './inputs';
import { containsText } from '../../../model/normalForm';

export type CreateUserInput = UserFields & { name: string };
export interface UserFilter {
	group?: string;
	role?: string;
	/** Id, e-mail or name. */
	supervisor?: string;
	active?: boolean;
	/** Part of the name or the e-mail address, upper and lower case alike. */
	search?: string;
	/** At most that many; absent: all. */
	limit?: number;
}

/** Throws notFound, invalidValue, missingValue, conflict. */
export const createUsers: Operation<CreateUserInput, RecordOutput> = {
	name: 'user.create',
	writes: 'crm',
	target: ({ name, email }) => [email ?? name],
	async perform(scope, inputs, write) {
		const directory = new Directory(scope);
		const drafts: UserDraft[] = [];
		for (const { name, ...fields } of inputs) drafts.push({ name, ...(await draftOf(scope, directory, fields)) });
		await check(scope, drafts);
		return await present(scope, await userEditor(scope, 'create')(drafts, write));
	},
};

/** Throws notFound, invalidValue, missingValue, conflict. */
export const updateUsers: Operation<UpdateUserInput, RecordOutput> = {
	name: 'user.update',
	writes: 'crm',
	target: ({ user }) => [user],
	async perform(scope, inputs, write) {
		const directory = new Directory(scope);
		const people = await directory.people();
		const changes: UserUpdate[] = [];
		for (const { user, name, ...fields } of inputs) {
			const known = people.resolve(user, 'User');
			changes.push({ id: known.id, name: name ?? known.name, ...(await draftOf(scope, directory, fields, known)) });
		}
		await check(scope, changes);
		return await present(scope, await userEditor(scope, 'update')(changes, write));
	},
};

/** `reference`: id, e-mail or name. Throws notFound. */
export async function getUser(scope: Scope, reference: string): Promise<RecordOutput> {
	const user = (await new Directory(scope).people()).resolve(reference, 'User');
	return (await present(scope, [user]))[0]!;
}

/** By name. Throws notFound for a group, role or supervisor that does not exist. */
export async function findUsers(scope: Scope, { group, role, supervisor, active, search, limit }: UserFilter): Promise<RecordOutput[]> {
	const directory = new Directory(scope);
	const people = await directory.people();
	const inGroup = isBlank(group) ? undefined : await directory.group(group);
	const withRole = isBlank(role) ? undefined : await directory.role(role);
	const above = isBlank(supervisor) ? undefined : people.resolve(supervisor, 'Supervisor').id;
	const found = people.all.filter(
		(user) =>
			(inGroup === undefined || user.groups.includes(inGroup)) &&
			(withRole === undefined || user.role === withRole) &&
			(above === undefined || user.supervisorId === above) &&
			(active === undefined || user.active === active) &&
			containsText(`${user.name}\n${user.email ?? ''}`, search),
	);
	return await present(scope, found.slice(0, limit));
}

/** The people above a user (id, e-mail or name), nearest first. Throws notFound. */
export async function supervisorsOfUser(scope: Scope, reference: string): Promise<RecordOutput[]> {
	const directory = new Directory(scope);
	const user = (await directory.people()).resolve(reference, 'User');
	return await present(scope, await directory.supervisorsOf(user.id));
}

/** `present`: the user it is to change. */
async function draftOf(
	scope: Scope,
	directory: Directory,
	{ supervisor, role, groups, absentFrom, absentUntil, custom, ...plain }: Omit<UserFields, 'name'>,
	present?: User,
): Promise<Partial<UserDraft>> {
	const draft: Partial<UserDraft> = { ...plain };
	const day = (value: string | null, label: string) => (isBlank(value) ? null : readDate(value, scope.timeZone, label));
	if (absentFrom !== undefined) draft.absentFrom = day(absentFrom, 'Absent From');
	if (absentUntil !== undefined) draft.absentUntil = day(absentUntil, 'Absent Until');
	if (supervisor !== undefined)
		draft.supervisorId = isBlank(supervisor) ? null : (await directory.people()).resolve(supervisor, 'Supervisor').id;
	if (role !== undefined) draft.role = isBlank(role) ? null : await directory.role(role);
	if (groups !== undefined) draft.groups = await Promise.all(groups.map(async (group) => await directory.group(group)));
	if (custom !== undefined) draft.values = await customValues(scope, directory, custom, present);
	return draft;
}

async function customValues(scope: Scope, directory: Directory, given: GivenValues, present: User | undefined): Promise<Values> {
	const description = await directory.describe('user');
	const custom = { ...description, fields: description.fields.filter(({ system }) => !system) };
	const record = present === undefined ? undefined : (await recordsById(scope.crm, 'user', [present.id])).get(present.id);
	return (await resolveValues(directory, custom, [given], scope.timeZone, [record]))[0]!;
}

/**
 * Against all others as they will be, before anything is written: a CRM over REST takes nothing back. Throws conflict
 * (e-mail), invalidValue (circle of supervisors).
 */
async function check(scope: Scope, changes: ReadonlyArray<Partial<User>>): Promise<void> {
	const users = new Map((await scope.crm.users.find()).map((user) => [user.id, user]));
	const saved = changes.map(({ email, ...change }, index) => {
		const id = change.id ?? `new ${index}`;
		const known = users.get(id) ?? { email: null, supervisorId: null, active: true };
		const planned = { ...known, ...change, id, email: email === undefined ? known.email : isBlank(email) ? null : email };
		users.set(id, planned as User);
		return { id };
	});
	requireOwnEmails([...users.values()], saved);
	refuseCircles([...users.values()], saved);
}

async function present(scope: Scope, users: readonly User[]): Promise<RecordOutput[]> {
	const records = await recordsById(
		scope.crm,
		'user',
		users.map(({ id }) => id),
	);
	return await presentRecords(
		scope,
		users.map(({ id }) => records.get(id)!),
	);
}
