import type { SqlDatabase } from '../../sql/SqlDatabase';
import { CrmError, notFound } from '../../model/CrmError';
import { checkPermissions, OTHER_TYPES, type Permission } from '../../model/permissions';
import type { User } from '../../model/user';
import type { Reference } from '../Reference';
import type { CrmTables } from './tables';

/** See `SchemaEditor.savePermissions`. */
export async function saveRolePermissions(
	database: SqlDatabase<CrmTables>,
	reference: Reference,
	role: string,
	given: readonly Permission[] | undefined,
): Promise<void> {
	requireName('role', role, reference.roles);
	const permissions = checkPermissions(role, given ?? []);
	if (given?.length === 0)
		throw new CrmError('invalidValue', `The role "${role}" has no permissions.`, 'Say what it allows, or let it do everything.');
	for (const { recordType } of permissions) if (recordType !== OTHER_TYPES) reference.type(recordType);
	const db = database.db();
	await db.deleteFrom('role_permission').where('role', '=', role).execute();
	const rows = permissions.map(({ recordType, allowed, ownOnly }) => ({
		role,
		record_type: recordType,
		allowed: JSON.stringify(allowed),
		own_only: ownOnly ? 1 : 0,
	}));
	if (rows.length > 0) await db.insertInto('role_permission').values(rows).execute();
}

/** See `SchemaEditor.deleteGroup`. */
export async function deleteUserGroup(database: SqlDatabase<CrmTables>, reference: Reference, name: string): Promise<void> {
	requireName('group', name, reference.groups);
	refuseUsers(
		`Group "${name}" cannot be deleted`,
		['is in it', 'are in it'],
		reference.users.filter(({ groups }) => groups.includes(name)),
		'Take them out of the group first.',
	);
	await database.db().deleteFrom('user_group').where('name', '=', name).execute();
}

/** See `SchemaEditor.deleteRole`. */
export async function deleteUserRole(database: SqlDatabase<CrmTables>, reference: Reference, name: string): Promise<void> {
	requireName('role', name, reference.roles);
	refuseUsers(
		`Role "${name}" cannot be deleted`,
		['has it', 'have it'],
		reference.users.filter(({ role }) => role === name),
		'Give them another role first.',
	);
	await database.db().deleteFrom('role_permission').where('role', '=', name).execute();
	await database.db().deleteFrom('user_role').where('name', '=', name).execute();
}

function requireName(what: string, name: string, existing: readonly string[]): void {
	if (!existing.includes(name)) throw notFound(what, name, existing);
}

const MOST_NAMED = 8;

function refuseUsers(what: string, [one, several]: readonly [string, string], users: readonly User[], remedy: string): void {
	if (users.length === 0) return;
	const names = users
		.slice(0, MOST_NAMED)
		.map(({ name }) => name)
		.join(', ');
	const more = users.length > MOST_NAMED ? ` and ${users.length - MOST_NAMED} more` : '';
	throw new CrmError('conflict', `${what}: ${names}${more} ${users.length === 1 ? one : several}.`, remedy);
}
