import type { Selectable } from 'kysely';
import type { SqlColumn } from '../../sql/bulk';
import { fromJson, type SqlValue } from '../../sql/SqlDialect';
import type { User } from '../../model/user';
import type { UserTable } from './tables';

/** The columns of a user but id and version, in the order of `userValues`. */
export const USER_COLUMNS: readonly SqlColumn[] = [
	{ name: 'name', type: 'text' },
	{ name: 'email', type: 'text' },
	{ name: 'supervisor_id', type: 'integer' },
	{ name: 'role', type: 'text' },
	{ name: 'groups', type: 'json' },
	{ name: 'active', type: 'integer' },
	{ name: 'absent_from', type: 'text' },
	{ name: 'absent_until', type: 'text' },
	{ name: 'custom', type: 'json' },
];

export function userValues(user: User): SqlValue[] {
	return [
		user.name,
		user.email,
		user.supervisorId === null ? null : Number(user.supervisorId),
		user.role,
		JSON.stringify(user.groups),
		user.active ? 1 : 0,
		user.absentFrom,
		user.absentUntil,
		JSON.stringify(user.values),
	];
}

export function userOf(row: Selectable<UserTable>): User {
	return {
		id: String(row.id),
		name: row.name,
		email: row.email,
		supervisorId: row.supervisor_id === null ? null : String(row.supervisor_id),
		role: row.role,
		groups: fromJson(row.groups),
		active: row.active === 1,
		absentFrom: row.absent_from,
		absentUntil: row.absent_until,
		values: fromJson(row.custom),
	};
}
