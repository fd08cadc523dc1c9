import { CrmError, notFound } from './CrmError';
import type { User } from './user';
import { emailForm, sameName, textForm } from './normalForm';
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
		const found = this.meant(reference);
		if (found.length === 1) return found[0]!;
		if (found.length > 1) throw ambiguousUser(reference, label, found);
		const kept = keptName(reference);
		if (kept !== undefined) return this.resolveKept(kept, label);
		throw notFound('user', reference, this.workingNames(), `(${label})`);
	}

	/**
	 * What a form keeps of a person who is picked from a list, and `resolve` reads: the e-mail address where it tells who is meant,
	 * in another CRM too. An id alone is somebody else there, so that without an address the name stands beside it.
	 */
	keyOf(user: User): string {
		const { id, name, email } = user;
		if (email !== null && this.meansOnly(email, user)) return email;
		return `${name} (${KEPT_ID} ${id})`;
	}

	/** Whether that means somebody, or several. */
	knows(reference: string): boolean {
		return this.meant(reference).length > 0 || keptName(reference) !== undefined;
	}

	/**
	 * Somebody was picked (`name`) who is not the one under that id (`under`), as in a workflow that comes from another CRM. `label`
	 * names the field.
	 */
	other({ name, label }: { name: string; label: string }, under: User | undefined): CrmError {
		const { remedy } = notFound('user', name, this.workingNames());
		const there = under === undefined ? 'who is not among the users here' : `but user ${under.id} is ${under.name} here`;
		return new CrmError('notFound', `${label}: ${name} was chosen, ${there}.`, `Choose the person again. ${remedy}`);
	}

	private meansOnly(reference: string, user: User): boolean {
		const [first, ...others] = this.meant(reference);
		return first === user && others.length === 0;
	}

	/** Of several, those who still work here, where there are any. */
	private meant(reference: string): User[] {
		const exact = this.ids.get(plainText(reference));
		if (exact !== undefined) return [exact];
		const found = this.emails.get(emailForm(reference)) ?? this.names.get(textForm(reference)) ?? [];
		const working = found.length > 1 ? found.filter((user) => user.active) : found;
		return working.length > 0 ? working : found;
	}

	/** The id counts where the name is that of the person, else the name. */
	private resolveKept({ id, name }: KeptName, label: string): User {
		const under = this.ids.get(id);
		if (under !== undefined && sameName(under.name, name)) return under;
		const called = this.names.get(textForm(name)) ?? [];
		if (called.length === 1) return called[0]!;
		throw this.other({ name, label }, under);
	}

	private workingNames(): string[] {
		return this.all.filter((user) => user.active).map((user) => user.name);
	}
}

const KEPT_ID = 'user';

interface KeptName {
	id: string;
	name: string;
}

/** What `keyOf` made of a person without an address. */
function keptName(reference: string): KeptName | undefined {
	const [, name, id] = new RegExp(`^(.+) \\(${KEPT_ID} ([^()]+)\\)$`, 's').exec(reference.trim()) ?? [];
	return name === undefined || id === undefined ? undefined : { id, name };
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
