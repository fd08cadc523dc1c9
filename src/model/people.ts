import { CrmError, notFound } from './CrmError';
import type { User } from './user';
import { emailForm, textForm } from './normalForm';
import { plainText } from './plainText';

/** All users, found by what people write: id, e-mail address, or name. */
export class People {
	readonly all: readonly User[];
	private readonly ids: ReadonlyMap<string, User>;
	private readonly emails: ReadonlyMap<string, User[]>;
	private readonly names: ReadonlyMap<string, User[]>;

	constructor(users: readonly User[]) {
		this.all = users;
		this.ids = new Map(users.map((user) => [user.id, user]));
		this.emails = grouped(users, ({ email }) => email ?? '', emailForm);
		this.names = grouped(users, ({ name }) => name, textForm);
	}

	byId(id: string | null | undefined): User | undefined {
		return id === null || id === undefined ? undefined : this.ids.get(id);
	}

	nameOf(id: string | null | undefined): string | null {
		return this.byId(id)?.name ?? null;
	}

	/**
	 * The user of that id, e-mail address or name; of several with one name, the one who still works here. `label` says
	 * in the error what the person is for. Throws notFound, and invalidValue when several people are meant.
	 */
	resolve(reference: string, label: string): User {
		const exact = this.ids.get(plainText(reference));
		if (exact) return exact;
		const found = this.emails.get(emailForm(reference)) ?? this.names.get(textForm(reference)) ?? [];
		const working = found.length > 1 ? found.filter((user) => user.active) : found;
		if (working.length === 1) return working[0]!;
		if (found.length > 1) throw ambiguousUser(reference, label, working.length > 0 ? working : found);
		throw notFound(
			'user',
			reference,
			this.all.filter((user) => user.active).map((user) => user.name),
			`(${label})`,
		);
	}
}

function grouped(users: readonly User[], part: (user: User) => string, formOf: (text: string) => string): Map<string, User[]> {
	const groups = Map.groupBy(users, (user) => formOf(part(user)));
	groups.delete('');
	return groups;
}

function ambiguousUser(reference: string, label: string, users: readonly User[]): CrmError {
	const list = users.map((user) => `${user.name} (${user.email ?? 'no e-mail address'}, id ${user.id})`).join(', ');
	return new CrmError(
		'invalidValue',
		`${label}: ${users.length} users are called "${reference}": ${list}.`,
		'Give the e-mail address or the id instead.',
	);
}
