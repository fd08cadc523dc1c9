import { insertRows, takeIds, updateRows, type SqlColumn } from '../../sql/bulk';
import type { SqlDatabase } from '../../sql/SqlDatabase';
import type { SqlValue } from '../../sql/SqlDialect';
import { forDraft, notFound } from '../../model/CrmError';
import type { FieldValue, Values } from '../../model/record';
import { UNSAID_OF_USER, type User, type UserDraft, type UserUpdate } from '../../model/user';
import { checkChangedValues, checkNewValues } from '../../model/validate';
import type { WriteContext } from '../../model/write';
import type { UserDirectory } from '../Crm';
import { plainCopy } from './plainCopy';
import type { Reference } from '../Reference';
import { requireRecords } from './RecordLinks';
import { GROUPS, ROLES, SqlNames } from './SqlNames';
import { sameJson } from '../sameJson';
import type { ReferenceCache } from './ReferenceCache';
import type { CrmTables } from './tables';
import { USER_COLUMNS, userValues } from './userRows';
import type { Writer } from './Writer';

/** Answers from memory; writes go to the database. */
export class UserStore implements UserDirectory {
	private readonly database: SqlDatabase<CrmTables>;
	private readonly references: ReferenceCache;
	private readonly writer: Writer;
	readonly groups: SqlNames;
	readonly roles: SqlNames;

	constructor(database: SqlDatabase<CrmTables>, references: ReferenceCache, writer: Writer) {
		this.database = database;
		this.references = references;
		this.writer = writer;
		this.groups = new SqlNames(database, references, GROUPS);
		this.roles = new SqlNames(database, references, ROLES);
	}

	async find(): Promise<User[]> {
		return plainCopy([...(await this.references.current()).users]);
	}

	async get(id: string): Promise<User | undefined> {
		return plainCopy((await this.references.current()).user(id));
	}

	async supervisorsOf(id: string): Promise<User[]> {
		return (await this.references.current()).supervisorsOf(id).map(plainCopy);
	}

	async create(drafts: readonly UserDraft[], context: WriteContext): Promise<User[]> {
		return await this.writer.write(context, async ({ at }) => {
			await this.references.changing();
			const reference = await this.references.current();
			const checked = drafts.map((draft, index) => forDraft(index, () => checkNewUser(draft, reference)));
			await this.requireLinks(checked, reference);
			const ids = await takeIds(this.database, 'crm_user', drafts.length);
			const users = checked.map(({ user }, index): User => ({ ...user, id: String(ids[index]) }));
			await insertRows(
				this.database,
				'crm_user',
				INSERTED,
				users.map((user) => [Number(user.id), ...userValues(user), at, at]),
			);
			return users;
		});
	}

	async update(changes: readonly UserUpdate[], context: WriteContext): Promise<User[]> {
		return await this.writer.write(context, async ({ at }) => {
			await this.references.changing();
			const reference = await this.references.current();
			const known = new Map<string, User>();
			const checked = changes.map((change, index) =>
				forDraft(index, () => {
					const present = known.get(change.id) ?? reference.requireUser(change.id, '');
					const changed = checkChangedUser(change, present, reference);
					known.set(change.id, changed.user);
					return changed;
				}),
			);
			await this.requireLinks(checked, reference);
			await this.writeChanged([...known.values()], reference, at);
			return checked.map(({ user }) => user);
		});
	}

	private async requireLinks(checked: readonly CheckedUser[], reference: Reference): Promise<void> {
		await requireRecords(
			this.database,
			reference,
			checked.flatMap(({ links }, index) => links.map(({ field, type, id }) => ({ type, id, index, where: `field "${field.label}"` }))),
		);
	}

	private async writeChanged(users: readonly User[], reference: Reference, at: string): Promise<void> {
		const changed = users.filter((user) => !sameJson(user, reference.user(user.id)));
		if (changed.length === 0) return;
		const versions = new Map(
			(await this.database.db().selectFrom('crm_user').select(['id', 'version']).execute()).map(({ id, version }) => [String(id), version]),
		);
		const rows = changed.map((user): [number, ...SqlValue[]] => [
			Number(user.id),
			...userValues(user),
			(versions.get(user.id) ?? 1) + 1,
			at,
		]);
		await updateRows(this.database, 'crm_user', UPDATED, rows);
	}
}

const INSERTED: readonly SqlColumn[] = [
	{ name: 'id', type: 'integer' },
	...USER_COLUMNS,
	{ name: 'created_at', type: 'text' },
	{ name: 'updated_at', type: 'text' },
];
const UPDATED: readonly SqlColumn[] = [...USER_COLUMNS, { name: 'version', type: 'integer' }, { name: 'updated_at', type: 'text' }];

/** The fields of a user that are not custom ones. */
const OWN = ['name', 'email', 'supervisor', 'role', 'groups', 'active', 'absentFrom', 'absentUntil'] as const;

type CheckedUser = ReturnType<typeof checkNewUser>;

function checkNewUser(draft: UserDraft, reference: Reference) {
	requireGroupsAndRole(draft, reference);
	const { values, links } = checkNewValues(reference.type('user'), { ...givenValues(UNSAID_OF_USER), ...givenValues(draft) }, reference);
	return { user: userOfValues('', values), links };
}

function checkChangedUser(change: UserUpdate, present: User, reference: Reference) {
	requireGroupsAndRole(change, reference);
	const { values, links } = checkChangedValues(reference.type('user'), valuesOf(present), givenValues(change), reference);
	return { user: userOfValues(present.id, values), links };
}

function requireGroupsAndRole({ groups = [], role }: Partial<UserDraft>, reference: Reference): void {
	requireNames('group', groups, reference.groups);
	if (role) requireNames('role', [role], reference.roles);
}

function requireNames(what: string, names: readonly string[], existing: readonly string[]): void {
	const unknown = names.find((name) => !existing.includes(name));
	if (unknown !== undefined) throw notFound(what, unknown, existing);
}

function givenValues({ supervisorId, values, ...draft }: Partial<UserDraft>): Values {
	const given: Record<string, FieldValue | undefined> = { ...values, supervisor: supervisorId };
	for (const name of OWN) if (name in draft) given[name] = draft[name as keyof typeof draft] as FieldValue;
	return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Values;
}

function valuesOf({ supervisorId, values, ...user }: User): Values {
	return {
		...values,
		name: user.name,
		email: user.email,
		supervisor: supervisorId,
		role: user.role,
		groups: user.groups,
		active: user.active,
		absentFrom: user.absentFrom,
		absentUntil: user.absentUntil,
	};
}

function userOfValues(id: string, values: Values): User {
	const custom = Object.entries(values).filter(([name, value]) => value !== null && !OWN.includes(name as (typeof OWN)[number]));
	return {
		id,
		name: values.name as string,
		email: values.email as string | null,
		supervisorId: values.supervisor as string | null,
		role: values.role as string | null,
		groups: (values.groups as string[] | null) ?? [],
		active: values.active === true,
		absentFrom: values.absentFrom as string | null,
		absentUntil: values.absentUntil as string | null,
		values: Object.fromEntries(custom),
	};
}
