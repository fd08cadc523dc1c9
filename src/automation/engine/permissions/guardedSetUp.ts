import type { SchemaEditor, UserDirectory } from '../../../crm/Crm';
import type { Access } from './Access';

/** Names of people are needed in every form; people are seen as records with the right to see users. */
export function guardUsers(users: UserDirectory, access: Access): UserDirectory {
	const { save } = users;
	return {
		list: async () => await users.list(),
		get: async (id) => await users.get(id),
		groups: async () => await users.groups(),
		roles: async () => await users.roles(),
		permissionsOf: async (role) => await users.permissionsOf(role),
		supervisorsOf: async (id) => await users.supervisorsOf(id),
		save:
			save &&
			(async (drafts, write) => {
				if (drafts.some(({ id }) => id === undefined)) await access.requireType('create', 'user');
				await access.requireRecords(
					'edit',
					drafts.flatMap(({ id }) => (id === undefined ? [] : [{ type: 'user', id }])),
				);
				for (const { id, role } of drafts) {
					const present = id === undefined ? null : ((await users.get(id))?.role ?? null);
					if (role !== undefined && role !== present) access.refuseSetUp('the roles of users');
				}
				return await save.call(users, drafts, write);
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
		deleteRecordType: types,
		deleteField: types,
		deletePipeline: types,
		countRecords: async (query) => await schema.countRecords(query),
		saveGroups: groups,
		saveRoles: roles,
		savePermissions: roles,
		deleteGroup: groups,
		deleteRole: roles,
	};
}
