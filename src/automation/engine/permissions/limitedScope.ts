import type { Permission } from '../../../model/permissions';
import type { User } from '../../../model/user';
import type { Scope } from '../Scope';
import { Access } from './Access';
import { guardFeed } from './guardFeed';
import { GuardedCrm } from './GuardedCrm';

/** See `asActor`. */
export function limitedScope(scope: Scope, who: { user: User; role: string; permissions: readonly Permission[] }): Scope {
	const access = new Access({ crm: scope.crm, feed: scope.feed, ...who });
	return { ...scope, crm: new GuardedCrm(scope.crm, access), feed: guardFeed(scope.feed, access), access };
}
