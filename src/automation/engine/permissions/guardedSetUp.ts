import type { SchemaEditor, UserDirectory } from '../../../crm/Crm';
import type { Access } from './Access';

/** Names of people are needed in every form; people are seen as records with the right to see users. */
export function guardUsers(users: UserDirectory, access: Access): UserDirectory {
	const { create, update } = users;
	return {
		find: async () => await users.find(),
		get: async (id) => await users.get(id),
		groups: async () => await users.groups(),
		roles: async () => await users.roles(),
		permissionsOf: async (role) => await users.permissionsOf(role),
		supervisorsOf: async (id) => await users.supervisorsOf(id),
		create:
			create &&
			(async (drafts, write) => {
				await access.requireType('create', 'user');
				for (const { role = null } of drafts) if (role !== null) access.refuseSetUp('the roles of users');
				return await create.call(users, drafts, write);
			}),
		update:
			update &&
			(async (changes, write) => {
				await access.requireRecords(
					'edit',
					changes.map(({ id }) => ({ type: 'user', id })),
				);
				for (const { id, role } of changes) {
					if (role !== undefined && role !== ((await users.get(id))?.role ?? null)) access.refuseSetUp('the roles of users');
				}
				return await update.call(users, changes, write);
			}),
	};
}

export function guardSchema(schema: SchemaEditor, access: Access): SchemaEditor {
	const refuse = (what: string) => async () => access.refuseSetUp(what);
	const types = refuse('record types, fields, pipelines and stages');
	const groups = refuse('groups');
	const roles = refuse('roles');
	return {
		saveRecordType: types,
		saveField: types,
		savePipeline: types,
		removeRecordType: types,
		removeField: types,
		removePipeline: types,
		countRecords: async (query) => await schema.countRecords(query),
		saveGroups: groups,
		saveRoles: roles,
		savePermissions: roles,
		deleteGroup: groups,
		deleteRole: roles,
	};
}
