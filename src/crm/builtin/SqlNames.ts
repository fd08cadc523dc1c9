import type { SqlDatabase } from '../../sql/SqlDatabase';
import { CrmError, notFound } from '../../model/CrmError';
import type { User } from '../../model/user';
import type { NameStore } from '../Crm';
import type { Reference } from '../Reference';
import type { ReferenceCache } from './ReferenceCache';
import type { CrmTables } from './tables';

/** What the names of groups and those of roles differ in. */
interface Kind {
	what: 'group' | 'role';
	table: 'user_group' | 'user_role';
	existing(reference: Reference): readonly string[];
	isCarriedBy(user: User, name: string): boolean;
	/** "One user is in it", "several are". */
	carried: readonly [one: string, several: string];
	remedy: string;
}

export const GROUPS: Kind = {
	what: 'group',
	table: 'user_group',
	existing: ({ groups }) => groups,
	isCarriedBy: ({ groups }, name) => groups.includes(name),
	carried: ['is in it', 'are in it'],
	remedy: 'Take them out of the group first.',
};
export const ROLES: Kind = {
	what: 'role',
	table: 'user_role',
	existing: ({ roles }) => roles,
	isCarriedBy: ({ role }, name) => role === name,
	carried: ['has it', 'have it'],
	remedy: 'Give them another role first.',
};

/** The groups or the roles that users can have. */
export class SqlNames implements NameStore {
	private readonly database: SqlDatabase<CrmTables>;
	private readonly references: ReferenceCache;
	private readonly kind: Kind;

	constructor(database: SqlDatabase<CrmTables>, references: ReferenceCache, kind: Kind) {
		this.database = database;
		this.references = references;
		this.kind = kind;
	}

	async find(): Promise<string[]> {
		return [...this.kind.existing(await this.references.current())];
	}

	async save(names: readonly string[]): Promise<void> {
		if (names.length === 0) return;
		await this.references.change(async () => {
			await this.database
				.db()
				.insertInto(this.kind.table)
				.values(names.map((name) => ({ name })))
				.onConflict((conflict) => conflict.doNothing())
				.execute();
		});
	}

	async remove(name: string): Promise<void> {
		const { what, table, existing, isCarriedBy, carried, remedy } = this.kind;
		await this.references.change(async (reference) => {
			if (!existing(reference).includes(name)) throw notFound(what, name, existing(reference));
			const users = reference.users.filter((user) => isCarriedBy(user, name));
			refuseUsers(`${what === 'group' ? 'Group' : 'Role'} "${name}" cannot be deleted`, carried, users, remedy);
			const db = this.database.db();
			if (what === 'role') await db.deleteFrom('role_permission').where('role', '=', name).execute();
			await db.deleteFrom(table).where('name', '=', name).execute();
		});
	}
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
