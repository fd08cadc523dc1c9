import type { Scope } from '../Scope';

/**
 * The scope as a user sees it: its port, its feed and its companions refuse, or leave out, what the role of the user does not
 * allow. Without a user it is the system's, and for one whose role allows everything it is the scope itself. Where the CRM knows
 * no such role it is left to the CRM, if it holds to rights of its own, and otherwise nothing is allowed. No request to the
 * database where people are kept in memory; an unknown user is left to the write.
 */
export async function asActor(scope: Scope, actor: string | undefined): Promise<Scope> {
	if (actor === undefined) return scope;
	const { users, capabilities } = scope.crm;
	const user = await users.get(actor);
	if (user === undefined) return scope;
	const allowed = await scope.companions.permissions.of(user.role);
	if (allowed === 'everything' || (allowed === 'unknown' && capabilities.actsOnBehalf)) return scope;
	const { limitedScope } = await import('./limitedScope');
	return limitedScope(scope, { user, permissions: allowed === 'unknown' ? [] : allowed });
}

/** The scope without limits again: for what follows by itself from a step that was allowed. */
export function asSystem(scope: Scope): Scope {
	if (scope.access === undefined) return scope;
	const { crm, feed, companions } = scope.access;
	return { ...scope, crm, feed, companions, access: undefined };
}
