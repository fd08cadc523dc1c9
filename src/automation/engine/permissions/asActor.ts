import type { Scope } from '../Scope';

/**
 * The scope as a user sees it: its port refuses, or leaves out, what the role of the user does not allow. Without a user it is
 * the system's, and for one whose role allows everything, or who has none, it is the scope itself. No request to the database
 * where people are kept in memory; an unknown user is left to the write.
 */
export async function asActor(scope: Scope, actor: string | undefined): Promise<Scope> {
	if (actor === undefined) return scope;
	const { crm } = scope;
	const user = await crm.users.get(actor);
	if (user === undefined || user.role === null) return scope;
	const permissions = await crm.users.permissionsOf(user.role);
	if (permissions === undefined) return scope;
	const { limitedScope } = await import('./limitedScope');
	return limitedScope(scope, { user, role: user.role, permissions });
}

/** The scope without limits again: for what follows by itself from a step that was allowed. */
export function asSystem(scope: Scope): Scope {
	return scope.access === undefined ? scope : { ...scope, crm: scope.access.crm, feed: scope.access.feed, access: undefined };
}
