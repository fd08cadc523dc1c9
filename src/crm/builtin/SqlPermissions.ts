import type { PermissionStore } from '../../companions/Companions';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import { CrmError, notFound } from '../../model/CrmError';
import { checkPermissions, OTHER_TYPES, type Permission, type RolePermissions } from '../../model/permissions';
import { plainCopy } from './plainCopy';
import type { ReferenceCache } from './ReferenceCache';
import type { CrmTables } from './tables';

/** Answers from memory; writes go to the database. A role without rows may do everything. */
export class SqlPermissions implements PermissionStore {
	private readonly database: SqlDatabase<CrmTables>;
	private readonly references: ReferenceCache;

	constructor(database: SqlDatabase<CrmTables>, references: ReferenceCache) {
		this.database = database;
		this.references = references;
	}

	async of(role: string | null): Promise<RolePermissions> {
		if (role === null) return 'everything';
		const { permissions, roles } = await this.references.current();
		return plainCopy(permissions.get(role)) ?? (roles.includes(role) ? 'everything' : 'unknown');
	}

	async save(role: string, given: readonly Permission[] | undefined): Promise<void> {
		await this.references.change(async (reference) => {
			if (!reference.roles.includes(role)) throw notFound('role', role, reference.roles);
			const permissions = checkPermissions(role, given ?? []);
			if (given?.length === 0)
				throw new CrmError('invalidValue', `The role "${role}" has no permissions.`, 'Say what it allows, or let it do everything.');
			for (const { recordType } of permissions) if (recordType !== OTHER_TYPES) reference.type(recordType);
			const db = this.database.db();
			await db.deleteFrom('role_permission').where('role', '=', role).execute();
			const rows = permissions.map(({ recordType, allowed, ownOnly }) => ({
				role,
				record_type: recordType,
				allowed: JSON.stringify(allowed),
				own_only: ownOnly ? 1 : 0,
			}));
			if (rows.length > 0) await db.insertInto('role_permission').values(rows).execute();
		});
	}
}
