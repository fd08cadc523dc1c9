import { CrmError } from './CrmError';
import type { User } from './user';
import { emailForm } from './normalForm';

/** Throws conflict when two users would have one e-mail address: people and other systems are told apart by it. */
export function requireOwnEmails(users: readonly User[], saved: readonly Pick<User, 'id'>[]): void {
	const savedIds = new Set(saved.map(({ id }) => id));
	const byEmail = Map.groupBy(
		users.filter(({ email }) => email !== null),
		({ email }) => emailForm(email!),
	);
	for (const owners of byEmail.values()) {
		const user = owners.find(({ id }) => savedIds.has(id));
		const other = owners.find((owner) => owner !== user);
		if (user === undefined || other === undefined) continue;
		throw new CrmError(
			'conflict',
			`User "${user.name}" cannot have the e-mail address ${user.email}: ${other.name}${other.active ? '' : ', who is inactive,'} has it.`,
			`Give another address, or change ${other.name} (id ${other.id}) instead.`,
		);
	}
}

/** Throws invalidValue, with the names, when somebody who was saved would be above himself. */
export function refuseCircles(users: readonly User[], saved: readonly Pick<User, 'id'>[]): void {
	const byId = new Map(users.map((user) => [user.id, user]));
	for (const { id } of saved) {
		const chain: User[] = [];
		const seen = new Set<string>();
		for (
			let user = byId.get(id);
			user !== undefined && !seen.has(user.id);
			user = user.supervisorId === null ? undefined : byId.get(user.supervisorId)
		) {
			seen.add(user.id);
			chain.push(user);
		}
		const last = chain.at(-1);
		if (last === undefined || last.supervisorId !== id) continue;
		const names = [...chain, chain[0]!].map(({ name }) => name).join(' → ');
		throw new CrmError(
			'invalidValue',
			`The supervisors would go in a circle: ${names}.`,
			'Choose a supervisor who is not below this person, or change the supervisor of one of the others first.',
		);
	}
}
