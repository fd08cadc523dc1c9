import type { Permission } from '../../../model/permissions';
import type { User } from '../../../model/user';
import type { Scope } from '../Scope';
import { Access } from './Access';
import { guard } from './guard';
import { CRM, FEED } from './rules';

/** See `asActor`. */
export function limitedScope(scope: Scope, who: { user: User; permissions: readonly Permission[] }): Scope {
	const access = new Access({ crm: scope.crm, feed: scope.feed, ...who });
	return { ...scope, crm: guard(scope.crm, CRM, access), feed: guard(scope.feed, FEED, access), access };
}
